// The drawing on three canvases: the whole, above it the heads of the columns, and what is in focus.
// While a hand moves it, the whole is moved as an image, with a margin around what is seen; a sharp one is
// painted meanwhile, a few milliseconds a frame, and takes its place.

import type { Colours, Network, Part } from "./data";
import type { Head, Place } from "./layout";
import { type Camera, type Focus, Scene, screen } from "./painting";
import { CanvasPen, type Pen, SvgPen } from "./pen";

const REST = 140,
  MOVING_BUDGET = 4,
  RESTING_BUDGET = 11,
  LATE = 25;
const MOST_PIXELS = 12e6,
  MARGIN = 0.25,
  HEADS = 26,
  FEW = 150;

export class Picture {
  focus: Focus | null = null;
  width = 0;
  height = 0;
  private scene: Scene;
  private camera: Camera = { x: 0, y: 0, k: 1 };
  private drawn: Camera = { x: 0, y: 0, k: 1 };
  private focused: Camera = { x: 0, y: 0, k: 1 };
  private front = document.createElement("canvas");
  private back = document.createElement("canvas");
  private readonly over = document.createElement("canvas");
  private readonly heads = document.createElement("canvas");
  private ratio = 1;
  private margin: [number, number] = [0, 0];
  private work: { pieces: Generator<void>; camera: Camera } | null = null;
  private asked = 0;
  private rest = 0;
  private movedAt = -Infinity;
  private frame = 0;
  private overUsed = false;

  constructor(
    private readonly host: HTMLElement,
    private readonly network: Network,
    private colours: () => Colours,
  ) {
    this.scene = new Scene(network, { things: [], links: [] }, new Map(), [], true);
    for (const canvas of [this.front, this.back, this.over, this.heads])
      canvas.setAttribute("aria-hidden", "true");
    host.append(this.front, this.heads, this.over);
    this.measure();
  }

  measure(): void {
    this.ratio = Math.min(2, devicePixelRatio || 1);
    this.width = this.host.clientWidth;
    this.height = this.host.clientHeight;
    const wide = Math.sqrt(MOST_PIXELS / Math.max(1, this.width * this.height * this.ratio ** 2));
    const share = Math.max(0, Math.min(MARGIN, (wide - 1) / 2));
    this.margin = [Math.ceil(this.width * share), Math.ceil(this.height * share)];
    this.size(this.over, this.width, this.height, 0, 0);
    this.size(this.heads, this.width, HEADS, 0, 0);
    this.work = null;
  }

  show(part: Part, places: Map<number, Place>, heads: Head[], layered: boolean): void {
    this.scene = new Scene(this.network, part, places, heads, layered);
    this.work = null;
  }

  fit(): void {
    this.see();
    this.draw();
  }

  /** The first view: the whole, or on a small screen as much of it as can be read. */
  open(): void {
    this.see();
    if (this.scene.layered && this.camera.k < 0.6 && this.width < 700)
      this.camera = { x: 0, y: 0, k: 0.85 };
    this.draw();
  }

  /** Follow a layout that is still at work: paint it as it is now, unless a picture is being painted. */
  follow(places: Map<number, Place>): void {
    if (this.work) return;
    this.scene.places = places;
    this.fit();
  }

  /** Point the camera at the whole. */
  private see(): void {
    const scene = this.scene;
    let [left, top, right, bottom] = scene.extent();
    if (scene.layered) top = left = 0;
    const pad = scene.layered ? 8 : 48;
    const k = Math.min(
      (this.width - 2 * pad) / Math.max(1, right - left),
      (this.height - 2 * pad) / Math.max(1, bottom - top),
    );
    this.camera = {
      k,
      x: left - (this.width / k - (right - left)) / 2,
      y: top - (this.height / k - (bottom - top)) / 2,
    };
  }

  pan(dx: number, dy: number): void {
    this.camera.x -= dx / this.camera.k;
    this.camera.y -= dy / this.camera.k;
    this.move();
  }

  zoom(factor: number, px = this.width / 2, py = this.height / 2): void {
    const before = this.camera.k,
      k = Math.max(0.01, Math.min(12, before * factor));
    this.camera.x += px / before - px / k;
    this.camera.y += py / before - py / k;
    this.camera.k = k;
    this.move();
  }

  /** Bring a thing into view, at a scale at which it can be read. */
  reveal(at: number): void {
    const place = this.scene.places.get(at);
    if (!place) return;
    const [px, py] = screen(place, this.camera);
    const wide = this.scene.layered ? place.room * this.camera.k : 0;
    if (px < 20 || py < 40 || px + wide > this.width - 20 || py > this.height - 20) {
      this.camera.x =
        place.x + (this.scene.layered ? place.room / 2 : 0) - this.width / 2 / this.camera.k;
      this.camera.y = place.y - this.height / 2 / this.camera.k;
      this.place();
      this.drawFocus();
      this.draw();
    }
  }

  pick(px: number, py: number): number | null {
    return this.scene.pick(px, py, this.camera);
  }
  toward(from: number, dx: number, dy: number): number | null {
    return this.scene.toward(from, dx, dy);
  }
  first(): number | null {
    return this.scene.things[0]?.at ?? null;
  }
  last(): number | null {
    return this.scene.things[this.scene.things.length - 1]?.at ?? null;
  }

  /** Paint a sharp picture, a piece each frame, and show it when it is whole. */
  draw(): void {
    this.work = this.begin();
    this.next();
  }

  /** Paint a sharp picture at once. */
  drawNow(): void {
    const work = this.begin();
    while (!work.pieces.next().done);
    this.done(work.camera);
  }

  drawFocus(): void {
    this.front.classList.toggle("dim", this.focus !== null);
    this.focused = { ...this.camera };
    this.over.style.transform = "";
    if (!this.focus && !this.overUsed) return;
    this.overUsed = this.focus !== null;
    const pen = new CanvasPen(this.clear(this.over));
    if (this.focus)
      for (const _ of this.scene.paint(
        pen,
        this.camera,
        this.width,
        this.height,
        this.colours(),
        this.focus,
      ));
  }

  private begin(): { pieces: Generator<void>; camera: Camera } {
    const camera = { ...this.camera },
      [mx, my] = this.margin,
      { k } = camera;
    this.size(this.back, this.width, this.height, mx, my);
    const context = this.clear(this.back);
    // Reading one point back makes the browser paint now, so that the time of a piece is its true time.
    const flush = () => {
      context.getImageData(0, 0, 1, 1);
    };
    const wide = { k, x: camera.x - mx / k, y: camera.y - my / k };
    const pieces = this.scene.paint(
      new CanvasPen(context),
      wide,
      this.width + 2 * mx,
      this.height + 2 * my,
      this.colours(),
      null,
    );
    return {
      camera,
      pieces: (function* () {
        for (const _ of pieces) {
          flush();
          yield;
        }
        flush();
      })(),
    };
  }

  private next(): void {
    if (!this.asked)
      this.asked = requestAnimationFrame((frame) => {
        this.asked = 0;
        this.goOn(frame);
      });
  }

  private goOn(frame: number): void {
    const isBehind = frame - this.frame > LATE;
    this.frame = frame;
    if (!this.work) return;
    const start = performance.now(),
      work = this.work;
    // A machine that is behind with its frames moves the image first, and paints one piece.
    const budget = start - this.movedAt >= REST ? RESTING_BUDGET : isBehind ? 0 : MOVING_BUDGET;
    do
      if (work.pieces.next().done) {
        this.done(work.camera);
        return;
      }
    while (performance.now() - start < budget);
    this.next();
  }

  private done(camera: Camera): void {
    this.work = null;
    this.back.className = this.front.className;
    this.front.replaceWith(this.back);
    [this.front, this.back] = [this.back, this.front];
    this.drawn = camera;
    this.place();
    this.drawFocus();
  }

  private move(): void {
    this.movedAt = performance.now();
    this.place();
    if (this.focus && this.focus.links.size <= FEW) this.drawFocus();
    else this.over.style.transform = this.focus ? this.moved(this.focused) : "";
    if (!this.work && this.isStale()) this.draw();
    clearTimeout(this.rest);
    this.rest = window.setTimeout(() => this.draw(), REST);
  }

  /** Whether the image shows its edge, or is far from the scale that it was painted for. */
  private isStale(): boolean {
    const { drawn, camera } = this,
      [mx, my] = this.margin,
      by = camera.k / drawn.k;
    const [x, y] = screen(drawn, camera);
    return (
      by > 1.5 ||
      by < 0.67 ||
      x - mx * by > 0 ||
      y - my * by > 0 ||
      x + (this.width + mx) * by < this.width ||
      y + (this.height + my) * by < this.height
    );
  }

  private moved(from: Camera): string {
    const [x, y] = screen(from, this.camera);
    return `translate(${x}px, ${y}px) scale(${this.camera.k / from.k})`;
  }

  /** Put the image and the heads where the camera sees them. */
  private place(): void {
    this.front.style.transform = this.moved(this.drawn);
    this.heads.hidden = !this.scene.heads.length;
    if (!this.heads.hidden)
      this.scene.paintHeads(
        new CanvasPen(this.clear(this.heads)),
        this.camera,
        this.colours(),
        HEADS / 2,
      );
    this.heads.style.transform = `translateY(${Math.max(0, screen({ x: 0, y: 0 }, this.camera)[1])}px)`;
  }

  private size(
    canvas: HTMLCanvasElement,
    width: number,
    height: number,
    mx: number,
    my: number,
  ): void {
    const wide = Math.round((width + 2 * mx) * this.ratio),
      high = Math.round((height + 2 * my) * this.ratio);
    if (canvas.width !== wide || canvas.height !== high) {
      canvas.width = wide;
      canvas.height = high;
    }
    canvas.style.width = `${width + 2 * mx}px`;
    canvas.style.height = `${height + 2 * my}px`;
    canvas.style.left = `${-mx}px`;
    canvas.style.top = `${-my}px`;
    canvas.style.transformOrigin = `${mx}px ${my}px`;
  }

  private clear(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
    const context = canvas.getContext("2d", {
      willReadFrequently: canvas === this.front || canvas === this.back,
    })!;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.scale(this.ratio, this.ratio);
    return context;
  }

  /** The whole drawing as SVG, whatever part of it is on the screen. */
  svg(title: string, lang: string, colours = this.colours()): string {
    const chosen = this.colours;
    this.colours = () => colours;
    const written = this.written(title, lang);
    this.colours = chosen;
    return written;
  }

  private written(title: string, lang: string): string {
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
    canvas.width = width * scale;
    canvas.height = height * scale;
    const context = canvas.getContext("2d")!;
    context.scale(scale, scale);
    context.fillStyle = this.colours().ground;
    context.fillRect(0, 0, width, height);
    this.paintWhole(new CanvasPen(context), camera, width, height);
    return new Promise((done, failed) =>
      canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("PNG"))), "image/png"),
    );
  }

  private paintWhole(pen: Pen, camera: Camera, width: number, height: number): void {
    const colours = this.colours();
    // What is in focus stands out, the rest stays as a ground.
    for (const focus of this.focus ? [null, this.focus] : [null])
      for (const _ of this.scene.paint(pen, camera, width, height, colours, focus));
    this.scene.paintHeads(
      pen,
      camera,
      colours,
      Math.max(14, screen({ x: 0, y: 0 }, camera)[1] + 14),
    );
  }

  private whole(): { camera: Camera; width: number; height: number } {
    const [left, top, right, bottom] = this.scene.extent(),
      { layered } = this.scene;
    const k = layered ? 1.25 : Math.min(3, 1600 / Math.max(1, right - left));
    const pad = layered ? 16 : 200;
    const from = layered ? { x: 0, y: 0 } : { x: left, y: top };
    return {
      camera: { k, x: from.x - pad / k, y: from.y - pad / 2 / k },
      width: Math.round((right - from.x) * k + 2 * pad),
      height: Math.round((bottom - from.y) * k + pad),
    };
  }
}
