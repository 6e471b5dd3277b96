// What is told of the chosen thing: its page, paths from and to it, and its links with their reasons.

import { called, type Link, MEMBER, type Network } from "./data";
import { address, one, say } from "./page";

export interface Ways {
  close(): void;
  go(at: number): void;
  path(end: "from" | "to", name: string): void;
}

/** Show the panel of a thing, or hide it; true if that changes the room of the drawing. */
export function panel(network: Network, chosen: number | null, links: Link[], ways: Ways): boolean {
  const box = one("weave-panel");
  const was = box.hidden;
  box.hidden = chosen === null;
  box.replaceChildren();
  if (chosen !== null) fill(box, network, chosen, links, ways);
  return was !== box.hidden;
}

function fill(box: HTMLElement, network: Network, chosen: number, links: Link[], ways: Ways): void {
  const thing = network.things[chosen];
  const name = called(thing, network);
  const shut = add(box, "button", "×");
  shut.type = "button";
  shut.className = "weave-shut";
  shut.setAttribute("aria-label", say("Chiudi", "Close"));
  shut.onclick = () => ways.close();
  add(box, "p", network.kinds[thing.kind][1]).className = "weave-kind";
  add(box, "h3", name);
  const page = add(box, "a", say("Apri la scheda", "Open its page"));
  page.href = address(thing.id);
  page.className = "weave-open";
  const ends: ["from" | "to", string][] = [
    ["from", say("Cammino da qui", "Path from here")],
    ["to", say("Cammino fin qui", "Path to here")],
  ];
  for (const [end, words] of ends) {
    const button = add(box, "button", words);
    button.type = "button";
    button.onclick = () => ways.path(end, name);
  }
  for (const [title, group] of grouped(network, chosen, links)) {
    add(box, "h4", `${title} (${group.length})`);
    const list = add(box, "ul", "");
    for (const link of group) {
      const item = add(list, "li", "");
      const other = network.things[link.source === chosen ? link.target : link.source];
      const go = add(item, "button", called(other, network));
      go.type = "button";
      go.onclick = () => ways.go(other.at);
      if (link.relation === MEMBER) continue;
      const why = add(item, "a", say("perché", "why"));
      why.href = address(`link/${link.id}`);
      why.setAttribute(
        "aria-label",
        `${say("Perché", "Why")}: ${name} – ${called(other, network)}`,
      );
    }
  }
}

function grouped(network: Network, chosen: number, links: Link[]): [string, Link[]][] {
  const groups = new Map<string, Link[]>();
  for (const link of links) {
    const title = titleOf(network, link, link.source === chosen);
    const group = groups.get(title);
    if (group) group.push(link);
    else groups.set(title, [link]);
  }
  return [...groups].sort();
}

function titleOf(network: Network, link: Link, forward: boolean): string {
  if (link.relation === MEMBER) {
    return forward
      ? say("Missione di cui fa parte", "Mission that it belongs to")
      : say("Che cosa ne fa parte", "What belongs to it");
  }
  return `${forward ? "" : "← "}${network.relations[link.relation][1]}`;
}

function add<K extends keyof HTMLElementTagNameMap>(
  into: HTMLElement,
  tag: K,
  words: string,
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.textContent = words;
  into.append(made);
  return made;
}
