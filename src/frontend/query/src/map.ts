// The comuni of an answer on a map drawn from their outlines, without tiles of anybody.
import { drawn, element } from "./dom.js";
import { comuneOf } from "./terms.js";
import type { Answer, Page } from "./types.js";

interface Outlines {
  height: number;
  comuni: Record<string, [name: string, path: string]>;
}

export function comuniOf(answer: Answer): Set<string> {
  const found = new Set<string>();
  if (answer.kind === "boolean") return found;
  for (const row of answer.rows)
    for (const term of Object.values(row)) if (comuneOf(term)) found.add(comuneOf(term));
  return found;
}

export async function map(answer: Answer, page: Page): Promise<HTMLElement> {
  const { words, root, lang } = page;
  const outlines: Outlines = await (await fetch(`${root}/interroga/comuni.json`)).json();
  const chosen = [...comuniOf(answer)].filter((code) => outlines.comuni[code]);
  const query = lang === "en" ? "?lang=en" : "";
  const shape = (code: string, facts: Record<string, string>) =>
    drawn("path", { d: outlines.comuni[code][1], ...facts });
  const quiet = Object.keys(outlines.comuni)
    .filter((code) => !chosen.includes(code))
    .map((code) => shape(code, { class: "q-comune" }));
  const marked = chosen.map((code) =>
    drawn(
      "a",
      { href: `${root}/page/comune/${code}${query}`, "aria-label": outlines.comuni[code][0] },
      shape(code, { class: "q-comune q-chosen" }),
      drawn("title", {}, outlines.comuni[code][0]),
    ),
  );
  const svg = drawn(
    "svg",
    {
      viewBox: `-4 -4 1008 ${outlines.height + 8}`,
      role: "group",
      "aria-label": words.mapOf(chosen.length),
    },
    ...quiet,
    ...marked,
  );
  const names = chosen
    .map((code) => [outlines.comuni[code][0], code])
    .sort((one, other) => one[0].localeCompare(other[0], lang));
  return element(
    "div",
    {},
    element(
      "figure",
      {},
      element("figcaption", {}, words.mapOf(chosen.length)),
      element("div", { class: "q-drawing q-map" }, svg),
    ),
    element(
      "p",
      { class: "q-note" },
      element("a", { href: `${root}/mappa${query}` }, words.mapWhole),
    ),
    element(
      "details",
      {},
      element("summary", {}, words.mapList),
      element(
        "ul",
        { class: "q-names" },
        ...names.map(([name, code]) =>
          element("li", {}, element("a", { href: `${root}/page/comune/${code}${query}` }, name)),
        ),
      ),
    ),
  );
}
