// Light or dark, as the reader or the device chose.

import type { Colours, Network } from "./data";

const prefersDark = matchMedia("(prefers-color-scheme: dark)");

/** The colours of the theme that holds now. */
export function coloursOf(network: Network): Colours {
  const own = document.documentElement.dataset.theme;
  const dark = own ? own === "dark" : prefersDark.matches;
  return dark ? network.colours.dark : network.colours.light;
}

/** Call a function whenever the theme changes. */
export function onShade(recolour: () => void): void {
  prefersDark.addEventListener("change", recolour);
  new MutationObserver(recolour).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["data-theme"],
  });
}
