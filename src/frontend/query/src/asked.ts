// What was asked, newest first, kept in this browser alone.
import { element } from "./dom.js";

const [KEY, MOST] = ["trama-asked", 20];

interface Asked {
  title: string;
  address: string;
}

function kept(): Asked[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? found.filter(isAsked) : [];
  } catch {
    // A browser may forbid keeping, and somebody else may have written there.
    return [];
  }
}

function isAsked(each: Asked): boolean {
  return typeof each?.title === "string" && /^\/[^/\\]/.test(each.address);
}

function keep(all: Asked[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    // Then the list lasts as long as the page.
  }
}

/** Put a question at the head of what was asked, once. */
export function remember(title: string, address: string): void {
  keep([{ title, address }, ...kept().filter((each) => each.address !== address)].slice(0, MOST));
  showAsked();
}

/** Show what was asked beside the ready questions, if anything was. */
export function showAsked(): void {
  const place = document.getElementById("history");
  const list = document.getElementById("history-list");
  if (!place || !list) return;
  const all = kept();
  place.hidden = !all.length;
  list.replaceChildren(
    ...all.map(({ title, address }) => element("li", {}, element("a", { href: address }, title))),
  );
}

/** Forget all that was asked. */
export function forget(): void {
  keep([]);
  showAsked();
}
