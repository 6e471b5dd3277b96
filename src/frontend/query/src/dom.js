// Making elements without HTML in strings, so that nothing in the data can become markup.
const SVG = "http://www.w3.org/2000/svg";

export function element(name, facts = {}, ...inside) {
  return fill(document.createElement(name), facts, inside);
}

export function drawn(name, facts = {}, ...inside) {
  return fill(document.createElementNS(SVG, name), facts, inside);
}

function fill(made, facts, inside) {
  for (const [name, value] of Object.entries(facts)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...inside);
  return made;
}

export function shorten(text, most) {
  return text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text;
}
