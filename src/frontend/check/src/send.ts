// Sending a plan, and telling how far its check has come.
const LINES = "application/x-ndjson";

interface Steps {
  reach(step: string): void;
  begin(): void;
  sent(part: number): void;
  end(): void;
}

export function send(form: HTMLFormElement, show: (html: string) => boolean): void {
  form.addEventListener("submit", (event) => {
    const button = event.submitter as HTMLButtonElement | null;
    // What comes as a file, or in another language, is left to the browser.
    if (button && "native" in button.dataset) return;
    const data = new FormData(form);
    if (button?.name) data.set(button.name, button.value);
    const trouble = document.querySelector<HTMLElement>("[data-trouble]");
    const progress = document.querySelector<HTMLElement>("[data-progress]");
    if (!trouble || !progress) return;
    event.preventDefault();
    trouble.hidden = true;
    const wrong = unfit(form, data);
    if (wrong) {
      complain(trouble, wrong);
      return;
    }
    const asking = form.closest<HTMLElement>("[data-asking]") ?? form;
    const asked = new XMLHttpRequest();
    const steps = progressOf(progress);
    let read = 0;
    let stopped = false;
    const take = (whole: boolean): string => {
      const end = whole ? asked.responseText.length : asked.responseText.lastIndexOf("\n") + 1;
      const lines = asked.responseText.slice(read, end).split("\n").filter(Boolean);
      read = Math.max(read, end);
      let page = "";
      for (const line of lines) {
        const told = JSON.parse(line);
        if (told.step) steps.reach(told.step);
        if (told.html) page = told.html;
      }
      return page;
    };
    const isLines = () => asked.getResponseHeader("Content-Type")?.startsWith(LINES);
    asked.open("POST", button?.getAttribute("formaction") ?? form.getAttribute("action") ?? "");
    asked.setRequestHeader("Accept", LINES);
    asked.upload.addEventListener("progress", (sent) => steps.sent(sent.loaded / sent.total));
    let page = "";
    asked.addEventListener("progress", () => {
      if (isLines()) page = take(false) || page;
    });
    asked.addEventListener("loadend", () => {
      steps.end();
      asking.hidden = false;
      if (stopped) {
        button?.focus();
        return;
      }
      if (isLines()) page = take(true) || page;
      else page = asked.responseText;
      // What a proxy says in its own words is not one of our pages.
      if (!asked.status || !page || !show(page)) complain(trouble, trouble.dataset.lost ?? "");
    });
    const stop = progress.querySelector<HTMLButtonElement>("[data-stop]");
    if (stop)
      stop.onclick = () => {
        stopped = true;
        asked.abort();
      };
    asking.hidden = true;
    steps.begin();
    asked.send(data);
  });
}

// Why a plan need not even be sent, or nothing.
function unfit(form: HTMLFormElement, data: FormData): string {
  const sent = [...data].filter(
    (field): field is [string, File] => field[1] instanceof File && field[1].size > 0,
  );
  const files = sent.filter(([name]) => name === "file");
  const size = sent.reduce((sum, [, file]) => sum + file.size, 0);
  if (form.dataset.most && size > Number(form.dataset.most)) return form.dataset.tooLong ?? "";
  if (form.dataset.nothing && !files.length && !String(data.get("elenco") ?? "").trim())
    return form.dataset.nothing;
  return "";
}

function complain(trouble: HTMLElement, words: string): void {
  trouble.textContent = words;
  trouble.hidden = false;
  trouble.scrollIntoView({ block: "nearest" });
}

function progressOf(place: HTMLElement): Steps {
  const items = [...place.querySelectorAll<HTMLElement>("[data-step]")];
  const said = place.querySelector<HTMLElement>("[data-said]");
  const sent = place.querySelector<HTMLElement>("[data-sent]");
  const reach = (step: string): void => {
    const index = items.findIndex((item) => item.dataset.step === step);
    items.forEach((item, other) => {
      item.classList.toggle("done", other < index);
      if (other === index) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    });
    if (said && index >= 0) said.textContent = items[index].textContent?.trim() ?? "";
  };
  return {
    reach,
    begin() {
      if (sent) sent.textContent = "";
      place.hidden = false;
      reach("send");
      place.querySelector("h2")?.focus({ preventScroll: true });
      place.scrollIntoView({ block: "center", behavior: "instant" });
    },
    sent(part) {
      if (sent) sent.textContent = `${Math.round(100 * part)} %`;
    },
    end() {
      place.hidden = true;
    },
  };
}
