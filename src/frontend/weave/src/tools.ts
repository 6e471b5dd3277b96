// The buttons over the drawing: nearer, farther, all of it, and files to take away.

import type { Colours } from "./data";
import { save, share } from "./keep";
import { lang, say } from "./page";
import type { Picture } from "./picture";

/** Let the buttons work on a picture; `settle` brings the address up to date before it is shared. */
export function tools(picture: Picture, settle: () => void, ink: Colours): void {
  onPaper(picture, ink);
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

/** Paper gets the whole drawing in dark ink, whatever part of it is on the screen and in which theme. */
function onPaper(picture: Picture, ink: Colours): void {
  addEventListener("beforeprint", () => {
    const text = picture.svg(say("La trama dei legami", "The weave of links"), lang, ink);
    const drawn = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    drawn.classList.add("weave-paper");
    document.getElementById("weave-picture")?.before(drawn);
  });
  addEventListener("afterprint", () => {
    for (const drawn of document.querySelectorAll(".weave-paper")) drawn.remove();
  });
}
