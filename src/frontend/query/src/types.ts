// What passes between the parts of the query page.
import type { Words } from "./words.js";

/** A term as SPARQL 1.1 Query Results JSON writes it. */
export interface Term {
  type: string;
  value: string;
  datatype?: string;
  "xml:lang"?: string;
}

export type Row = Record<string, Term | undefined>;
export type Names = Map<string, string>;

export interface TableAnswer {
  kind: "rows" | "triples";
  columns: string[];
  rows: Row[];
  names: Names;
  took: number;
  /** What the columns are called, if anybody named them. */
  heads?: Map<string, string>;
  /** The column that says in what unit a row counts, if there is one. */
  unit?: string;
}

export interface BooleanAnswer {
  kind: "boolean";
  value: boolean;
  took: number;
}

export type Answer = TableAnswer | BooleanAnswer;

/** Where the page stands, and the words that it says. */
export interface Page {
  root: string;
  base: string;
  lang: string;
  words: Words;
}

/** An error of syntax, with its place where one is known. */
export interface Mistake {
  message: string;
  line?: number;
  column?: number;
  end?: number;
  go?: () => void;
}

export interface Editor {
  get(): string;
  set(text: string): void;
  focus(): void;
  show: ((error: Mistake) => Mistake) | null;
}

export interface Vocabulary {
  base: string;
  prefixes: Record<string, string>;
  terms: [name: string, kind: string, label: string, definition: string][];
  things: [local: string, kind: string, code: string, label: string][];
}
