// What the check page gains with scripts: dropping a file, the progress of a check, filtering what is found.
import { filter } from "./filter.js";
import { send } from "./send.js";

function enhance(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-check]")) send(form, show);
  for (const area of root.querySelectorAll<HTMLElement>("[data-drop]")) drop(area);
  for (const report of root.querySelectorAll<HTMLElement>("[data-report]")) filter(report);
}

// Put a page that came back in the place of this one's content; false if it is none.
function show(html: string): boolean {
  const page = new DOMParser().parseFromString(html, "text/html");
  const main = document.querySelector("main");
  const fresh = page.querySelector("main");
  if (!main || !fresh) return false;
  main.replaceChildren(...fresh.childNodes);
  document.title = page.title;
  enhance(main);
  const heading = main.querySelector<HTMLElement>("#check-problem") ?? main.querySelector("h1");
  if (heading) heading.tabIndex = -1;
  heading?.focus({ preventScroll: true });
  scrollTo({ top: 0, behavior: "instant" });
  history.pushState({ report: true }, "");
  return true;
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
// The report is not in the address: going back is going to the form.
addEventListener("popstate", () => location.reload());
enhance(document);
