// What a picture is drawn with: a canvas for the screen and PNG, text for SVG. Both draw the same.

export interface Stroke {
  colour: string;
  width: number;
  opacity: number;
  dash: number[];
}
export type Shape = "square" | "diamond" | "triangle" | "ring" | "disc";

export interface Pen {
  begin(stroke: Stroke): void;
  line(x: number, y: number, x2: number, y2: number, curved: boolean): void;
  end(): void;
  shape(shape: Shape, x: number, y: number, size: number, colour: string, ground: string): void;
  text(
    words: string,
    x: number,
    y: number,
    size: number,
    colour: string,
    halo: string,
    bold: boolean,
  ): void;
  width(words: string, size: number, bold: boolean): number;
}

export const FONT = '"Titillium Web", system-ui, sans-serif';

// Measuring is slow, and the same words are measured at every picture. What is measured before the font has
// come is measured anew once it is there.
const widths = new Map<string, number>();
document.fonts?.addEventListener("loadingdone", () => widths.clear());

export class CanvasPen implements Pen {
  constructor(private readonly context: CanvasRenderingContext2D) {}
  begin(stroke: Stroke): void {
    const c = this.context;
    c.strokeStyle = stroke.colour;
    c.lineWidth = stroke.width;
    c.globalAlpha = stroke.opacity;
    c.setLineDash(stroke.dash);
    c.beginPath();
  }
  line(x: number, y: number, x2: number, y2: number, curved: boolean): void {
    this.context.moveTo(x, y);
    const half = (x + x2) / 2;
    if (curved) this.context.bezierCurveTo(half, y, half, y2, x2, y2);
    else this.context.lineTo(x2, y2);
  }
  end(): void {
    this.context.stroke();
    this.context.globalAlpha = 1;
    this.context.setLineDash([]);
  }
  shape(shape: Shape, x: number, y: number, size: number, colour: string, ground: string): void {
    const c = this.context;
    c.beginPath();
    if (shape === "disc" || shape === "ring") c.arc(x, y, size, 0, 7);
    else for (const [a, b] of corners(shape, x, y, size)) c.lineTo(a, b);
    c.closePath();
    c.fillStyle = shape === "ring" ? ground : colour;
    c.fill();
    if (shape === "ring") {
      c.strokeStyle = colour;
      c.lineWidth = 2;
      c.stroke();
    }
  }
  text(
    words: string,
    x: number,
    y: number,
    size: number,
    colour: string,
    halo: string,
    bold: boolean,
  ): void {
    const c = this.context;
    c.font = `${bold ? 700 : 400} ${size}px ${FONT}`;
    c.textBaseline = "middle";
    c.lineJoin = "round";
    c.strokeStyle = halo;
    c.lineWidth = 3;
    c.globalAlpha = 0.85;
    c.strokeText(words, x, y);
    c.globalAlpha = 1;
    c.fillStyle = colour;
    c.fillText(words, x, y);
  }
  width(words: string, size: number, bold: boolean): number {
    const key = `${bold ? "b" : ""}${size} ${words}`;
    let wide = widths.get(key);
    if (wide === undefined) {
      this.context.font = `${bold ? 700 : 400} ${size}px ${FONT}`;
      wide = this.context.measureText(words).width;
      widths.set(key, wide);
    }
    return wide;
  }
}

export class SvgPen implements Pen {
  private readonly parts: string[] = [];
  private way = "";
  private stroke: Stroke = { colour: "", width: 1, opacity: 1, dash: [] };
  constructor(private readonly measure: CanvasPen) {}
  begin(stroke: Stroke): void {
    this.stroke = stroke;
    this.way = "";
  }
  line(x: number, y: number, x2: number, y2: number, curved: boolean): void {
    const half = (x + x2) / 2;
    this.way += curved
      ? `M${n(x)} ${n(y)}C${n(half)} ${n(y)} ${n(half)} ${n(y2)} ${n(x2)} ${n(y2)}`
      : `M${n(x)} ${n(y)}L${n(x2)} ${n(y2)}`;
  }
  end(): void {
    const { colour, width, opacity, dash } = this.stroke;
    if (this.way)
      this.parts.push(
        `<path fill="none" stroke="${colour}" stroke-width="${n(width)}" stroke-opacity="${n(opacity)}"${dash.length ? ` stroke-dasharray="${dash.join(" ")}"` : ""} d="${this.way}"/>`,
      );
  }
  shape(shape: Shape, x: number, y: number, size: number, colour: string, ground: string): void {
    const fill =
      shape === "ring"
        ? `fill="${ground}" stroke="${colour}" stroke-width="2"`
        : `fill="${colour}"`;
    this.parts.push(
      shape === "disc" || shape === "ring"
        ? `<circle cx="${n(x)}" cy="${n(y)}" r="${n(size)}" ${fill}/>`
        : `<path ${fill} d="M${corners(shape, x, y, size)
            .map(([a, b]) => `${n(a)} ${n(b)}`)
            .join("L")}Z"/>`,
    );
  }
  text(
    words: string,
    x: number,
    y: number,
    size: number,
    colour: string,
    halo: string,
    bold: boolean,
  ): void {
    this.parts.push(
      `<text x="${n(x)}" y="${n(y)}" dy=".35em" font-size="${n(size)}" font-weight="${bold ? 700 : 400}" fill="${colour}" stroke="${halo}" stroke-width="3" paint-order="stroke">${escaped(words)}</text>`,
    );
  }
  width(words: string, size: number, bold: boolean): number {
    return this.measure.width(words, size, bold);
  }
  document(width: number, height: number, ground: string, title: string, lang: string): string {
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${n(width)} ${n(height)}" width="${n(width)}" height="${n(height)}" role="img" lang="${lang}" font-family="'Titillium Web', 'Liberation Sans', Arial, sans-serif"><title>${escaped(title)}</title><rect width="100%" height="100%" fill="${ground}"/>${this.parts.join("\n")}</svg>\n`;
  }
}

const n = (value: number) => String(Math.round(value * 10) / 10);
const escaped = (text: string) =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

function corners(shape: Shape, x: number, y: number, s: number): [number, number][] {
  if (shape === "square")
    return [
      [x - s, y - s],
      [x + s, y - s],
      [x + s, y + s],
      [x - s, y + s],
    ];
  if (shape === "diamond")
    return [
      [x, y - 1.35 * s],
      [x + 1.35 * s, y],
      [x, y + 1.35 * s],
      [x - 1.35 * s, y],
    ];
  return [
    [x, y - 1.25 * s],
    [x + 1.2 * s, y + s],
    [x - 1.2 * s, y + s],
  ];
}
