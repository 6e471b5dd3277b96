// What the check page gains with scripts: dropping a file, the progress of a check, filtering what is found.
import { filter } from "./filter.js";
import { answer, forget, keep, keepAnswers, kept, pass, passed } from "./kept.js";
import { send } from "./send.js";

function enhance(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-check]")) send(form, show);
  for (const area of root.querySelectorAll<HTMLElement>("[data-drop]")) drop(area);
  for (const report of root.querySelectorAll<HTMLElement>("[data-report]")) filter(report);
}

// The report that is shown, by the name it is kept under, and whether leaving the page would lose it.
let current = "";
let unkept = false;

// Put a page that came back in the place of this one's content, as a step of history; false if it is none.
function show(html: string): boolean {
  const page = new DOMParser().parseFromString(html, "text/html");
  if (!document.querySelector("main") || !page.querySelector("main")) return false;
  const id = keep(html);
  if (page.documentElement.lang !== document.documentElement.lang) return translated(page, id);
  history.pushState({ report: id }, "");
  put(page, id);
  const main = document.querySelector("main");
  const heading = main?.querySelector<HTMLElement>("#check-problem") ?? main?.querySelector("h1");
  if (heading) heading.tabIndex = -1;
  heading?.focus({ preventScroll: true });
  scrollTo({ top: 0, behavior: "instant" });
  return true;
}

function put(page: Document, id: string): void {
  const main = document.querySelector("main");
  const fresh = page.querySelector("main");
  if (!main || !fresh) return;
  main.replaceChildren(...fresh.childNodes);
  document.title = page.title;
  enhance(main);
  attend(id);
}

// A report in another language needs the whole page in it: the page is opened, and shows it.
function translated(page: Document, id: string): boolean {
  const button = document.querySelector<HTMLButtonElement>("button[name=forma][value=page]");
  if (!button) return false;
  if (id) {
    pass(id);
    location.assign(button.formAction);
  } else {
    button.dataset.native = "";
    unkept = false;
    button.click();
  }
  return Boolean(page);
}

// Show a report that was kept; false if it is no more.
function restore(id: string): boolean {
  const html = kept(id);
  if (!html) return false;
  put(new DOMParser().parseFromString(html, "text/html"), id);
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  return true;
}

// Keep what is answered on the page, and see that leaving it loses nothing unsaid.
function attend(id: string): void {
  current = id;
  const form = document.querySelector<HTMLFormElement>("form[data-carry]");
  unkept = Boolean(form && !id);
  if (!form || !id) return;
  answer(id, form);
  document.querySelector("[data-afresh]")?.addEventListener("click", forget);
}

function drop(area: HTMLElement): void {
  const input = area.querySelector<HTMLInputElement>("input[type=file]");
  const chosen = area.querySelector("[data-chosen]");
  if (!input || !chosen) return;
  for (const hint of area.querySelectorAll<HTMLElement>("[data-with-script]")) hint.hidden = false;
  const tell = () => {
    chosen.textContent = [...(input.files ?? [])].map((file) => file.name).join(", ");
  };
  input.addEventListener("change", tell);
  for (const kind of ["dragenter", "dragover"]) {
    area.addEventListener(kind, (event) => {
      event.preventDefault();
      area.classList.add("over");
    });
  }
  area.addEventListener("dragleave", (event) => {
    if (!area.contains(event.relatedTarget as Node | null)) area.classList.remove("over");
  });
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    area.classList.remove("over");
    if (event.dataTransfer?.files.length) {
      input.files = event.dataTransfer.files;
      tell();
    }
  });
}

// A file that misses its place must not open in place of the page.
for (const kind of ["dragover", "drop"]) {
  addEventListener(kind, (event) => event.preventDefault());
}
// In the language of the reader the report is asked for anew, with what was decided.
document.querySelector("header a[hreflang]")?.addEventListener("click", (event) => {
  const button = document.querySelector<HTMLButtonElement>("button[name=forma][value=page]");
  if (!button) return;
  event.preventDefault();
  button.click();
});
addEventListener("beforeunload", (event) => {
  if (unkept) event.preventDefault();
});
addEventListener("popstate", ({ state }) => {
  if (state?.report && restore(state.report)) return;
  // A mark in the page is a step too, and stays with its report; any other step leads to the form.
  if (!state && location.hash) history.replaceState(here(), "");
  else location.reload();
});
// Most fields stand outside the form that they belong to.
document.addEventListener("input", () => {
  const form = document.querySelector<HTMLFormElement>("form[data-carry]");
  if (form && current) keepAnswers(current, form);
});
// What is folded is printed too.
let folded: HTMLDetailsElement[] = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll<HTMLDetailsElement>("details:not([open])")];
  for (const fold of folded) fold.open = true;
});
addEventListener("afterprint", () => {
  for (const fold of folded) fold.open = false;
});

const here = () => (current ? { report: current } : { form: true });
enhance(document);
// Who follows a link to this page, even from itself, wants the form.
const [arrival] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
const wanted = passed() || (arrival?.type !== "navigate" && history.state?.report) || "";
if (wanted && restore(wanted)) history.replaceState({ report: wanted }, "");
else if (document.querySelector("form[data-carry]")) {
  attend(keep(document.documentElement.outerHTML));
  history.replaceState(here(), "");
} else history.replaceState({ form: true }, "");
