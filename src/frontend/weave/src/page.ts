// Where the page keeps its parts, and the two languages that it speaks.

export const one = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
export const form = one<HTMLFormElement>("weave-form");
export const lang = form.dataset.lang === "en" ? "en" : "it";
export const root = form.dataset.root ?? "";
export const inLang = lang === "en" ? "?lang=en" : "";

export const say = (it: string, en: string): string => (lang === "en" ? en : it);
export const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement;
export const address = (id: string): string =>
  `${root}/id/${id.split("/").map(encodeURIComponent).join("/")}${inLang}`;

export function tell(words: string): void {
  one("weave-said").textContent = words;
}

/** Say what cannot be done, where the reader asked for it; nothing takes it away. */
export function complain(words: string): void {
  one("weave-missing").textContent = words;
  one("weave-missing").hidden = !words;
}

/** A query with what holds for the whole page: its language, and the plans that it was asked for. */
export function withLang(given: URLSearchParams): URLSearchParams {
  if (lang === "en") given.set("lang", "en");
  if (!given.has("piano")) {
    for (const plan of new FormData(form).getAll("piano")) given.append("piano", String(plan));
  }
  return given;
}
