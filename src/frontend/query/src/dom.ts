// Making elements without HTML in strings, so that nothing in the data can become markup.
const SVG = "http://www.w3.org/2000/svg";

type Fact = string | number | boolean | null | undefined | ((event: Event) => void);
type Facts = Record<string, Fact>;

export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  facts: Facts = {},
  ...inside: (Node | string)[]
): HTMLElementTagNameMap[K] {
  return fill(document.createElement(name), facts, inside);
}

export function drawn<K extends keyof SVGElementTagNameMap>(
  name: K,
  facts: Facts = {},
  ...inside: (Node | string)[]
): SVGElementTagNameMap[K] {
  return fill(document.createElementNS(SVG, name), facts, inside);
}

function fill<T extends Element>(made: T, facts: Facts, inside: (Node | string)[]): T {
  for (const [name, value] of Object.entries(facts)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== null && value !== false) {
      made.setAttribute(name, value === true ? "" : String(value));
    }
  }
  made.append(...inside);
  return made;
}

export function shorten(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text;
}
