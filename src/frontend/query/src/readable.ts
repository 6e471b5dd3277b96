// An answer as people read it: headings in their language, one name for a thing, numbers and dates as they write them.
import { isNumber, textOf } from "./terms.js";
import type { Page, Row, TableAnswer, Term } from "./types.js";

const XSD = "http://www.w3.org/2001/XMLSchema#";

/** How the columns of a ready query are shown: a heading, and the columns that fill it. */
export type Headings = [title: string, columns: string[]][];

/** Return the answer of a ready query with the columns that its headings tell, or any other as it is. */
export function readable(answer: TableAnswer, headings: Headings): TableAnswer {
  const known = headings.every(([, columns]) => columns.every((c) => answer.columns.includes(c)));
  if (answer.kind !== "rows" || !headings.length || !known) return answer;
  const filled = (row: Row, columns: string[]): Term | undefined => {
    const term = columns.map((column) => row[column]).find(Boolean);
    const name = columns.map((column) => row[column]).find((each) => each?.type === "literal");
    if (term?.type === "uri" && name && !answer.names.has(term.value))
      answer.names.set(term.value, name.value);
    return term;
  };
  const rows = answer.rows.map((row) =>
    Object.fromEntries(headings.map(([, columns]) => [columns[0], filled(row, columns)])),
  );
  // What is the same in all rows and was chosen above is not said in each.
  const told = headings.filter(
    ([, [column]]) => column !== "plan" || new Set(rows.map((row) => row[column]?.value)).size > 1,
  );
  return {
    ...answer,
    rows,
    columns: told.map(([, [column]]) => column),
    heads: new Map(told.map(([title, [column]]) => [column, title])),
  };
}

/** Return a term as a person writes it: 1.234,5 and 3 marzo 2026; the confidence of a link in words too. */
export function written(term: Term | undefined, page: Page, column = ""): string {
  if (!term || term.type !== "literal") return textOf(term, page.base);
  if (isNumber(term)) {
    const number = Number(term.value);
    // Years have four figures and no point.
    const text = new Intl.NumberFormat(page.lang, {
      useGrouping: "min2" as unknown as boolean,
      maximumFractionDigits: 6,
    }).format(number);
    return ["confidence", "least", "greatest"].includes(column)
      ? `${page.words.sureness(number)} (${text})`
      : text;
  }
  if (term.datatype === `${XSD}date` && /^\d{4}-\d\d-\d\d$/.test(term.value))
    return new Intl.DateTimeFormat(page.lang, { dateStyle: "long", timeZone: "UTC" }).format(
      new Date(`${term.value}T00:00:00Z`),
    );
  return term.value;
}
