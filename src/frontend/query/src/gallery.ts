// The ready questions, narrowed while one types.
import type { Words } from "./words.js";

const fold = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Show only the ready questions that have all the words that are looked for. */
export function searchGallery(wanted: string, words: Words): void {
  const sought = fold(wanted).split(/\s+/).filter(Boolean);
  let found = 0;
  for (const group of (document.getElementById("gallery-list")?.children ??
    []) as HTMLCollectionOf<HTMLElement>) {
    let any = false;
    const title = fold(group.querySelector("h3")?.textContent ?? "");
    for (const link of group.querySelectorAll("a")) {
      const text = `${fold(`${link.textContent} ${link.dataset.words}`)} ${title}`;
      const fits = sought.every((word) => text.includes(word));
      if (link.parentElement) link.parentElement.hidden = !fits;
      any ||= fits;
      found += Number(fits);
    }
    group.hidden = !any;
  }
  const told = document.getElementById("gallery-found");
  if (told) told.textContent = sought.length ? words.found(found) : "";
}
