// The page of the weave: the form and the address, the drawing, the chosen thing, the path, the table.

import {
  type Colours,
  called,
  find,
  kept,
  type Link,
  load,
  members,
  type Network,
  named,
  type Part,
  withKind,
} from "./data";
import { filter, query, restore, tick, untick, whole } from "./filter";
import { Forces } from "./force";
import { hands } from "./hands";
import { layered } from "./layout";
import { legend } from "./legend";
import { address, complain, field, form, one, root, say, tell, withLang } from "./page";
import { panel } from "./panel";
import { Picture } from "./picture";
import { coloursOf, onShade } from "./shade";
import { tools } from "./tools";

interface Path {
  things: Set<number>;
  links: Set<string>;
}

const WAIT = 300;
const script = document.currentScript as HTMLScriptElement | null;
const prefersRest = matchMedia("(prefers-reduced-motion: reduce)");

class Weave {
  private readonly host = one("weave-picture");
  private readonly picture: Picture;
  private readonly forces = new Forces(String(new URL("worker.js", script?.src ?? location.href)));
  private part: Part = { things: [], links: [] };
  private ends = new Map<number, Link[]>();
  private chosen: number | null = null;
  private path: Path | null = null;
  private later = 0;

  constructor(private readonly network: Network) {
    this.host.style.backgroundColor = this.colours().ground;
    this.picture = new Picture(this.host, network, () => this.colours());
    this.chosen = find(this.network, field("at").value);
    this.refresh();
    this.picture.drawNow();
    // The letters may come after the first picture.
    document.fonts?.addEventListener("loadingdone", () => this.picture.draw());
    this.wire();
  }

  /** Find the path that the address asks for, if it asks for one. */
  async open(): Promise<void> {
    if (field("from").value && field("to").value) await this.findPath(false);
    this.focusOn();
  }

  private colours(): Colours {
    return coloursOf(this.network);
  }

  /** Keep what the filter keeps, lay it out and draw it. */
  private refresh(): void {
    this.part = kept(this.network, filter());
    this.ends = new Map();
    for (const link of [...this.part.links, ...members(this.part)]) {
      for (const at of new Set([link.source, link.target])) {
        const near = this.ends.get(at);
        if (near) near.push(link);
        else this.ends.set(at, [link]);
      }
    }
    if (this.chosen !== null && !this.isShown(this.chosen)) this.chosen = null;
    this.forces.stop();
    if (field("layout").value === "force") this.layOutByForce();
    else {
      this.layInColumns();
      this.picture.open();
    }
    this.count();
    legend(this.network, this.part, this.colours());
    this.focusOn();
    one<HTMLAnchorElement>("weave-graphml").href = `${root}/trama.graphml?${withLang(whole())}`;
  }

  private isShown(at: number): boolean {
    return this.part.things.some((thing) => thing.at === at);
  }

  private layInColumns(): void {
    const { width, height } = this.picture;
    const { places, heads } = layered(this.network, this.part, width, height);
    this.picture.show(this.part, places, heads, true);
  }

  private layOutByForce(): void {
    const { part, picture } = this;
    one("weave-stage").dataset.layout = "running";
    this.forces.layOut(part, (places, when) => {
      if (when === "moving") {
        if (!prefersRest.matches) picture.follow(places);
        return;
      }
      picture.show(part, places, [], false);
      picture.fit();
      if (when === "done") one("weave-stage").dataset.layout = "done";
    });
  }

  private count(): void {
    const [things, links] = [this.part.things.length, this.part.links.length];
    const own = members(this.part).length;
    const place = one("weave-count");
    place.textContent = say(
      `${things} elementi, ${links} legami, ${own} appartenenze a una Missione`,
      `${things} things, ${links} links, ${own} memberships of a Mission`,
    );
    place.dataset.things = String(things);
    place.dataset.links = String(links);
  }

  /** Bring out the chosen thing with its links, or the path; `hovered` for a moment. */
  private focusOn(hovered: number | null = null): void {
    const main = hovered ?? this.chosen;
    if (main !== null) {
      const near = this.ends.get(main) ?? [];
      this.picture.focus = {
        main,
        things: new Set([main, ...near.flatMap((link) => [link.source, link.target])]),
        links: new Set(near.map((link) => link.id)),
      };
    } else this.picture.focus = this.path;
    this.picture.drawFocus();
  }

  private choose(at: number | null): void {
    const same = at === this.chosen;
    this.chosen = at;
    field("at").value = at === null ? "" : called(this.network.things[at], this.network);
    if (at !== null) this.picture.reveal(at);
    this.focusOn();
    this.showPanel();
    if (same) return;
    this.sync(true);
    if (at !== null) {
      const near = this.ends.get(at)?.length ?? 0;
      const thing = this.network.things[at];
      const links = say(`${near} legami`, `${near} links`);
      tell(`${this.network.kinds[thing.kind][1]}: ${called(thing, this.network)}. ${links}.`);
    }
  }

  private showPanel(): void {
    const links = this.chosen === null ? [] : (this.ends.get(this.chosen) ?? []);
    const changed = panel(this.network, this.chosen, links, {
      close: () => {
        this.choose(null);
        this.host.focus();
      },
      go: (at) => {
        this.choose(at);
        this.host.focus();
      },
      path: (end, name) => {
        field(end).value = name;
        if (field("from").value && field("to").value) void this.findPath(true);
        else {
          this.sync(false);
          field(end === "from" ? "to" : "from").focus();
        }
      },
    });
    if (changed) this.resize();
  }

  /** Write the state into the address, as a step that Back takes; the table follows after a moment. */
  private sync(table: boolean): void {
    const given = withLang(query(this.network));
    const fresh = `${location.pathname}${String(given) ? `?${given}` : ""}`;
    if (fresh !== `${location.pathname}${location.search}`) history.pushState(null, "", fresh);
    if (!table) return;
    clearTimeout(this.later);
    this.later = window.setTimeout(() => void this.fetchTable(1), WAIT);
  }

  /** Go back, or forward, to what the address tells. */
  private async goBack(): Promise<void> {
    restore(this.network, new URLSearchParams(location.search));
    this.chosen = find(this.network, field("at").value);
    this.refresh();
    if (field("from").value && field("to").value) await this.findPath(false);
    else this.clearPath();
    if (this.chosen !== null) this.picture.reveal(this.chosen);
    this.showPanel();
    this.focusOn();
    await this.fetchTable(1);
  }

  private async fetchTable(page: number): Promise<void> {
    const given = withLang(query(this.network));
    if (page > 1) given.set("page", String(page));
    const answer = await fetch(`${root}/trama/tabella?${given}`);
    if (answer.ok) one("weave-table").innerHTML = await answer.text();
  }

  private async findPath(told: boolean): Promise<void> {
    const given = withLang(
      new URLSearchParams({ from: field("from").value, to: field("to").value }),
    );
    const answer = await fetch(`${root}/trama/cammino?${given}`);
    const found = await answer.json();
    const box = one("weave-path");
    this.path = null;
    if (!answer.ok) {
      const words = document.createElement("p");
      words.className = "weave-problem";
      words.textContent = found.detail;
      box.replaceChildren(words);
    } else {
      box.innerHTML = found.html;
      if (found.links.length) {
        const ids = new Map(this.network.things.map((thing) => [thing.id, thing.at]));
        const things = found.things.flatMap((id: string) => ids.get(id) ?? []);
        this.path = { links: new Set(found.links), things: new Set(things) };
        this.showAll(this.path);
      }
    }
    one("weave-forget").hidden = false;
    this.chosen = null;
    field("at").value = "";
    this.showPanel();
    this.focusOn();
    if (told) this.sync(false);
  }

  /** Let the kinds and bases of a path through, if the filter hides them. */
  private showAll(path: Path): void {
    const shown = new Set(this.part.links.map((link) => link.id));
    const missing = this.network.links.filter(({ id }) => path.links.has(id) && !shown.has(id));
    if (!missing.length && [...path.things].every((at) => this.isShown(at))) return;
    for (const at of path.things) tick("kind", this.network.kinds[this.network.things[at].kind][0]);
    for (const link of missing) tick("basis", this.network.bases[link.basis][0]);
    for (const name of ["mission", "driver", "relation"]) untick(name);
    field("least").value = "0";
    this.refresh();
  }

  private clearPath(): void {
    one("weave-path").replaceChildren();
    one("weave-forget").hidden = true;
    this.path = null;
  }

  private forget(): void {
    field("from").value = "";
    field("to").value = "";
    this.clearPath();
    this.focusOn();
    this.sync(false);
  }

  private resize(): void {
    this.picture.measure();
    if (field("layout").value !== "force") this.layInColumns();
    this.picture.open();
    if (this.chosen !== null) this.picture.reveal(this.chosen);
  }

  private search(): void {
    const text = field("at").value;
    const found = find(this.network, text);
    complain("");
    const several = named(this.network, text);
    if (found === null && several.length > 1) {
      const all = several.map((each) => withKind(each, this.network)).join(", ");
      complain(
        say(`«${text}» è il nome di più cose: ${all}`, `“${text}” names several things: ${all}`),
      );
      return;
    }
    if (found === null && text.trim()) {
      complain(say(`Nulla si chiama «${text}»`, `Nothing is called “${text}”`));
      return;
    }
    if (found !== null && !this.isShown(found)) {
      tick("kind", this.network.kinds[this.network.things[found].kind][0]);
      this.refresh();
      if (!this.isShown(found)) {
        complain(
          say(
            `«${text}» non ha legami fra quelli mostrati`,
            `“${text}” has no links among those shown`,
          ),
        );
        return;
      }
    }
    this.choose(found);
  }

  private wire(): void {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const ends: (Element | null)[] = [field("from"), field("to")];
      if (event.submitter?.id === "weave-find" || ends.includes(document.activeElement)) {
        void this.findPath(true);
      } else this.search();
    });
    form.addEventListener("change", (event) => {
      const { name } = event.target as HTMLInputElement;
      if (name === "from" || name === "to") return;
      if (name === "at") {
        this.search();
        return;
      }
      this.refresh();
      this.showPanel();
      this.sync(true);
    });
    one("weave-forget").onclick = () => this.forget();
    one("weave-forget").hidden = !this.path;
    tools(this.picture, () => this.sync(false), this.network.colours.light);
    one("weave-table").addEventListener("click", (event) => {
      const { page } = (event.target as HTMLElement).dataset;
      if (!page) return;
      event.preventDefault();
      void this.fetchTable(Number(page)).then(() => one("weave-table").scrollIntoView());
    });
    addEventListener("popstate", () => void this.goBack());
    onShade(() => {
      this.host.style.backgroundColor = this.colours().ground;
      legend(this.network, this.part, this.colours());
      this.picture.draw();
    });
    new ResizeObserver(() => {
      const { clientWidth, clientHeight } = this.host;
      if (clientWidth !== this.picture.width || clientHeight !== this.picture.height) this.resize();
    }).observe(this.host);
    if (this.chosen !== null) this.showPanel();
    this.wireHands();
  }

  private wireHands(): void {
    const { host, picture } = this;
    const chooseIfAny = (at: number | null): void => {
      if (at !== null) this.choose(at);
    };
    hands(host, {
      pick: (x, y) => picture.pick(x, y),
      hover: (at) => {
        host.classList.toggle("over", at !== null);
        if (at === (picture.focus?.main ?? null)) return;
        this.focusOn(at);
        host.title = at === null ? "" : called(this.network.things[at], this.network);
      },
      choose: (at) => this.choose(at),
      open: () => {
        if (this.chosen !== null) location.href = address(this.network.things[this.chosen].id);
      },
      pan: (dx, dy) => picture.pan(dx, dy),
      zoom: (factor, x, y) => picture.zoom(factor, x, y),
      step: (dx, dy) =>
        chooseIfAny(this.chosen === null ? picture.first() : picture.toward(this.chosen, dx, dy)),
      first: () => this.choose(picture.first()),
      last: () => this.choose(picture.last()),
      fit: () => picture.fit(),
      leave: () => {
        if (this.chosen !== null) this.choose(null);
        else if (this.path) this.forget();
        else host.blur();
      },
    });
  }
}

async function start(): Promise<void> {
  const asked = String(withLang(new URLSearchParams()));
  const network = await load(`${root}/trama.json${asked ? `?${asked}` : ""}`);
  one("weave-stage").hidden = false;
  form.classList.add("live");
  const weave = new Weave(network);
  performance.mark("weave-drawn");
  await weave.open();
  one("weave-stage").dataset.ready = "yes";
}

start().catch((error) => {
  const words = document.createElement("p");
  words.className = "weave-problem";
  words.setAttribute("role", "alert");
  words.textContent = say(
    "Il disegno non si è potuto caricare; la tabella qui sotto dice le stesse cose.",
    "The drawing could not be loaded; the table below says the same.",
  );
  one("weave-stage").before(words);
  console.warn(error);
});
