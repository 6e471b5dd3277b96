// Suggestions under a search box, as a combobox (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/).

const WAIT = 120;
const MOST = 8;

interface Suggestion {
  label: string;
  kind?: string;
  href: string;
}

export function suggest(input: HTMLInputElement): void {
  const list = document.createElement("ul");
  list.id = `${input.id}-suggestions`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.suggestions ?? "");
  list.hidden = true;
  input.after(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-autocomplete", "list");
  input.autocomplete = "off";
  let chosen = -1;
  let asked = "";
  let timer = 0;

  function close(): void {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(index: number): void {
    const options = [...list.children];
    chosen = (index + options.length) % options.length;
    for (const [at, option] of options.entries()) {
      option.setAttribute("aria-selected", String(at === chosen));
    }
    options[chosen].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[chosen].id);
  }

  function show(found: Suggestion[]): void {
    const kept = (list.children[chosen] as HTMLElement | undefined)?.dataset.href;
    list.replaceChildren(
      ...found.slice(0, MOST).map(({ label, kind, href }, index) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${index}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.href = href;
        option.append(label);
        if (kind) {
          const small = document.createElement("small");
          small.textContent = kind;
          option.append(small);
        }
        return option;
      }),
    );
    chosen = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = list.children.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    // An answer that comes late does not undo what was chosen meanwhile.
    const again = [...list.children].findIndex((one) => (one as HTMLElement).dataset.href === kept);
    if (again >= 0) choose(again);
  }

  async function ask(): Promise<void> {
    const words = input.value.trim();
    asked = words;
    if (words.length < 2) return close();
    const address = new URL(input.dataset.suggest ?? "", location.href);
    address.searchParams.set("q", words);
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok) return close();
      const found = await answer.json();
      if (asked === words && document.activeElement === input) show(found.suggestions);
    } catch {
      close();
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? -1 : chosen - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0)
      location.assign((list.children[chosen] as HTMLElement).dataset.href ?? "");
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => {
    const option = (event.target as Element).closest<HTMLElement>("[role=option]");
    if (option) {
      event.preventDefault();
      location.assign(option.dataset.href ?? "");
    }
  });
}
