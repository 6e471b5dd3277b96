// Where things go in columns: one kind each, their order by barycentre sweeps (as trama.drawing.layout).

import { MISSION, type Network, OBJECTIVE, type Part, type Thing } from "./data";

export interface Place {
  x: number;
  y: number;
  room: number;
}
export interface Head {
  x: number;
  kind: number;
  count: number;
  room: number;
}

const SWEEPS = 10,
  ROW = 12,
  COLUMN = 150,
  TALLEST = 160;

export function layered(
  network: Network,
  part: Part,
  width: number,
  height: number,
): { places: Map<number, Place>; heads: Head[] } {
  const columns = order(network, part);
  const parts = columns.map((column) => {
    const rows = Math.max(1, Math.ceil(column.length / Math.ceil(column.length / TALLEST)));
    return Array.from({ length: Math.ceil(column.length / rows) }, (_, i) =>
      column.slice(i * rows, (i + 1) * rows),
    );
  });
  const tallest = Math.max(1, ...parts.flat().map((column) => column.length + gaps(column)));
  const whole = Math.max(height - 64, tallest * ROW);
  const all = parts.reduce((sum, group) => sum + group.length * share(group), 0);
  // As wide as the picture is at the scale at which the whole height fits.
  const scale = Math.min(1, height / (whole + 72));
  const step = Math.max(COLUMN, (width / scale - 64) / Math.max(1, all));
  const places = new Map<number, Place>(),
    heads: Head[] = [];
  let x = 16;
  for (const group of parts) {
    const own = step * share(group);
    heads.push({
      x,
      room: own * group.length,
      kind: group[0][0].kind,
      count: group.reduce((sum, column) => sum + column.length, 0),
    });
    for (const column of group) {
      const row = whole / (column.length + gaps(column));
      let y = 44 + row / 2,
        before: Thing | undefined;
      for (const thing of column) {
        if (before && divided(before, thing)) y += row;
        places.set(thing.at, { x, y, room: own * (group[0][0].kind === OBJECTIVE ? 0.66 : 0.85) });
        before = thing;
        y += row;
      }
      x += own;
    }
  }
  return { places, heads };
}

// Objectives and instruments have the longest names; those of Missions must never be cut.
const SHARES: Record<number, number> = { [MISSION]: 1.75, [OBJECTIVE]: 1.5, 2: 1.15, 3: 1.25 };
const share = (group: Thing[][]): number => SHARES[group[0][0].kind] ?? 0.95;

const divided = (a: Thing, b: Thing) => a.kind === OBJECTIVE && a.mission !== b.mission;
const gaps = (column: Thing[]) =>
  column.filter((thing, i) => i > 0 && divided(column[i - 1], thing)).length;

function order(network: Network, part: Part): Thing[][] {
  const columns = network.kinds
    .map((_, kind) => part.things.filter((t) => t.kind === kind))
    .filter((c) => c.length);
  const near = new Map<number, number[]>();
  const join = (a: number, b: number) => {
    (near.get(a) ?? near.set(a, []).get(a)!).push(b);
  };
  const isHere = new Set(part.things.map((t) => t.at));
  for (const { source, target } of part.links) {
    if (network.things[source].kind !== network.things[target].kind) {
      join(source, target);
      join(target, source);
    }
  }
  const place = new Map<number, number>();
  const note = (column: Thing[]): void => {
    for (const [row, t] of column.entries()) place.set(t.at, (row + 0.5) / column.length);
  };
  columns.forEach(note);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const column of sweep % 2 ? [...columns].reverse() : columns) {
      if (column[0].kind === MISSION) continue;
      const mean = new Map(
        column.map((t) => {
          const ends = near.get(t.at)?.filter((at) => isHere.has(at)) ?? [];
          return [
            t.at,
            ends.length
              ? ends.reduce((sum, at) => sum + place.get(at)!, 0) / ends.length
              : place.get(t.at)!,
          ];
        }),
      );
      column.sort(
        (a, b) =>
          (a.kind === OBJECTIVE ? a.mission - b.mission : 0) ||
          mean.get(a.at)! - mean.get(b.at)! ||
          a.at - b.at,
      );
      note(column);
    }
  }
  return columns;
}
