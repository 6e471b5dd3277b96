// The drawing on two canvases: the whole below, and above it what is in focus, so that looking at one
// thing never draws the whole again. While a large drawing is moved, its canvas is moved as an image.

import { MISSION, DRIVER, called, type Colours, type Network, type Part, type Thing } from "./data";
import type { Head, Place } from "./layout";
import { CanvasPen, SvgPen, type Pen, type Shape } from "./pen";

export interface Focus { things: Set<number>; links: Set<string>; main?: number }
interface Edge { source: number; target: number; relation: number; basis: number; confidence: number; id: string }
interface Camera { x: number; y: number; k: number }

const LARGE = 3000, MOST_LABELS = 450, REST = 140;
const SHAPES: Shape[] = ["square", "disc", "diamond", "triangle", "ring", "triangle", "diamond", "square"];
export const shapeOf = (kind: number): Shape => SHAPES[kind] ?? "disc";
const DASHES = [[], [6, 3], [1.5, 3]];

export class Picture {
  places = new Map<number, Place>();
  focus: Focus | null = null;
  frames = 0;
  private heads: Head[] = [];
  private things: Thing[] = [];
  private edges: Edge[] = [];
  private degree = new Map<number, number>();
  private layered = true;
  private camera: Camera = { x: 0, y: 0, k: 1 };
  private drawn: Camera = { x: 0, y: 0, k: 1 };
  private readonly base = document.createElement("canvas");
  private readonly over = document.createElement("canvas");
  private asked = 0;
  private rest = 0;
  width = 0;
  height = 0;

  constructor(private readonly host: HTMLElement, private readonly network: Network, private colours: () => Colours) {
    for (const canvas of [this.base, this.over]) { canvas.setAttribute("aria-hidden", "true"); host.append(canvas); }
    this.measure();
  }

  measure(): void {
    const ratio = Math.min(2, devicePixelRatio || 1);
    this.width = this.host.clientWidth; this.height = this.host.clientHeight;
    for (const canvas of [this.base, this.over]) { canvas.width = this.width * ratio; canvas.height = this.height * ratio; }
  }

  show(part: Part, places: Map<number, Place>, heads: Head[], layered: boolean): void {
    this.things = part.things; this.places = places; this.heads = heads; this.layered = layered;
    const here = new Set(part.things.map((t) => t.at));
    const own: Edge[] = part.things.filter((t) => t.mission >= 0 && here.has(t.mission))
      .map((t) => ({ source: t.mission, target: t.at, relation: -1, basis: 0, confidence: 0, id: "" }));
    // Sorted by look, so that one stroke draws all that look alike.
    this.edges = [...own, ...part.links].sort((a, b) => look(a) - look(b));
    this.degree = new Map();
    for (const { source, target } of part.links) for (const at of [source, target]) this.degree.set(at, (this.degree.get(at) ?? 0) + 1);
  }

  get large(): boolean { return this.edges.length > LARGE; }

  fit(): void {
    let [left, top] = this.extent();
    const [, , right, bottom] = this.extent();
    if (this.layered) top = left = 0;
    const pad = this.layered ? 8 : 48;
    const k = Math.min((this.width - 2 * pad) / Math.max(1, right - left), (this.height - 2 * pad) / Math.max(1, bottom - top));
    this.camera = { k, x: left - (this.width / k - (right - left)) / 2, y: top - (this.height / k - (bottom - top)) / 2 };
    this.draw();
  }

  /** The first view: the whole, or on a small screen as much of it as can be read. */
  open(): void {
    this.fit();
    if (this.layered && this.camera.k < 0.6 && this.width < 700) { this.camera = { x: 0, y: 0, k: 0.85 }; this.draw(); }
  }

  private extent(): [number, number, number, number] {
    let box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const { x, y, room } of this.places.values()) {
      box = [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x + (this.layered ? room + 16 : 0)), Math.max(box[3], y + (this.layered ? 12 : 0))];
    }
    return this.places.size ? box : [0, 0, 1, 1];
  }

  pan(dx: number, dy: number): void { this.camera.x -= dx / this.camera.k; this.camera.y -= dy / this.camera.k; this.move(); }

  zoom(factor: number, px = this.width / 2, py = this.height / 2): void {
    const before = this.camera.k, k = Math.max(0.01, Math.min(12, before * factor));
    this.camera.x += px / before - px / k; this.camera.y += py / before - py / k; this.camera.k = k;
    this.move();
  }

  /** Bring a thing into view, at a scale at which it can be read. */
  reveal(at: number): void {
    const place = this.places.get(at);
    if (!place) return;
    const [px, py] = this.screen(place);
    const wide = this.layered ? place.room * this.camera.k : 0;
    if (px < 20 || py < 40 || px + wide > this.width - 20 || py > this.height - 20) {
      this.camera.x = place.x + (this.layered ? place.room / 2 : 0) - this.width / 2 / this.camera.k;
      this.camera.y = place.y - this.height / 2 / this.camera.k;
      this.draw();
    }
  }

  screen(place: { x: number; y: number }, camera = this.camera): [number, number] {
    return [(place.x - camera.x) * camera.k, (place.y - camera.y) * camera.k];
  }

  pick(px: number, py: number): number | null {
    let best: number | null = null, least = 14;
    for (const thing of this.things) {
      const place = this.places.get(thing.at);
      if (!place) continue;
      const [x, y] = this.screen(place);
      const beside = this.layered && px > x && px < x + place.room * this.camera.k ? Math.abs(py - y) + 4 : Infinity;
      const distance = Math.min(Math.hypot(px - x, py - y), beside);
      if (distance < least) { least = distance; best = thing.at; }
    }
    return best;
  }

  /** The nearest thing in a direction; what lies askew counts as further. */
  toward(from: number, dx: number, dy: number): number | null {
    const start = this.places.get(from);
    let best: number | null = null, least = Infinity;
    if (!start) return this.things[0]?.at ?? null;
    for (const thing of this.things) {
      const place = this.places.get(thing.at);
      if (!place || thing.at === from) continue;
      const along = (place.x - start.x) * dx + (place.y - start.y) * dy;
      const aside = Math.abs((place.x - start.x) * dy) + Math.abs((place.y - start.y) * dx);
      if (along > 0.5 && along + 3 * aside < least) { least = along + 3 * aside; best = thing.at; }
    }
    return best;
  }

  first(): number | null { return this.things[0]?.at ?? null; }
  last(): number | null { return this.things[this.things.length - 1]?.at ?? null; }

  /** Draw soon, once a frame however often it is asked. */
  draw(): void {
    if (this.asked) return;
    this.asked = requestAnimationFrame(() => { this.asked = 0; this.drawNow(); });
  }

  drawNow(): void {
    this.base.style.transform = "";
    this.drawn = { ...this.camera };
    const context = this.clear(this.base);
    this.paint(new CanvasPen(context), this.camera, this.width, this.height, null);
    this.drawFocus();
    this.frames++;
  }

  drawFocus(): void {
    const context = this.clear(this.over);
    this.base.classList.toggle("dim", this.focus !== null);
    if (this.focus) this.paint(new CanvasPen(context), this.camera, this.width, this.height, this.focus);
  }

  private move(): void {
    if (!this.large) { this.draw(); return; }
    const scale = this.camera.k / this.drawn.k;
    const [x, y] = this.screen(this.drawn);
    this.base.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    this.drawFocus();
    this.frames++;
    clearTimeout(this.rest);
    this.rest = window.setTimeout(() => this.draw(), REST);
  }

  private clear(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
    const context = canvas.getContext("2d")!;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.scale(canvas.width / this.width, canvas.height / this.height);
    return context;
  }

  private paint(pen: Pen, camera: Camera, width: number, height: number, focus: Focus | null): void {
    const colours = this.colours();
    const at = (index: number) => this.screen(this.places.get(index)!, camera);
    this.paintEdges(pen, camera, colours, at, focus);
    const grow = Math.max(0.55, Math.min(2, Math.sqrt(camera.k)));
    const size = (thing: Thing) => (thing.kind === MISSION ? 7 : 2.6 + Math.min(5, Math.sqrt(this.degree.get(thing.at) ?? 0))) * grow * (this.large ? 0.7 : 1);
    const seen = this.things.filter((thing) => {
      if (!this.places.has(thing.at) || (focus && !focus.things.has(thing.at))) return false;
      const [x, y] = at(thing.at);
      return x > -200 && y > -20 && x < width + 20 && y < height + 20;
    });
    for (const thing of seen) {
      const [x, y] = at(thing.at);
      pen.shape(shapeOf(thing.kind), x, y, size(thing), colours.kinds[thing.kind], colours.ground);
      if (focus?.main === thing.at) { pen.begin({ colour: colours.ink, width: 2, opacity: 1, dash: [] }); ring(pen, x, y, size(thing) + 5); pen.end(); }
    }
    this.paintLabels(pen, camera, colours, seen, size, at, focus);
    if (this.layered && !focus) this.paintHeads(pen, camera, colours);
  }

  private paintEdges(pen: Pen, camera: Camera, colours: Colours, at: (i: number) => [number, number], focus: Focus | null): void {
    const curved = this.layered && this.edges.length < 2 * LARGE;
    let last = -1, open = false;
    for (const edge of this.edges) {
      const a = this.places.get(edge.source), b = this.places.get(edge.target);
      if (!a || !b || (focus && !focus.links.has(edge.id))) continue;
      const kind = look(edge);
      if (kind !== last) {
        if (open) pen.end();
        const strong = focus ? 1.6 : 1;
        pen.begin({
          colour: edge.relation < 0 ? colours.edge : colours.relations[edge.relation],
          width: (edge.relation < 0 ? 0.7 : this.large ? 0.6 : 0.6 + 0.5 * Math.round(edge.confidence * 4) / 4) * strong,
          opacity: focus ? 0.95 : edge.relation < 0 ? 0.7 : this.large ? 0.18 : 0.45,
          dash: this.large && !focus ? [] : DASHES[edge.basis],
        });
        last = kind; open = true;
      }
      const [x, y] = at(edge.source), [x2, y2] = at(edge.target);
      if (!this.layered) pen.line(x, y, x2, y2, false);
      else if (x === x2) { const out = Math.min(a.room, 40) * camera.k; pen.line(x, y, x + out, (y + y2) / 2, true); pen.line(x + out, (y + y2) / 2, x2, y2, true); }
      else if (x < x2) pen.line(x + a.room * camera.k, y, x2, y2, curved);
      else pen.line(x2 + b.room * camera.k, y2, x, y, curved);
    }
    if (open) pen.end();
  }

  private paintLabels(pen: Pen, camera: Camera, colours: Colours, seen: Thing[], size: (t: Thing) => number, at: (i: number) => [number, number], focus: Focus | null): void {
    const weight = (t: Thing) => (focus?.main === t.at ? 1e6 : 0) + (t.kind === MISSION ? 1e4 : t.kind === DRIVER ? 5e3 : 0) + (this.degree.get(t.at) ?? 0);
    const taken = new Map<number, [number, number][]>();
    let count = 0;
    for (const thing of [...seen].sort((a, b) => weight(b) - weight(a))) {
      if (count >= MOST_LABELS) break;
      const [x, y] = at(thing.at), strong = thing.kind === MISSION || thing.kind === DRIVER;
      const height = strong ? 13 : 11.5, left = x + size(thing) + 4;
      const room = this.layered ? this.places.get(thing.at)!.room * camera.k - size(thing) - 8 : 190;
      if (room < 18) continue;
      const words = cut(pen, called(thing, this.network), thing.code, room, height, strong);
      if (!words) continue;
      const right = left + pen.width(words, height, strong);
      const rows = [Math.floor((y - 5) / 6), Math.floor(y / 6), Math.floor((y + 5) / 6)];
      if (rows.some((row) => taken.get(row)?.some(([a, b]) => left < b && right > a))) continue;
      for (const row of rows) (taken.get(row) ?? taken.set(row, []).get(row)!).push([left, right]);
      pen.text(words, left, y, height, colours.ink, colours.ground, strong);
      count++;
    }
  }

  private paintHeads(pen: Pen, camera: Camera, colours: Colours): void {
    for (const head of this.heads) {
      const [x, y] = this.screen({ x: head.x, y: 0 }, camera);
      const words = cut(pen, `${this.network.kinds[head.kind][1]} (${head.count})`, "", head.room * camera.k - 6, 13, true);
      if (words) pen.text(words, x - 4, Math.max(y + 14, 12), 13, colours.faint, colours.ground, true);
    }
  }

  /** The whole drawing as SVG, whatever part of it is on the screen. */
  svg(title: string, lang: string): string {
    const pen = new SvgPen(new CanvasPen(document.createElement("canvas").getContext("2d")!));
    const { camera, width, height } = this.whole();
    this.paintWhole(pen, camera, width, height);
    return pen.document(width, height, this.colours().ground, title, lang);
  }

  /** The whole drawing as PNG, at twice its size so that it prints well. */
  png(): Promise<Blob> {
    const { camera, width, height } = this.whole();
    const canvas = document.createElement("canvas");
    const scale = Math.min(2, 8000 / Math.max(width, height));
    canvas.width = width * scale; canvas.height = height * scale;
    const context = canvas.getContext("2d")!;
    context.scale(scale, scale);
    context.fillStyle = this.colours().ground; context.fillRect(0, 0, width, height);
    this.paintWhole(new CanvasPen(context), camera, width, height);
    return new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("PNG"))), "image/png"));
  }

  private paintWhole(pen: Pen, camera: Camera, width: number, height: number): void {
    if (!this.focus) return this.paint(pen, camera, width, height, null);
    // What is in focus stands out, the rest stays as a ground.
    this.paint(pen, camera, width, height, null);
    this.paint(pen, camera, width, height, this.focus);
  }

  private whole(): { camera: Camera; width: number; height: number } {
    const [left, top, right, bottom] = this.extent();
    const k = this.layered ? 1.25 : Math.min(3, 1600 / Math.max(1, right - left));
    const pad = this.layered ? 16 : 200;
    const from = this.layered ? { x: 0, y: 0 } : { x: left, y: top };
    return {
      camera: { k, x: from.x - pad / k, y: from.y - pad / 2 / k },
      width: Math.round((right - from.x) * k + 2 * pad), height: Math.round((bottom - from.y) * k + pad),
    };
  }
}

const look = (e: Edge) => (e.relation + 1) * 100 + e.basis * 10 + Math.round(e.confidence * 4);

function ring(pen: Pen, x: number, y: number, r: number): void {
  const corners = Array.from({ length: 25 }, (_, i) => [x + r * Math.cos(i * Math.PI / 12), y + r * Math.sin(i * Math.PI / 12)]);
  for (let i = 1; i < corners.length; i++) pen.line(corners[i - 1][0], corners[i - 1][1], corners[i][0], corners[i][1], false);
}

function cut(pen: Pen, words: string, code: string, room: number, size: number, bold: boolean): string {
  const wide = pen.width(words, size, bold);
  if (wide <= room) return words;
  const letters = Math.floor((words.length * room) / wide) - 1;
  if (letters >= Math.max(5, code.length)) return `${words.slice(0, letters).trimEnd()}…`;
  return code && pen.width(code, size, bold) <= room ? code : "";
}
