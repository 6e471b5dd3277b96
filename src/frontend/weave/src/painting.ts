// How a part of the network looks from a camera. It is painted piece by piece, so that who paints it can
// stop between two frames and go on at the next.

import {
  type Colours,
  called,
  DRIVER,
  MISSION,
  members,
  type Network,
  type Part,
  type Thing,
} from "./data";
import type { Head, Place } from "./layout";
import type { Pen, Shape } from "./pen";

export interface Focus {
  things: Set<number>;
  links: Set<string>;
  main?: number;
}
export interface Camera {
  x: number;
  y: number;
  k: number;
}
interface Edge {
  source: number;
  target: number;
  relation: number;
  basis: number;
  confidence: number;
  id: string;
}

const LARGE = 3000,
  MOST_LABELS = 450,
  LEADING = 14,
  PIECE = 100;
const SHAPES: Shape[] = [
  "square",
  "disc",
  "diamond",
  "triangle",
  "ring",
  "triangle",
  "diamond",
  "square",
];
const DASHES = [[], [6, 3], [1.5, 3]];
export const shapeOf = (kind: number): Shape => SHAPES[kind] ?? "disc";
export const screen = (place: { x: number; y: number }, camera: Camera): [number, number] => [
  (place.x - camera.x) * camera.k,
  (place.y - camera.y) * camera.k,
];

export class Scene {
  readonly things: Thing[];
  readonly large: boolean;
  private readonly edges: Edge[];
  private readonly byId: Map<string, Edge>;
  private readonly degree = new Map<number, number>();
  /** What is drawn, from top to bottom, so that what lies at a height is found without asking all. */
  private rows: { at: number; place: Place }[] = [];
  private where = new Map<number, Place>();

  constructor(
    private readonly network: Network,
    part: Part,
    places: Map<number, Place>,
    readonly heads: Head[],
    readonly layered: boolean,
  ) {
    this.things = part.things;
    const own: Edge[] = members(part).map((link) => ({ ...link, confidence: 0 }));
    // Sorted by look, so that one stroke draws many that look alike.
    this.edges = [...own, ...part.links].sort((a, b) => look(a) - look(b));
    this.byId = new Map([...own, ...part.links].map((link) => [link.id, link]));
    this.large = this.edges.length > LARGE;
    for (const { source, target } of part.links)
      for (const at of [source, target]) this.degree.set(at, (this.degree.get(at) ?? 0) + 1);
    this.places = places;
  }

  get places(): Map<number, Place> {
    return this.where;
  }
  set places(places: Map<number, Place>) {
    this.where = places;
    this.rows = [...places]
      .map(([at, place]) => ({ at, place }))
      .sort((a, b) => a.place.y - b.place.y);
  }

  /** The thing at a point of the screen, or within a finger's breadth of it. */
  pick(px: number, py: number, camera: Camera): number | null {
    const reach = 14,
      low = camera.y + (py - reach) / camera.k,
      high = camera.y + (py + reach) / camera.k;
    let best: number | null = null,
      least = reach,
      from = 0,
      to = this.rows.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.rows[middle].place.y < low) from = middle + 1;
      else to = middle;
    }
    for (let i = from; i < this.rows.length && this.rows[i].place.y <= high; i++) {
      const { at, place } = this.rows[i],
        [x, y] = screen(place, camera);
      const beside =
        this.layered && px > x && px < x + place.room * camera.k ? Math.abs(py - y) + 4 : Infinity;
      const distance = Math.min(Math.hypot(px - x, py - y), beside);
      if (distance < least) {
        least = distance;
        best = at;
      }
    }
    return best;
  }

  /** The nearest thing in a direction; what lies askew counts as further. */
  toward(from: number, dx: number, dy: number): number | null {
    const start = this.where.get(from);
    let best: number | null = null,
      least = Infinity;
    if (!start) return this.things[0]?.at ?? null;
    for (const { at, place } of this.rows) {
      if (at === from) continue;
      const along = (place.x - start.x) * dx + (place.y - start.y) * dy;
      const aside = Math.abs((place.x - start.x) * dy) + Math.abs((place.y - start.y) * dx);
      if (along > 0.5 && along + 3 * aside < least) {
        least = along + 3 * aside;
        best = at;
      }
    }
    return best;
  }

  extent(): [number, number, number, number] {
    let box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const { x, y, room } of this.where.values()) {
      box = [
        Math.min(box[0], x),
        Math.min(box[1], y),
        Math.max(box[2], x + (this.layered ? room + 16 : 0)),
        Math.max(box[3], y + (this.layered ? 12 : 0)),
      ];
    }
    return this.where.size ? box : [0, 0, 1, 1];
  }

  /** Paint what the camera sees, all of it or what is in focus; each piece is a few milliseconds at most. */
  *paint(
    pen: Pen,
    camera: Camera,
    width: number,
    height: number,
    colours: Colours,
    focus: Focus | null,
  ): Generator<void> {
    // A layout may put all elsewhere before the last piece is painted.
    const where = this.where;
    yield* this.paintEdges(pen, camera, width, height, colours, focus, where);
    const grow = Math.max(0.55, Math.min(2, Math.sqrt(camera.k)));
    const size = (thing: Thing) =>
      (thing.kind === MISSION ? 7 : 2.6 + Math.min(5, Math.sqrt(this.degree.get(thing.at) ?? 0))) *
      grow *
      (this.large ? 0.7 : 1);
    const seen = this.things.filter((thing) => {
      const place = where.get(thing.at);
      if (!place || (focus && !focus.things.has(thing.at))) return false;
      const [x, y] = screen(place, camera);
      return x > -200 && y > -20 && x < width + 20 && y < height + 20;
    });
    let drawn = 0;
    for (const thing of seen) {
      const [x, y] = screen(where.get(thing.at)!, camera);
      pen.shape(shapeOf(thing.kind), x, y, size(thing), colours.kinds[thing.kind], colours.ground);
      if (focus?.main === thing.at) {
        pen.begin({ colour: colours.ink, width: 2, opacity: 1, dash: [] });
        ring(pen, x, y, size(thing) + 5);
        pen.end();
      }
      if (++drawn % PIECE === 0) yield;
    }
    yield* this.paintLabels(pen, camera, width, colours, seen, size, focus, where);
  }

  private *paintEdges(
    pen: Pen,
    camera: Camera,
    width: number,
    height: number,
    colours: Colours,
    focus: Focus | null,
    where: Map<number, Place>,
  ): Generator<void> {
    const edges = focus
      ? [...focus.links].flatMap((id) => this.byId.get(id) ?? []).sort((a, b) => look(a) - look(b))
      : this.edges;
    let last = -1,
      drawn = 0;
    for (const edge of edges) {
      const a = where.get(edge.source),
        b = where.get(edge.target);
      if (!a || !b) continue;
      let [x, y] = screen(a, camera),
        [x2, y2] = screen(b, camera);
      const out = a.x === b.x && this.layered ? Math.min(a.room, 40) * camera.k : 0;
      if (this.layered && !out) {
        if (a.x < b.x) x += a.room * camera.k;
        else {
          [x, y, x2, y2] = [x2 + b.room * camera.k, y2, x, y];
        }
      }
      if (
        Math.max(x, x2) + out < 0 ||
        Math.min(x, x2) > width ||
        Math.max(y, y2) < 0 ||
        Math.min(y, y2) > height
      )
        continue;
      const kind = look(edge),
        piece = drawn > 0 && drawn % PIECE === 0;
      if (last >= 0 && (kind !== last || piece)) pen.end();
      if (piece) yield;
      if (kind !== last || piece) {
        const strong = focus ? 1.6 : 1;
        pen.begin({
          colour: edge.relation < 0 ? colours.edge : colours.relations[edge.relation],
          width:
            (edge.relation < 0
              ? 0.7
              : this.large
                ? 0.6
                : 0.6 + (0.5 * Math.round(edge.confidence * 4)) / 4) * strong,
          opacity: focus ? 0.95 : edge.relation < 0 ? 0.7 : this.large ? 0.18 : 0.45,
          dash: this.large && !focus ? [] : DASHES[edge.basis],
        });
        last = kind;
      }
      if (out) {
        pen.line(x, y, x + out, (y + y2) / 2, true);
        pen.line(x + out, (y + y2) / 2, x2, y2, true);
      } else pen.line(x, y, x2, y2, this.layered);
      drawn++;
    }
    if (last >= 0) {
      pen.end();
      yield;
    }
  }

  private *paintLabels(
    pen: Pen,
    camera: Camera,
    width: number,
    colours: Colours,
    seen: Thing[],
    size: (t: Thing) => number,
    focus: Focus | null,
    where: Map<number, Place>,
  ): Generator<void> {
    const weight = (t: Thing) =>
      (focus?.main === t.at ? 1e6 : 0) +
      (t.kind === MISSION ? 1e4 : t.kind === DRIVER ? 5e3 : 0) +
      (this.degree.get(t.at) ?? 0);
    const taken = new Map<number, [number, number][]>();
    let count = 0;
    for (const thing of [...seen].sort((a, b) => weight(b) - weight(a))) {
      if (count >= MOST_LABELS) break;
      const place = where.get(thing.at)!,
        [x, y] = screen(place, camera),
        strong = thing.kind === MISSION || thing.kind === DRIVER;
      const height = strong ? 13 : 11.5,
        beside = size(thing) + 4;
      const room = this.layered
        ? place.room * camera.k - size(thing) - 8
        : Math.min(190, width / 3);
      if (room < 18) continue;
      // The names of Missions and Drivers are never cut: they go on in the next line.
      const lines = strong
        ? wrapped(pen, called(thing, this.network), Math.max(room, 90), height)
        : [cut(pen, called(thing, this.network), thing.code, room, height, strong)];
      if (!lines[0]) continue;
      const wide = Math.max(...lines.map((line) => pen.width(line, height, strong)));
      // A name that would leave the picture on the right stands on the left.
      const left = !this.layered && x + beside + wide > width ? x - beside - wide : x + beside;
      const right = left + wide;
      const half = (lines.length * LEADING) / 2;
      const rows = Array.from(
        { length: Math.floor((y + half - 2) / 6) - Math.floor((y - half + 2) / 6) + 1 },
        (_, i) => Math.floor((y - half + 2) / 6) + i,
      );
      if (rows.some((row) => taken.get(row)?.some(([a, b]) => left < b && right > a))) continue;
      for (const row of rows) (taken.get(row) ?? taken.set(row, []).get(row)!).push([left, right]);
      for (const [i, line] of lines.entries()) {
        const down = y + (i - (lines.length - 1) / 2) * LEADING;
        pen.text(line, left, down, height, colours.ink, colours.ground, strong);
      }
      if (++count % 25 === 0) yield;
    }
  }

  /** Write what each column holds, at a height of the screen. */
  paintHeads(pen: Pen, camera: Camera, colours: Colours, height: number): void {
    for (const head of this.heads) {
      const x = (head.x - camera.x) * camera.k;
      const words = cut(
        pen,
        `${this.network.kinds[head.kind][1]} (${head.count})`,
        "",
        head.room * camera.k - 6,
        13,
        true,
      );
      if (words) pen.text(words, x - 4, height, 13, colours.faint, colours.ground, true);
    }
  }
}

const look = (e: Edge) => (e.relation + 1) * 100 + e.basis * 10 + Math.round(e.confidence * 4);

function ring(pen: Pen, x: number, y: number, r: number): void {
  const corners = Array.from({ length: 25 }, (_, i) => [
    x + r * Math.cos((i * Math.PI) / 12),
    y + r * Math.sin((i * Math.PI) / 12),
  ]);
  for (let i = 1; i < corners.length; i++)
    pen.line(corners[i - 1][0], corners[i - 1][1], corners[i][0], corners[i][1], false);
}

function wrapped(pen: Pen, words: string, room: number, size: number): string[] {
  const lines: string[] = [];
  for (const word of words.split(" ")) {
    const longer = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
    if (!lines.length || pen.width(longer, size, true) > room) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

function cut(
  pen: Pen,
  words: string,
  code: string,
  room: number,
  size: number,
  bold: boolean,
): string {
  const wide = pen.width(words, size, bold);
  if (wide <= room) return words;
  const letters = Math.floor((words.length * room) / wide) - 1;
  if (letters >= Math.max(5, code.length)) return `${words.slice(0, letters).trimEnd()}…`;
  return code && pen.width(code, size, bold) <= room ? code : "";
}
