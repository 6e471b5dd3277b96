// What the shapes, colours and lines of the drawing mean.

import type { Colours, Network, Part } from "./data";
import { one } from "./page";
import { shapeOf } from "./painting";

const DASHES = [[], [5, 3], [1.5, 3]];

export function legend(network: Network, part: Part, colours: Colours): void {
  const list = one("weave-legend");
  list.replaceChildren();
  const entry = (words: string, draw: (c: CanvasRenderingContext2D) => void): void => {
    const item = document.createElement("li");
    const canvas = document.createElement("canvas");
    canvas.width = 52;
    canvas.height = 32;
    canvas.setAttribute("aria-hidden", "true");
    const context = canvas.getContext("2d");
    if (context) {
      context.scale(2, 2);
      draw(context);
    }
    item.append(canvas, words);
    list.append(item);
  };
  for (const kind of used(part.things.map((thing) => thing.kind))) {
    entry(network.kinds[kind][1], (c) => glyph(c, kind, colours.kinds[kind]));
  }
  for (const relation of used(part.links.map((link) => link.relation))) {
    entry(network.relations[relation][1], (c) => line(c, colours.relations[relation], []));
  }
  for (const basis of used(part.links.map((link) => link.basis))) {
    entry(network.bases[basis][1], (c) => line(c, colours.ink, DASHES[basis]));
  }
}

const used = (numbers: number[]): number[] => [...new Set(numbers)].sort((a, b) => a - b);

function line(c: CanvasRenderingContext2D, colour: string, dash: number[]): void {
  c.strokeStyle = colour;
  c.lineWidth = 2.5;
  c.setLineDash(dash);
  c.beginPath();
  c.moveTo(1, 8);
  c.lineTo(25, 8);
  c.stroke();
}

const DIAMOND = [
  [13, 1],
  [20, 8],
  [13, 15],
  [6, 8],
];
const TRIANGLE = [
  [13, 2],
  [19, 13],
  [7, 13],
];

function glyph(c: CanvasRenderingContext2D, kind: number, colour: string): void {
  const shape = shapeOf(kind);
  c.fillStyle = colour;
  c.strokeStyle = colour;
  c.lineWidth = 2;
  c.beginPath();
  if (shape === "square") c.rect(8, 3, 10, 10);
  else if (shape === "disc" || shape === "ring") c.arc(13, 8, 5, 0, 7);
  else for (const [x, y] of shape === "diamond" ? DIAMOND : TRIANGLE) c.lineTo(x, y);
  c.closePath();
  if (shape === "ring") c.stroke();
  else c.fill();
}
