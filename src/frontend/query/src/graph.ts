// Triples as a drawing: nodes that push each other away, held together by the triples.
import { drawn, element, shorten } from "./dom.js";
import { textOf } from "./terms.js";
import type { Page, TableAnswer, Term } from "./types.js";

interface Node {
  term: Term;
  x: number;
  y: number;
  ties: number;
  label: string;
}

interface Tie {
  from: Node;
  to: Node;
  name: string;
  kind: number;
}

const MOST = 120;
// Room for a letter, a line and a dot, as they are drawn; and how many kinds of line can be told apart.
const [WIDTH, HEIGHT, LETTER, LINE, KINDS] = [960, 560, 7, 20, 5];

export function graph(answer: TableAnswer, page: Page): HTMLElement {
  const { words, base } = page;
  const calledIn = (term: Term) => answer.names.get(term.value) ?? textOf(term, base);
  const triples = answer.rows.slice(0, MOST);
  const nodes = new Map<string, Node>();
  const labelOf = (term: Term) => {
    const whole = calledIn(term);
    return term.type === "uri" && !answer.names.has(term.value)
      ? whole.split("/").slice(-2).join("/")
      : whole;
  };
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
      label: shorten(labelOf(term), 30),
    };
    nodes.set(key, node);
    return node;
  };
  const ties = triples.flatMap(({ subject, predicate, object }, place): Tie[] =>
    subject && predicate && object
      ? [
          {
            from: nodeOf(subject, place),
            to: nodeOf(object, place),
            name: calledIn(predicate),
            kind: 0,
          },
        ]
      : [],
  );
  const kinds = [...new Set(ties.map((tie) => tie.name))];
  for (const tie of ties) tie.kind = Math.min(kinds.indexOf(tie.name), KINDS - 1);
  settle([...nodes.values()], ties);
  const height = part([...nodes.values()]);
  // What all lines say is said once, below.
  const crowded = ties.length > 30 || kinds.length === 1;
  const lines = ties.map((tie) =>
    drawn(
      "line",
      {
        class: `q-tie q-tie-${tie.kind}`,
        x1: tie.from.x,
        y1: tie.from.y,
        x2: tie.to.x,
        y2: tie.to.y,
      },
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
    return [
      drawn(
        "circle",
        {
          class: `q-node q-node-${node.term.type}`,
          cx: node.x,
          cy: node.y,
          r: sizeOf(node),
        },
        drawn("title", {}, whole),
      ),
      drawn(
        "text",
        {
          class: "q-node-name",
          x: node.x,
          y: node.y + sizeOf(node) + 14,
          "text-anchor": "middle",
        },
        node.label,
      ),
    ];
  });
  const title = words.graphOf(nodes.size, triples.length);
  const svg = drawn(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": title },
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
      element(
        "ul",
        { class: "q-tie-names", "aria-label": words.ties },
        ...kinds.map((name, kind) =>
          element(
            "li",
            {},
            element("span", {
              class: `q-line-${Math.min(kind, KINDS - 1)}`,
              "aria-hidden": "true",
            }),
            name,
          ),
        ),
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

const sizeOf = (node: Node) => Math.min(14, 5 + node.ties);

// Nodes are pushed apart until no label lies on another: sideways within the frame, downwards as far as it takes.
function part(nodes: Node[]): number {
  const half = (node: Node) => ({
    x: (Math.max(node.label.length, 4) * LETTER) / 2 + 4,
    y: sizeOf(node) + LINE / 2 + 2,
  });
  const boxes = nodes.map((node) => ({ node, ...half(node) }));
  for (let round = 0, moved = true; moved && round < 600; round += 1) {
    moved = false;
    for (let i = 0; i < boxes.length; i += 1) {
      for (let j = i + 1; j < boxes.length; j += 1) {
        const [one, other] = [boxes[i], boxes[j]];
        const across = one.x + other.x - Math.abs(one.node.x - other.node.x);
        const down = one.y + other.y - Math.abs(one.node.y - other.node.y);
        if (across <= 0 || down <= 0) continue;
        moved = true;
        const axis = across < down && round < 200 ? "x" : "y";
        const push = (Math.min(across, down, axis === "y" ? down : across) + 1) / 2;
        const sign = one.node[axis] < other.node[axis] ? -1 : 1;
        one.node[axis] += sign * push;
        other.node[axis] -= sign * push;
      }
    }
    for (const { node, x } of boxes) node.x = Math.min(WIDTH - x, Math.max(x, node.x));
  }
  const top = Math.min(...boxes.map(({ node, y }) => node.y - y));
  for (const { node } of boxes) node.y += 4 - top;
  return Math.ceil(Math.max(...boxes.map(({ node, y }) => node.y + y)) + LINE);
}

function fit(nodes: Node[], axis: "x" | "y", from: number, to: number): void {
  const values = nodes.map((node) => node[axis]);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  for (const node of nodes)
    node[axis] =
      most > least ? from + ((node[axis] - least) / (most - least)) * (to - from) : (from + to) / 2;
}
