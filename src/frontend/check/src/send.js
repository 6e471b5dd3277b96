// Sending a plan, and telling how far its check has come.
const LINES = "application/x-ndjson";

export function send(form, show) {
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    // What comes as a file, or in another language, is left to the browser.
    if (button && "native" in button.dataset) return;
    event.preventDefault();
    const data = new FormData(form);
    if (button?.name) data.set(button.name, button.value);
    const trouble = document.querySelector("[data-trouble]");
    trouble.hidden = true;
    const wrong = unfit(form, data);
    if (wrong) {
      complain(trouble, wrong);
      return;
    }
    const asking = form.closest("[data-asking]") ?? form;
    const progress = document.querySelector("[data-progress]");
    const asked = new XMLHttpRequest();
    const steps = progressOf(progress);
    let read = 0;
    const take = (whole) => {
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
    asked.open("POST", button?.getAttribute("formaction") ?? form.getAttribute("action"));
    asked.setRequestHeader("Accept", LINES);
    asked.upload.addEventListener("progress", (sent) => steps.sent(sent.loaded / sent.total));
    let page = "";
    asked.addEventListener("progress", () => {
      if (isLines()) page = take(false) || page;
    });
    asked.addEventListener("loadend", () => {
      steps.end();
      asking.hidden = false;
      if (asked.stopped) {
        button?.focus();
        return;
      }
      if (isLines()) page = take(true) || page;
      else page = asked.responseText;
      // What a proxy says in its own words is not one of our pages.
      if (!asked.status || !page || !show(page)) complain(trouble, trouble.dataset.lost);
    });
    progress.querySelector("[data-stop]").onclick = () => {
      asked.stopped = true;
      asked.abort();
    };
    asking.hidden = true;
    steps.begin();
    asked.send(data);
  });
}

// Why a plan need not even be sent, or nothing.
function unfit(form, data) {
  const files = data.getAll("file").filter((file) => file.size);
  const size = files.reduce((sum, file) => sum + file.size, 0);
  if (form.dataset.most && size > Number(form.dataset.most)) return form.dataset.tooLong;
  if (form.dataset.nothing && !files.length && !data.get("elenco").trim()) return form.dataset.nothing;
  return "";
}

function complain(trouble, words) {
  trouble.textContent = words;
  trouble.hidden = false;
  trouble.scrollIntoView({ block: "nearest" });
}

function progressOf(place) {
  const items = [...place.querySelectorAll("[data-step]")];
  const said = place.querySelector("[data-said]");
  const sent = place.querySelector("[data-sent]");
  const reach = (step) => {
    const index = items.findIndex((item) => item.dataset.step === step);
    items.forEach((item, other) => {
      item.classList.toggle("done", other < index);
      if (other === index) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    });
    if (index >= 0) said.textContent = items[index].textContent.trim();
  };
  return {
    reach,
    begin() {
      sent.textContent = "";
      place.hidden = false;
      reach("send");
      place.querySelector("h2").focus({ preventScroll: true });
      place.scrollIntoView({ block: "center", behavior: "instant" });
    },
    sent(part) {
      sent.textContent = `${Math.round(100 * part)} %`;
    },
    end() {
      place.hidden = true;
    },
  };
}
