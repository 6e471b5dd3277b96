// The page of the weave: the form and the address, the drawing, the chosen thing, the path, the table.

import { called, kept, load, type Colours, type Filter, type Link, type Network, type Part } from "./data";
import { layered, type Place } from "./layout";
import { Picture, shapeOf } from "./picture";

const one = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
const form = one<HTMLFormElement>("weave-form");
const lang = form.dataset.lang === "en" ? "en" : "it";
const root = form.dataset.root ?? "";
const script = document.currentScript as HTMLScriptElement | null;
const say = (it: string, en: string) => (lang === "en" ? en : it);
const inLang = lang === "en" ? "?lang=en" : "";
const dark = matchMedia("(prefers-color-scheme: dark)");

const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement;

function query(): URLSearchParams {
  const given = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value.trim() && !isUsual(name, value)) given.append(name, value.trim());
  }
  for (const name of ["kind", "basis"]) if (isUsualGroup(name)) given.delete(name);
  return given;
}
const isUsual = (name: string, value: string) => (name === "layout" && value === "layered") || (name === "least" && Number(value) === 0);
function isUsualGroup(name: string): boolean {
  const usual = name === "kind" ? (v: string) => !network.apart.has(network.kinds.findIndex(([k]) => k === v)) : (v: string) => v !== "Inferred";
  const boxes = [...form.querySelectorAll<HTMLInputElement>(`input[name=${name}]`)];
  return boxes.every((box) => box.checked === usual(box.value));
}

function filter(): Filter {
  const chosen = (name: string) => new Set([...form.querySelectorAll<HTMLInputElement>(`input[name=${name}]:checked`)].map((box) => box.value));
  const bases = chosen("basis");
  return {
    kinds: chosen("kind"), missions: chosen("mission"), drivers: chosen("driver"), relations: chosen("relation"),
    bases: bases.size ? bases : new Set(["Stated", "Curated"]), least: Number(field("least").value) || 0,
  };
}

let network: Network, picture: Picture, part: Part = { things: [], links: [] }, ends = new Map<number, Link[]>();
let chosen: number | null = null, path: { things: Set<number>; links: Set<string> } | null = null;
let worker: Worker | null = null, run = 0, later = 0;
function isDark(): boolean {
  const own = document.documentElement.dataset.theme;
  return own ? own === "dark" : dark.matches;
}
const colours = (): Colours => (isDark() ? network.colours.dark : network.colours.light);

async function start(): Promise<void> {
  network = await load(`${root}/trama.json${inLang}`);
  one("weave-stage").hidden = false;
  form.classList.add("live");
  one("weave-picture").style.backgroundColor = colours().ground;
  picture = new Picture(one("weave-picture"), network, colours);
  chosen = find(field("at").value);
  refresh();
  picture.drawNow();
  performance.mark("weave-drawn");
  // The letters may come after the first picture.
  document.fonts?.addEventListener("loadingdone", () => picture.draw());
  wire();
  if (field("from").value && field("to").value) await findPath();
  focusOn();
  one("weave-stage").dataset.ready = "yes";
}

function find(text: string): number | null {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return null;
  const names = (t: Network["things"][number]) => [t.id, t.id.slice(t.id.indexOf("/") + 1), t.code, t.label, called(t, network)].map((s) => s.toLowerCase());
  const found = network.things.filter((t) => names(t).includes(wanted));
  return found.length === 1 ? found[0].at : (found.find((t) => t.id.toLowerCase() === wanted)?.at ?? null);
}

/** Keep what the filter keeps, lay it out and draw it. */
function refresh(): void {
  part = kept(network, filter());
  ends = new Map();
  for (const link of part.links) for (const at of new Set([link.source, link.target])) (ends.get(at) ?? ends.set(at, []).get(at)!).push(link);
  if (chosen !== null && !part.things.some((t) => t.at === chosen)) chosen = null;
  const byForce = field("layout").value === "force";
  worker?.terminate();
  if (byForce) layOutByForce();
  else {
    const { places, heads } = layered(network, part, picture.width, picture.height);
    picture.show(part, places, heads, true);
    picture.open();
  }
  count(); legend(); focusOn();
  one<HTMLAnchorElement>("weave-graphml").href = `${root}/trama.graphml?${withLang(query())}`;
}

function layOutByForce(): void {
  const at = new Map(part.things.map((t, i) => [t.at, i]));
  const own = part.things.filter((t) => at.has(t.mission)).map((t) => [at.get(t.at)!, at.get(t.mission)!, 0.6]);
  const pairs = [...part.links.map((l) => [at.get(l.source)!, at.get(l.target)!, l.confidence]), ...own];
  const nodes = new Float32Array(part.things.length * 10), edges = new Float32Array(pairs.length * 3);
  part.things.forEach((_, i) => {
    // A spiral by the golden angle: the same start for the same things, and no two in one place.
    const far = 12 * Math.sqrt(i + 1), angle = i * 2.399963;
    nodes.set([far * Math.cos(angle), far * Math.sin(angle), 0, 0, 0, 0, 1, 1, 1, 0], 10 * i);
  });
  pairs.forEach(([a, b, weight], i) => {
    edges.set([10 * a, 10 * b, weight], 3 * i);
    nodes[10 * a + 6]++; nodes[10 * b + 6]++;
  });
  const rounds = part.things.length > 1500 ? 120 : 400, mine = ++run;
  const things = part.things;
  const spread = (read: (i: number) => [number, number]) => new Map<number, Place>(things.map((t, i) => { const [x, y] = read(i); return [t.at, { x, y, room: 0 }]; }));
  picture.show(part, spread((i) => [nodes[10 * i], nodes[10 * i + 1]]), [], false);
  picture.fit();
  worker = new Worker(new URL("worker.js", script!.src));
  one("weave-stage").dataset.layout = "running";
  worker.onmessage = ({ data }: MessageEvent<{ run: number; places: Float32Array; done: boolean }>) => {
    if (data.run !== run) return;
    const places = () => spread((i) => [data.places[2 * i], data.places[2 * i + 1]]);
    if (data.done) { picture.show(part, places(), [], false); picture.fit(); }
    else if (!matchMedia("(prefers-reduced-motion: reduce)").matches) picture.follow(places());
    if (data.done) { worker?.terminate(); one("weave-stage").dataset.layout = "done"; }
  };
  worker.postMessage({ run: mine, nodes, edges, rounds });
}

function count(): void {
  one("weave-count").textContent = say(`${part.things.length} elementi, ${part.links.length} legami`, `${part.things.length} things, ${part.links.length} links`);
  one("weave-count").dataset.things = String(part.things.length);
  one("weave-count").dataset.links = String(part.links.length);
}

function legend(): void {
  const list = one("weave-legend");
  list.replaceChildren();
  const here = colours(), entry = (words: string, draw: (c: CanvasRenderingContext2D) => void) => {
    const item = document.createElement("li"), canvas = document.createElement("canvas");
    canvas.width = 52; canvas.height = 32; canvas.setAttribute("aria-hidden", "true");
    const context = canvas.getContext("2d")!; context.scale(2, 2); draw(context);
    item.append(canvas, words); list.append(item);
  };
  for (const kind of [...new Set(part.things.map((t) => t.kind))].sort((a, b) => a - b)) {
    entry(network.kinds[kind][1], (c) => glyph(c, kind, here));
  }
  for (const relation of [...new Set(part.links.map((l) => l.relation))].sort((a, b) => a - b)) {
    entry(network.relations[relation][1], (c) => line(c, here.relations[relation], []));
  }
  for (const basis of [...new Set(part.links.map((l) => l.basis))].sort()) {
    entry(network.bases[basis][1], (c) => line(c, here.ink, [[], [5, 3], [1.5, 3]][basis]));
  }
}

function line(c: CanvasRenderingContext2D, colour: string, dash: number[]): void {
  c.strokeStyle = colour; c.lineWidth = 2.5; c.setLineDash(dash); c.beginPath(); c.moveTo(1, 8); c.lineTo(25, 8); c.stroke();
}
function glyph(c: CanvasRenderingContext2D, kind: number, here: Colours): void {
  const shape = shapeOf(kind);
  c.fillStyle = c.strokeStyle = here.kinds[kind]; c.lineWidth = 2; c.beginPath();
  if (shape === "square") c.rect(8, 3, 10, 10);
  else if (shape === "disc" || shape === "ring") c.arc(13, 8, 5, 0, 7);
  else (shape === "diamond" ? [[13, 1], [20, 8], [13, 15], [6, 8]] : [[13, 2], [19, 13], [7, 13]]).forEach(([x, y], i) => (i ? c.lineTo(x, y) : c.moveTo(x, y)));
  c.closePath(); if (shape === "ring") c.stroke(); else c.fill();
}

/** Bring out the chosen thing with its links, or the path; `hovered` for a moment. */
function focusOn(hovered: number | null = null): void {
  const main = hovered ?? chosen;
  if (main !== null) {
    const near = ends.get(main) ?? [];
    picture.focus = { main, things: new Set([main, ...near.flatMap((l) => [l.source, l.target])]), links: new Set(near.map((l) => l.id)) };
  } else if (path) picture.focus = path;
  else picture.focus = null;
  picture.drawFocus();
}

function choose(at: number | null, told = true): void {
  chosen = at;
  field("at").value = at === null ? "" : called(network.things[at], network);
  if (at !== null) picture.reveal(at);
  focusOn(); panel(); sync(true);
  if (at !== null && told) {
    const near = ends.get(at)?.length ?? 0, thing = network.things[at];
    one("weave-said").textContent = `${network.kinds[thing.kind][1]}: ${called(thing, network)}. ${say(`${near} legami`, `${near} links`)}.`;
  }
}

function panel(): void {
  const box = one("weave-panel");
  const was = box.hidden;
  box.hidden = chosen === null;
  box.replaceChildren();
  if (chosen !== null) {
    const thing = network.things[chosen];
    const add = <K extends keyof HTMLElementTagNameMap>(tag: K, words: string, into: HTMLElement = box) => { const e = document.createElement(tag); e.textContent = words; into.append(e); return e; };
    const shut = add("button", "×"); shut.type = "button"; shut.className = "weave-shut"; shut.setAttribute("aria-label", say("Chiudi", "Close")); shut.onclick = () => { choose(null); one("weave-picture").focus(); };
    add("p", network.kinds[thing.kind][1]).className = "weave-kind";
    add("h3", called(thing, network));
    const page = add("a", say("Apri la scheda", "Open its page")); page.href = address(thing.id); page.className = "weave-open";
    for (const [name, words] of [["from", say("Cammino da qui", "Path from here")], ["to", say("Cammino fin qui", "Path to here")]]) {
      const button = add("button", words); button.type = "button";
      button.onclick = () => { field(name).value = called(thing, network); if (field("from").value && field("to").value) void findPath(); else { sync(false); field(name === "from" ? "to" : "from").focus(); } };
    }
    const groups = new Map<string, Link[]>();
    for (const l of ends.get(chosen) ?? []) {
      const key = `${l.source === chosen ? "" : "← "}${network.relations[l.relation][1]}`;
      (groups.get(key) ?? groups.set(key, []).get(key)!).push(l);
    }
    for (const [title, links] of [...groups].sort()) {
      add("h4", `${title} (${links.length})`);
      const list = add("ul", "");
      for (const l of links) {
        const item = add("li", "", list), other = network.things[l.source === chosen ? l.target : l.source];
        const go = add("button", called(other, network), item); go.type = "button"; go.onclick = () => { choose(other.at); one("weave-picture").focus(); };
        const why = add("a", say("perché", "why"), item); why.href = address(`link/${l.id}`); why.setAttribute("aria-label", `${say("Perché", "Why")}: ${called(thing, network)} – ${called(other, network)}`);
      }
    }
  }
  if (was !== box.hidden) resize();
}

const address = (id: string) => `${root}/id/${id.split("/").map(encodeURIComponent).join("/")}${inLang}`;

const withLang = (given: URLSearchParams) => { if (lang === "en") given.set("lang", "en"); return given; };

/** Write the state into the address; the table follows after a moment. */
function sync(table: boolean): void {
  const given = withLang(query());
  history.replaceState(null, "", `${location.pathname}${String(given) ? `?${given}` : ""}`);
  if (!table) return;
  clearTimeout(later);
  later = window.setTimeout(() => void fetchTable(1), 300);
}

async function fetchTable(page: number): Promise<void> {
  const given = withLang(query());
  if (page > 1) given.set("page", String(page));
  const answer = await fetch(`${root}/trama/tabella?${given}`);
  if (answer.ok) one("weave-table").innerHTML = await answer.text();
}

async function findPath(): Promise<void> {
  const given = withLang(new URLSearchParams({ from: field("from").value, to: field("to").value }));
  const answer = await fetch(`${root}/trama/cammino?${given}`);
  const told = await answer.json();
  const box = one("weave-path");
  if (!answer.ok) {
    const words = document.createElement("p"); words.className = "weave-problem"; words.textContent = told.detail;
    box.replaceChildren(words); path = null;
  } else {
    box.innerHTML = told.html;
    const ids = new Map(network.things.map((t) => [t.id, t.at]));
    path = told.links.length ? { links: new Set(told.links), things: new Set(told.things.map((id: string) => ids.get(id)!)) } : null;
    if (path) showAll(path.things);
  }
  one("weave-forget").hidden = false;
  chosen = null; field("at").value = "";
  panel(); focusOn(); sync(false);
}

/** Let the kinds and bases of a path through, if the filter hides them. */
function showAll(things: Set<number>): void {
  const hidden = [...things].filter((at) => !part.things.some((t) => t.at === at)).map((at) => network.things[at]);
  const shown = new Set(part.links.map((l) => l.id));
  const missing = network.links.filter((l) => path!.links.has(l.id) && !shown.has(l.id));
  if (!hidden.length && !missing.length) return;
  const check = (name: string, value: string) => { const box = form.querySelector<HTMLInputElement>(`input[name=${name}][value="${value}"]`); if (box) box.checked = true; };
  for (const t of [...things].map((at) => network.things[at])) check("kind", network.kinds[t.kind][0]);
  for (const l of missing) check("basis", network.bases[l.basis][0]);
  for (const name of ["mission", "driver", "relation"]) form.querySelectorAll<HTMLInputElement>(`input[name=${name}]`).forEach((box) => { box.checked = false; });
  field("least").value = "0";
  refresh();
}

function forget(): void {
  field("from").value = field("to").value = "";
  one("weave-path").replaceChildren(); one("weave-forget").hidden = true;
  path = null; focusOn(); sync(false);
}

function save(blob: Blob, name: string): void {
  const a = document.createElement("a");
  a.href = URL.createObjectURL(blob); a.download = name; a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 10000);
}

async function act(what: string): Promise<void> {
  const title = say("La trama dei legami", "The weave of links");
  if (what === "in") picture.zoom(1.35);
  if (what === "out") picture.zoom(1 / 1.35);
  if (what === "fit") picture.fit();
  if (what === "svg") save(new Blob([picture.svg(title, lang)], { type: "image/svg+xml" }), "trama.svg");
  if (what === "png") save(await picture.png(), "trama.png");
  if (what === "share") {
    sync(false);
    let done = say("Indirizzo copiato", "Address copied");
    try { await navigator.clipboard.writeText(location.href); } catch { done = `${say("Copia l’indirizzo dalla barra", "Copy the address from the bar")}: ${location.href}`; }
    one("weave-said").textContent = done;
    const button = document.querySelector<HTMLButtonElement>("[data-do=share]")!, before = button.textContent;
    button.textContent = done.slice(0, 40); setTimeout(() => { button.textContent = before; }, 2500);
  }
}

function resize(): void {
  picture.measure();
  if (field("layout").value !== "force") {
    const { places, heads } = layered(network, part, picture.width, picture.height);
    picture.show(part, places, heads, true);
  }
  picture.open();
  if (chosen !== null) picture.reveal(chosen);
}

function wire(): void {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.submitter?.id === "weave-find" || document.activeElement === field("from") || document.activeElement === field("to")) void findPath();
    else search();
  });
  form.addEventListener("change", (event) => {
    const name = (event.target as HTMLInputElement).name;
    if (name === "from" || name === "to") return sync(false);
    if (name === "at") return search();
    refresh(); panel(); sync(true);
  });
  one("weave-forget").onclick = forget;
  one("weave-forget").hidden = !path;
  document.querySelector(".weave-tools")!.addEventListener("click", (event) => { const what = (event.target as HTMLElement).dataset.do; if (what) void act(what); });
  one("weave-table").addEventListener("click", (event) => {
    const page = (event.target as HTMLElement).dataset.page;
    if (page) { event.preventDefault(); void fetchTable(Number(page)).then(() => one("weave-table").scrollIntoView()); }
  });
  const recolour = () => { one("weave-picture").style.backgroundColor = colours().ground; legend(); picture.draw(); };
  dark.addEventListener("change", recolour);
  new MutationObserver(recolour).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  new ResizeObserver(() => { const host = one("weave-picture"); if (host.clientWidth !== picture.width || host.clientHeight !== picture.height) resize(); }).observe(one("weave-picture"));
  if (chosen !== null) panel();
  pointers(one("weave-picture"));
  keys(one("weave-picture"));
}

function search(): void {
  const text = field("at").value, found = find(text);
  if (found !== null && !part.things.some((t) => t.at === found)) {
    const box = form.querySelector<HTMLInputElement>(`input[name=kind][value="${network.kinds[network.things[found].kind][0]}"]`);
    if (box) { box.checked = true; refresh(); }
  }
  if (found === null && text.trim()) { one("weave-said").textContent = say(`Nulla si chiama «${text}»`, `Nothing is called “${text}”`); return; }
  choose(found);
}

function pointers(host: HTMLElement): void {
  const down = new Map<number, PointerEvent>();
  let moved = 0, apart = 0;
  const place = (event: PointerEvent | WheelEvent | MouseEvent): [number, number] => { const box = host.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
  host.addEventListener("pointerdown", (event) => { down.set(event.pointerId, event); moved = 0; apart = 0; host.setPointerCapture(event.pointerId); });
  host.addEventListener("pointermove", (event) => {
    const before = down.get(event.pointerId);
    if (!before) {
      const at = picture.pick(...place(event));
      host.classList.toggle("over", at !== null);
      if (at !== (picture.focus?.main ?? null)) { focusOn(at); host.title = at === null ? "" : called(network.things[at], network); }
      return;
    }
    down.set(event.pointerId, event);
    moved += Math.abs(event.clientX - before.clientX) + Math.abs(event.clientY - before.clientY);
    if (down.size === 1) picture.pan(event.clientX - before.clientX, event.clientY - before.clientY);
    else {
      const [a, b] = [...down.values()], far = Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
      const [x, y] = place(a), [x2, y2] = place(b);
      if (apart) picture.zoom(far / apart, (x + x2) / 2, (y + y2) / 2);
      apart = far;
    }
  });
  const up = (event: PointerEvent) => {
    if (down.delete(event.pointerId) && moved < 6 && event.type === "pointerup") choose(picture.pick(...place(event)));
  };
  host.addEventListener("pointerup", up); host.addEventListener("pointercancel", up);
  host.addEventListener("pointerleave", () => focusOn());
  host.addEventListener("dblclick", () => { if (chosen !== null) location.href = address(network.things[chosen].id); });
  host.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey && document.activeElement !== host) return;
    event.preventDefault();
    picture.zoom(Math.exp(-event.deltaY * 0.0015), ...place(event));
  }, { passive: false });
}

function keys(host: HTMLElement): void {
  const ways: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  host.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const way = ways[event.key];
    if (way && event.shiftKey) picture.pan(-60 * way[0], -60 * way[1]);
    else if (way) { const next = chosen === null ? picture.first() : picture.toward(chosen, ...way); if (next !== null) choose(next); }
    else if (event.key === "Home") choose(picture.first());
    else if (event.key === "End") choose(picture.last());
    else if (event.key === "Enter" && chosen !== null) location.href = address(network.things[chosen].id);
    else if (event.key === "Escape") { if (chosen !== null) choose(null); else if (path) forget(); else host.blur(); }
    else if (event.key === "+" || event.key === "=") picture.zoom(1.35);
    else if (event.key === "-") picture.zoom(1 / 1.35);
    else if (event.key === "0") picture.fit();
    else return;
    event.preventDefault();
  });
}

start().catch((error) => {
  const words = document.createElement("p");
  words.className = "weave-problem"; words.setAttribute("role", "alert");
  words.textContent = say("Il disegno non si è potuto caricare; la tabella qui sotto dice le stesse cose.", "The drawing could not be loaded; the table below says the same.");
  one("weave-stage").before(words);
  console.warn(error);
});
