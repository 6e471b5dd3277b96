// What a page gains with scripts: the choice of light or dark, and suggestions while one types.
import { offerCsv } from "./csv.js";
import { suggest } from "./suggest.js";

const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");
const button = document.querySelector<HTMLButtonElement>("[data-theme-switch]");

function isDark(): boolean {
  return root.dataset.theme ? root.dataset.theme === "dark" : dark.matches;
}

function name(button: HTMLButtonElement): void {
  button.textContent = (isDark() ? button.dataset.light : button.dataset.dark) ?? "";
}

if (button) {
  button.hidden = false;
  name(button);
  dark.addEventListener("change", () => name(button));
  button.addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    root.dataset.theme = theme;
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // The choice then holds for this page only.
    }
    name(button);
  });
}

for (const input of document.querySelectorAll<HTMLInputElement>("input[data-suggest]"))
  suggest(input);

const menu = document.querySelector<HTMLButtonElement>("[data-menu]");
menu?.addEventListener("click", () => {
  const open = root.classList.toggle("menu-open");
  menu.setAttribute("aria-expanded", String(open));
});

for (const table of document.querySelectorAll<HTMLTableElement>("main .scroll > table")) {
  offerCsv(table);
}
