// Triples as a drawing: nodes that push each other away, held together by the triples.
import { drawn, element, shorten } from "./dom.js";
import { textOf } from "./terms.js";
import type { Page, TableAnswer, Term } from "./types.js";

interface Node {
  term: Term;
  x: number;
  y: number;
  ties: number;
}

interface Tie {
  from: Node;
  to: Node;
  name: string;
}

const MOST = 120;
const [WIDTH, HEIGHT] = [960, 640];

export function graph(answer: TableAnswer, page: Page): HTMLElement {
  const { words, base } = page;
  const calledIn = (term: Term) => answer.names.get(term.value) ?? textOf(term, base);
  const triples = answer.rows.slice(0, MOST);
  const nodes = new Map<string, Node>();
  const nodeOf = (term: Term, row: number): Node => {
    // A literal is a leaf of its own triple; a thing is one node wherever it stands.
    const key = term.type === "literal" ? `${row} ${term.value}` : term.value;
    const known = nodes.get(key);
    if (known) {
      known.ties += 1;
      return known;
    }
    const turn = nodes.size * 2.399963;
    const far = 16 * Math.sqrt(nodes.size + 1);
    const node = {
      term,
      x: WIDTH / 2 + far * Math.cos(turn),
      y: HEIGHT / 2 + far * Math.sin(turn),
      ties: 1,
    };
    nodes.set(key, node);
    return node;
  };
  const ties = triples.flatMap(({ subject, predicate, object }, place): Tie[] =>
    subject && predicate && object
      ? [{ from: nodeOf(subject, place), to: nodeOf(object, place), name: calledIn(predicate) }]
      : [],
  );
  settle([...nodes.values()], ties);
  const crowded = ties.length > 30;
  const lines = ties.map((tie) =>
    drawn(
      "line",
      { class: "q-tie", x1: tie.from.x, y1: tie.from.y, x2: tie.to.x, y2: tie.to.y },
      drawn("title", {}, tie.name),
    ),
  );
  const names = crowded
    ? []
    : ties.map((tie) =>
        drawn(
          "text",
          {
            class: "q-tie-name",
            x: (tie.from.x + tie.to.x) / 2,
            y: (tie.from.y + tie.to.y) / 2 - 3,
            "text-anchor": "middle",
          },
          shorten(tie.name, 24),
        ),
      );
  const dots = [...nodes.values()].flatMap((node) => {
    const whole = calledIn(node.term);
    const text =
      node.term.type === "uri" && !answer.names.has(node.term.value)
        ? whole.split("/").slice(-2).join("/")
        : whole;
    return [
      drawn(
        "circle",
        {
          class: `q-node q-node-${node.term.type}`,
          cx: node.x,
          cy: node.y,
          r: Math.min(14, 5 + node.ties),
        },
        drawn("title", {}, whole),
      ),
      drawn(
        "text",
        {
          class: "q-node-name",
          x: node.x,
          y: node.y + Math.min(14, 5 + node.ties) + 13,
          "text-anchor": "middle",
        },
        shorten(text, 28),
      ),
    ];
  });
  const title = words.graphOf(nodes.size, triples.length);
  const svg = drawn(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": title },
    ...lines,
    ...names,
    ...dots,
  );
  return element(
    "div",
    {},
    element(
      "figure",
      {},
      element("figcaption", {}, title),
      element(
        "div",
        { class: "q-drawing", role: "region", tabindex: "0", "aria-label": title },
        svg,
      ),
    ),
    ...(answer.rows.length > MOST
      ? [element("p", { class: "q-note" }, words.graphFirst(MOST, answer.rows.length))]
      : []),
  );
}

// Fruchterman and Reingold's springs, and then the whole drawing is fitted to its frame.
function settle(nodes: Node[], ties: Tie[]): void {
  const wished = 90;
  const place = new Map(nodes.map((node, index) => [node, index]));
  for (let round = 0, heat = 90; round < 320; round += 1, heat = Math.max(1, heat * 0.98)) {
    const moves = nodes.map((node) => ({
      x: (WIDTH / 2 - node.x) * 0.25,
      y: (HEIGHT / 2 - node.y) * 0.4,
    }));
    for (let i = 0; i < nodes.length; i += 1) {
      for (let j = i + 1; j < nodes.length; j += 1) {
        const [dx, dy] = [nodes[i].x - nodes[j].x, nodes[i].y - nodes[j].y];
        const push = (wished * wished) / (dx * dx + dy * dy + 1);
        moves[i].x += dx * push;
        moves[i].y += dy * push;
        moves[j].x -= dx * push;
        moves[j].y -= dy * push;
      }
    }
    for (const { from, to } of ties) {
      const [dx, dy] = [to.x - from.x, to.y - from.y];
      const pull = Math.hypot(dx, dy) / wished;
      const [i, j] = [place.get(from) ?? 0, place.get(to) ?? 0];
      moves[i].x += dx * pull;
      moves[i].y += dy * pull;
      moves[j].x -= dx * pull;
      moves[j].y -= dy * pull;
    }
    nodes.forEach((node, index) => {
      const far = Math.hypot(moves[index].x, moves[index].y) || 1;
      const step = Math.min(far, heat) / far;
      node.x += moves[index].x * step;
      node.y += moves[index].y * step;
    });
  }
  fit(nodes, "x", 80, WIDTH - 80);
  fit(nodes, "y", 24, HEIGHT - 44);
}

function fit(nodes: Node[], axis: "x" | "y", from: number, to: number): void {
  const values = nodes.map((node) => node[axis]);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  for (const node of nodes)
    node[axis] =
      most > least ? from + ((node[axis] - least) / (most - least)) * (to - from) : (from + to) / 2;
}
