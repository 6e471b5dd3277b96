// The network as the server tells it, and the part that a filter keeps (as trama.network.Network.kept).

export interface Thing {
  at: number;
  id: string;
  kind: number;
  code: string;
  label: string;
  mission: number;
}
export interface Link {
  source: number;
  target: number;
  relation: number;
  basis: number;
  confidence: number;
  id: string;
}
export interface Colours {
  ground: string;
  ink: string;
  faint: string;
  edge: string;
  relations: string[];
  kinds: string[];
}
export interface Network {
  kinds: [string, string][];
  apart: Set<number>;
  relations: [string, string][];
  bases: [string, string][];
  colours: { light: Colours; dark: Colours };
  things: Thing[];
  links: Link[];
}
export interface Filter {
  kinds: Set<string>;
  missions: Set<string>;
  drivers: Set<string>;
  relations: Set<string>;
  bases: Set<string>;
  least: number;
}
export interface Part {
  things: Thing[];
  links: Link[];
}

export const MISSION = 0,
  OBJECTIVE = 1,
  DRIVER = 2;

export async function load(address: string): Promise<Network> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  const raw = await answer.json();
  const apart = new Set<number>();
  raw.kinds.forEach(([name]: [string], index: number) => {
    if (raw.apart.includes(name)) apart.add(index);
  });
  return {
    ...raw,
    apart,
    things: raw.things.map(
      ([id, kind, code, label, mission]: [string, number, string, string, number], at: number) => ({
        at,
        id,
        kind,
        code,
        label,
        mission,
      }),
    ),
    links: raw.links.map(
      ([source, target, relation, basis, confidence, id]: [
        number,
        number,
        number,
        number,
        number,
        string,
      ]) => ({ source, target, relation, basis, confidence, id }),
    ),
  };
}

export function called(thing: Thing, network: Network): string {
  const repeats =
    !thing.code ||
    thing.label.startsWith(thing.code) ||
    ["Municipality", "Concept"].includes(network.kinds[thing.kind][0]);
  return repeats ? thing.label : `${thing.code} ${thing.label}`;
}

/** The one thing that has a name, a code or an address, or nothing. */
export function find(network: Network, text: string): number | null {
  const found = named(network, text);
  if (found.length === 1) return found[0].at;
  const wanted = text.trim().toLowerCase();
  return found.find((thing) => thing.id.toLowerCase() === wanted)?.at ?? null;
}

/** The name of a thing with its kind, which tells it from others of its name. */
export const withKind = (thing: Thing, network: Network): string =>
  `${called(thing, network)} (${network.kinds[thing.kind][1]})`;

/** All things that people may mean by a text. */
export function named(network: Network, text: string): Thing[] {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return [];
  const names = (thing: Thing): string[] => [
    thing.id,
    thing.id.slice(thing.id.indexOf("/") + 1),
    thing.code,
    thing.label,
    called(thing, network),
    withKind(thing, network),
  ];
  return network.things.filter((thing) =>
    names(thing).some((name) => name.toLowerCase() === wanted),
  );
}

/** What belongs to a Mission, as links to it: they stand in the plan, though no link explains them. */
export const MEMBER = -1;
export function members(part: Part): Link[] {
  const here = new Set(part.things.map((thing) => thing.at));
  return part.things
    .filter((thing) => thing.mission >= 0 && here.has(thing.mission))
    .map((thing) => ({
      source: thing.at,
      target: thing.mission,
      relation: MEMBER,
      basis: 0,
      confidence: 1,
      id: `in-${thing.at}`,
    }));
}

export function kept(network: Network, wanted: Filter): Part {
  const { things } = network;
  const codes = (set: Set<string>, kind: number) =>
    new Set(things.filter((t) => t.kind === kind && set.has(t.code)).map((t) => t.at));
  const missions = codes(wanted.missions, MISSION),
    drivers = codes(wanted.drivers, DRIVER);
  const trusted = network.links.filter(
    (l) => wanted.bases.has(network.bases[l.basis][0]) && l.confidence >= wanted.least,
  );
  const isInside = (t: Thing) =>
    t.kind !== MISSION &&
    (missions.size && t.mission >= 0
      ? missions.has(t.mission)
      : !(drivers.size && t.kind === DRIVER && !drivers.has(t.at)));
  let inside = new Set(things.filter(isInside).map((t) => t.at));
  if (missions.size || drivers.size) inside = near(network, trusted, inside, drivers);
  for (const at of [...inside]) {
    const thing = things[at];
    if (thing.kind === OBJECTIVE && thing.mission >= 0) inside.add(thing.mission);
  }
  const kinds = wanted.kinds.size
    ? (t: Thing) => wanted.kinds.has(network.kinds[t.kind][0])
    : (t: Thing) => !network.apart.has(t.kind);
  for (const at of [...inside]) if (!kinds(things[at])) inside.delete(at);
  const links = trusted.filter(
    (l) =>
      inside.has(l.source) &&
      inside.has(l.target) &&
      (!wanted.relations.size || wanted.relations.has(network.relations[l.relation][0])),
  );
  const joined = new Set<number>();
  for (const link of links) joined.add(link.source).add(link.target);
  return {
    things: things.filter((t) => inside.has(t.at) && (joined.has(t.at) || t.kind <= OBJECTIVE)),
    links,
  };
}

function near(
  network: Network,
  links: Link[],
  inside: Set<number>,
  drivers: Set<number>,
): Set<number> {
  const combines = network.relations.findIndex(([name]) => name === "combines");
  let objectives = new Set([...inside].filter((at) => network.things[at].kind === OBJECTIVE));
  if (drivers.size) {
    const combined = new Set(
      links.filter((l) => l.relation === combines && drivers.has(l.source)).map((l) => l.target),
    );
    objectives = new Set([...objectives].filter((at) => combined.has(at)));
  }
  const anchors = new Set([...objectives, ...[...drivers].filter((at) => inside.has(at))]);
  const close = new Set(anchors);
  for (const l of links)
    if (anchors.has(l.source) || anchors.has(l.target)) close.add(l.source).add(l.target);
  return new Set(
    [...inside].filter(
      (at) => close.has(at) && (network.things[at].kind !== OBJECTIVE || objectives.has(at)),
    ),
  );
}
