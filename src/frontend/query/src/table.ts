// The answer as a table: every column sorts, and what is an address leads there.
import { element } from "./dom.js";
import { written } from "./readable.js";
import { addressOf, isNumber, textOf } from "./terms.js";
import type { Names, Page, Row, TableAnswer, Term } from "./types.js";

const STEP = 250;

const isPart = (column: string): column is "subject" | "predicate" | "object" =>
  ["subject", "predicate", "object"].includes(column);

export function table(answer: TableAnswer, page: Page): HTMLElement {
  const { words, lang, base } = page;
  const collator = new Intl.Collator(lang, { numeric: true });
  const calledIn = (term: Term | undefined) =>
    (term && answer.names.get(term.value)) ?? textOf(term, base);
  const none: Names = new Map();
  // Names that a column beside says already are not said twice.
  const isSaid = (row: Row, column: string) =>
    Object.values(row).some(
      (other) =>
        other?.type === "literal" && other.value && calledIn(row[column]).endsWith(other.value),
    );
  const named = new Set(
    answer.columns.filter(
      (column) =>
        answer.heads ||
        answer.rows.some((row) => row[column]?.type === "uri" && !isSaid(row, column)),
    ),
  );
  let rows = answer.rows;
  let shown = STEP;
  let sorted = "";
  let down = false;
  const body = element("tbody");
  const note = element("p", { class: "q-note", role: "status" });
  const more = element(
    "button",
    {
      type: "button",
      class: "q-second",
      onclick: () => {
        shown += STEP;
        fill();
      },
    },
    words.more,
  );
  const heads = answer.columns.map((column) => {
    const name =
      answer.heads?.get(column) ??
      (answer.kind === "triples" && isPart(column) ? words[column] : column);
    const numeric = answer.rows.some((row) => isNumber(row[column]));
    const button = element(
      "button",
      { type: "button", title: words.sort(name), onclick: () => sort(column) },
      name,
    );
    return element("th", { scope: "col", class: numeric && "q-number" }, button);
  });

  function sort(column: string): void {
    down = sorted === column && !down;
    sorted = column;
    const compare = (one: Row, other: Row): number => {
      const [a, b] = [one[column], other[column]];
      if (!a || !b) return a ? -1 : b ? 1 : 0;
      const order =
        isNumber(a) && isNumber(b)
          ? Number(a.value) - Number(b.value)
          : collator.compare(calledIn(a), calledIn(b));
      return down ? -order : order;
    };
    rows = [...answer.rows].sort(compare);
    answer.columns.forEach((each, place) => {
      if (each === column)
        heads[place].setAttribute("aria-sort", down ? "descending" : "ascending");
      else heads[place].removeAttribute("aria-sort");
    });
    fill();
  }

  function fill(): void {
    body.replaceChildren(
      ...rows
        .slice(0, shown)
        .map((row) =>
          element(
            "tr",
            {},
            ...answer.columns.map((column) =>
              cell(
                row[column],
                named.has(column) ? answer.names : none,
                page,
                column,
                Boolean(answer.heads),
              ),
            ),
          ),
        ),
    );
    const cut = rows.length > shown;
    note.textContent = cut ? words.shown(shown, rows.length) : "";
    more.hidden = !cut;
  }

  fill();
  const whole = element("table", {}, element("thead", {}, element("tr", {}, ...heads)), body);
  return element(
    "div",
    {},
    element(
      "div",
      { class: "q-scroll", role: "region", tabindex: "0", "aria-label": words.table },
      whole,
    ),
    note,
    more,
  );
}

function cell(
  term: Term | undefined,
  names: Names,
  page: Page,
  column: string,
  plain: boolean,
): HTMLTableCellElement {
  if (!term) return element("td", { class: "q-empty" }, "—");
  if (term.type === "uri") {
    const address = addressOf(term.value, page.base, page.root, page.lang);
    const short = textOf(term, page.base),
      label = names.get(term.value);
    if (!address) return element("td", {}, term.value);
    const foreign = !address.startsWith(`${page.root}/`);
    const link = (text: string) =>
      element(
        "a",
        { href: address, title: term.value, rel: foreign && "external noreferrer" },
        text,
      );
    // Who asked a ready question wants the name; who wrote the query may need the address.
    if (label && plain) return element("td", { class: label.length > 40 && "q-long" }, link(label));
    if (!label || label === short) return element("td", {}, link(short));
    return element(
      "td",
      { class: label.length > 40 && "q-long" },
      link(label),
      element("small", { class: "q-iri" }, short),
    );
  }
  const lang = term["xml:lang"];
  const text = plain ? written(term, page, column) : textOf(term, page.base);
  const made = element(
    "td",
    { class: isNumber(term) && "q-number", lang: lang && lang !== page.lang && lang },
    text,
  );
  if (text.length > 60) made.classList.add("q-long");
  return made;
}
