// The layout by forces, worked out beside the page and shown while it settles.

import type { Part } from "./data";
import type { Place } from "./layout";

const LARGE = 1500;

interface Told {
  places: Float32Array;
  done: boolean;
}

export class Forces {
  private worker: Worker | null = null;

  constructor(private readonly script: string) {}

  stop(): void {
    this.worker?.terminate();
    this.worker = null;
  }

  /** Lay a part out, telling its places now, while they move, and once they rest. */
  layOut(
    part: Part,
    tell: (places: Map<number, Place>, when: "now" | "moving" | "done") => void,
  ): void {
    this.stop();
    const { nodes, edges } = begun(part);
    tell(
      spread(part, (i) => [nodes[10 * i], nodes[10 * i + 1]]),
      "now",
    );
    const worker = new Worker(this.script);
    this.worker = worker;
    worker.onmessage = ({ data }: MessageEvent<Told>) => {
      if (this.worker !== worker) return;
      const places = spread(part, (i) => [data.places[2 * i], data.places[2 * i + 1]]);
      tell(places, data.done ? "done" : "moving");
      if (data.done) this.stop();
    };
    worker.postMessage({ nodes, edges, rounds: part.things.length > LARGE ? 120 : 400 });
  }
}

function begun(part: Part): { nodes: Float32Array; edges: Float32Array } {
  const at = new Map(part.things.map((thing, i) => [thing.at, i]));
  const pairs: [number, number, number][] = [];
  const join = (a: number, b: number, weight: number): void => {
    const [from, to] = [at.get(a), at.get(b)];
    if (from !== undefined && to !== undefined) pairs.push([from, to, weight]);
  };
  for (const link of part.links) join(link.source, link.target, link.confidence);
  for (const thing of part.things) join(thing.at, thing.mission, 0.6);
  const nodes = new Float32Array(part.things.length * 10);
  const edges = new Float32Array(pairs.length * 3);
  part.things.forEach((_, i) => {
    // A spiral by the golden angle: the same start for the same things, and no two in one place.
    const far = 12 * Math.sqrt(i + 1);
    const angle = i * 2.399963;
    nodes.set([far * Math.cos(angle), far * Math.sin(angle), 0, 0, 0, 0, 1, 1, 1, 0], 10 * i);
  });
  pairs.forEach(([a, b, weight], i) => {
    edges.set([10 * a, 10 * b, weight], 3 * i);
    nodes[10 * a + 6]++;
    nodes[10 * b + 6]++;
  });
  return { nodes, edges };
}

function spread(part: Part, read: (i: number) => [number, number]): Map<number, Place> {
  return new Map(
    part.things.map((thing, i) => {
      const [x, y] = read(i);
      return [thing.at, { x, y, room: 0 }];
    }),
  );
}
