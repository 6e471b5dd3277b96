// A column of labels and one of numbers as bars or a line, drawn as SVG, with the same in a table.
import { drawn, element, shorten } from "./dom.js";
import { isNumber, textOf } from "./terms.js";
import type { Answer, Page, Row, TableAnswer } from "./types.js";
import { format } from "./words.js";

const MOST = 40;

interface Columns {
  values: string[];
  labels: string[];
}

interface Name {
  name: string;
  main: string;
  more: string;
}

type Point = Name & { value: number };

export function chartColumns(answer: Answer): Columns | null {
  if (answer.kind !== "rows" || answer.rows.length < 2) return null;
  const values = answer.columns.filter(
    (column) =>
      answer.rows.every((row) => !row[column] || isNumber(row[column])) &&
      answer.rows.some((row) => row[column]),
  );
  const labels = answer.columns.filter(
    (column) => !values.includes(column) && column !== answer.unit,
  );
  return values.length && answer.columns.length > 1
    ? { values, labels: labels.length ? labels : answer.columns }
    : null;
}

export function chart(answer: TableAnswer, page: Page): HTMLElement {
  const { words, lang } = page;
  const columns = chartColumns(answer);
  if (!columns) return element("div");
  const { labels } = columns;
  const headed = (column: string) => answer.heads?.get(column) ?? column;
  const unitOf = (row: Row) => (answer.unit ? textOf(row[answer.unit], page.base) : "");
  const units = [...new Set(answer.rows.filter((row) => row[columns.values[0]]).map(unitOf))];
  const rowsOf = (unit: string) => answer.rows.filter((row) => unitOf(row) === unit).length;
  const chosen = {
    label: bestLabel(answer, labels, page),
    value: columns.values[0],
    // Euros and dwellings have no scale in common: one unit is drawn at a time.
    unit: units.reduce((most, each) => (rowsOf(each) > rowsOf(most) ? each : most), units[0] ?? ""),
    kind: "bars",
  };
  const place = element("div");
  const choose = (key: keyof typeof chosen, title: string, options: string[][]) => {
    const id = `chart-${key}`;
    const list = element(
      "select",
      {
        id,
        onchange: (event) => {
          chosen[key] = (event.target as HTMLSelectElement).value;
          draw();
        },
      },
      ...options.map(([value, name]) =>
        element("option", { value, selected: value === chosen[key] }, name),
      ),
    );
    return element("p", {}, element("label", { for: id }, title), list);
  };
  const form = element(
    "div",
    { class: "q-chart-form" },
    choose(
      "label",
      words.label,
      labels.map((name) => [name, headed(name)]),
    ),
    choose(
      "value",
      words.value,
      columns.values.map((name) => [name, headed(name)]),
    ),
    ...(units.length > 1
      ? [
          choose(
            "unit",
            words.unit,
            units.map((name) => [name, name || words.noUnit]),
          ),
        ]
      : []),
    choose("kind", words.kind, [
      ["bars", words.bars],
      ["line", words.line],
    ]),
  );

  function draw() {
    const all = answer.rows.filter(
      (row) => row[chosen.value] && (units.length < 2 || unitOf(row) === chosen.unit),
    );
    const named = names(all, chosen.label, labels, answer, page);
    const points = all
      .slice(0, MOST)
      .map((row, place) => ({ ...named[place], value: Number(row[chosen.value]?.value) }));
    const measured = chosen.unit
      ? `${headed(chosen.value)} (${chosen.unit})`
      : headed(chosen.value);
    const title = words.chartOf(measured, headed(chosen.label));
    const svg = chosen.kind === "line" ? line(points, title, lang) : bars(points, title, lang);
    const data = element(
      "details",
      {},
      element("summary", {}, words.chartData),
      element(
        "div",
        { class: "q-scroll", role: "region", tabindex: "0", "aria-label": words.chartData },
        element(
          "table",
          {},
          element(
            "thead",
            {},
            element(
              "tr",
              {},
              element("th", { scope: "col" }, headed(chosen.label)),
              element("th", { scope: "col", class: "q-number" }, measured),
            ),
          ),
          element(
            "tbody",
            {},
            ...points.map((point) =>
              element(
                "tr",
                {},
                element("td", {}, point.name),
                element("td", { class: "q-number" }, format(point.value, lang)),
              ),
            ),
          ),
        ),
      ),
    );
    place.replaceChildren(
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
      ...(all.length > MOST
        ? [element("p", { class: "q-note" }, words.first(MOST, all.length))]
        : []),
      data,
    );
  }

  draw();
  return element("div", {}, form, place);
}

function called(row: Row, column: string, answer: TableAnswer, page: Page): string {
  const term = row[column];
  return (answer.heads && term && answer.names.get(term.value)) || textOf(term, page.base);
}

// The column that tells most rows apart, and of those the one that says most without being a text.
function bestLabel(answer: TableAnswer, labels: string[], page: Page): string {
  const own = labels.find((name) => name.endsWith(`_${page.lang}`));
  if (own && !answer.heads) return own;
  const worth = (column: string) => {
    const all = answer.rows.map((row) => called(row, column, answer, page));
    const length = all.join("").length / all.length;
    return new Set(all).size * 100 + (length > 90 ? 0 : length);
  };
  return labels.reduce((best, each) => (worth(each) > worth(best) ? each : best), labels[0]);
}

// A label that several rows share is told apart by the first other column that does so best.
function names(
  rows: Row[],
  label: string,
  others: string[],
  answer: TableAnswer,
  page: Page,
): Name[] {
  const shown = (row: Row, column: string) => called(row, column, answer, page) || "—";
  const kinds = (column: string) =>
    new Set(rows.map((row) => `${shown(row, label)}\n${shown(row, column)}`)).size;
  let second: string | null = null;
  if (kinds(label) < rows.length) {
    for (const column of others)
      if (kinds(column) > (second ? kinds(second) : kinds(label))) second = column;
  }
  const more = (row: Row) =>
    second ? `${answer.heads?.get(second) ?? second} ${shorten(shown(row, second), 14)}` : "";
  return rows.map((row) => ({
    name: [shown(row, label), more(row)].filter(Boolean).join(" · "),
    main: shown(row, label),
    more: more(row),
  }));
}

function tick(point: Name, most: number): string {
  if (!point.more) return shorten(point.main, most);
  return `${shorten(point.main, Math.max(8, most - point.more.length - 3))} · ${point.more}`;
}

function scaleOf(points: Point[]): { least: number; span: number } {
  const most = Math.max(0, ...points.map((point) => point.value));
  const least = Math.min(0, ...points.map((point) => point.value));
  return { least, span: most - least || 1 };
}

function bars(points: Point[], title: string, lang: string): SVGSVGElement {
  const [width, row, gutter, right] = [760, 30, 310, 80];
  const { least, span } = scaleOf(points);
  const across = (value: number) => gutter + ((value - least) / span) * (width - gutter - right);
  const height = points.length * row + 4;
  const marks = points.flatMap((point, place) => {
    const top = place * row + 4;
    const [from, to] = [across(Math.min(0, point.value)), across(Math.max(0, point.value))];
    return [
      drawn(
        "text",
        { class: "q-tick", x: gutter - 10, y: top + 17, "text-anchor": "end" },
        tick(point, 44),
      ),
      drawn(
        "rect",
        { class: "q-bar", x: from, y: top, width: Math.max(1, to - from), height: row - 7, rx: 2 },
        drawn("title", {}, `${point.name}: ${format(point.value, lang)}`),
      ),
      drawn("text", { class: "q-figure", x: to + 7, y: top + 17 }, format(point.value, lang)),
    ];
  });
  const zero = drawn("line", { class: "q-axis", x1: across(0), x2: across(0), y1: 0, y2: height });
  return drawn(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": title },
    ...marks,
    zero,
  );
}

function line(points: Point[], title: string, lang: string): SVGSVGElement {
  const [width, height, left, top, foot] = [720, 380, 70, 16, 120];
  const { least, span } = scaleOf(points);
  const across = (place: number) =>
    left + (points.length < 2 ? 0 : (place / (points.length - 1)) * (width - left - 24));
  const up = (value: number) => top + (1 - (value - least) / span) * (height - top - foot);
  const lines = [0, 0.5, 1].flatMap((part) => {
    const value = least + part * span;
    return [
      drawn("line", { class: "q-grid", x1: left, x2: width - 24, y1: up(value), y2: up(value) }),
      drawn(
        "text",
        { class: "q-figure", x: left - 8, y: up(value) + 4, "text-anchor": "end" },
        format(Math.round(value * 100) / 100, lang),
      ),
    ];
  });
  const step = Math.ceil(points.length / 16);
  const names = points.flatMap((point, place) =>
    place % step
      ? []
      : [
          drawn(
            "text",
            {
              class: "q-tick",
              "text-anchor": "end",
              transform: `translate(${across(place)} ${height - foot + 18}) rotate(-40)`,
            },
            tick(point, 24),
          ),
        ],
  );
  const path = points
    .map((point, place) => `${place ? "L" : "M"}${across(place)} ${up(point.value)}`)
    .join("");
  const dots = points.map((point, place) =>
    drawn(
      "circle",
      { class: "q-dot", cx: across(place), cy: up(point.value), r: 4 },
      drawn("title", {}, `${point.name}: ${format(point.value, lang)}`),
    ),
  );
  return drawn(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": title },
    ...lines,
    drawn("path", { class: "q-line", d: path }),
    ...dots,
    ...names,
  );
}
