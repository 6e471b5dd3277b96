// What a page gains with scripts: the choice of light or dark, and suggestions while one types.
import { suggest } from "./suggest.js";

const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");
const button = document.querySelector("[data-theme-switch]");

function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : dark.matches;
}

function name() {
  button.textContent = isDark() ? button.dataset.light : button.dataset.dark;
}

if (button) {
  button.hidden = false;
  name();
  dark.addEventListener("change", name);
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try {
      localStorage.setItem("theme", root.dataset.theme);
    } catch {
      // The choice then holds for this page only.
    }
    name();
  });
}

for (const input of document.querySelectorAll("input[data-suggest]")) suggest(input);
