// The buttons over the drawing: nearer, farther, all of it, and files to take away.

import { save, share } from "./keep";
import { lang, say } from "./page";
import type { Picture } from "./picture";

/** Let the buttons work on a picture; `settle` brings the address up to date before it is shared. */
export function tools(picture: Picture, settle: () => void): void {
  document.querySelector(".weave-tools")?.addEventListener("click", (event) => {
    const what = (event.target as HTMLElement).dataset.do;
    if (what) void act(picture, settle, what);
  });
}

async function act(picture: Picture, settle: () => void, what: string): Promise<void> {
  const title = say("La trama dei legami", "The weave of links");
  if (what === "in") picture.zoom(1.35);
  if (what === "out") picture.zoom(1 / 1.35);
  if (what === "fit") picture.fit();
  if (what === "svg")
    save(new Blob([picture.svg(title, lang)], { type: "image/svg+xml" }), "trama.svg");
  if (what === "png") save(await picture.png(), "trama.png");
  if (what === "share") {
    settle();
    await share();
  }
}
