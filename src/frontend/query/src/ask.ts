// Asking the endpoint, and reading what it says: rows, yes or no, a graph, or what is wrong.
import type { Answer, Row, Term } from "./types.js";
import type { Words } from "./words.js";

const ROWS = "application/sparql-results+json";
const TRIPLES = "application/n-triples";
const MOST = 20_000_000;

export class Problem extends Error {
  constructor(
    message: string,
    readonly line?: number,
    readonly column?: number,
  ) {
    super(message);
  }
}

export async function ask(
  endpoint: string,
  query: string,
  words: Words,
  signal: AbortSignal,
): Promise<Answer> {
  const started = performance.now();
  const response = await post(endpoint, query, `${ROWS}, ${TRIPLES};q=0.9`, words, signal);
  const text = await read(response, words);
  const took = Math.max(1, Math.round(performance.now() - started));
  if (response.headers.get("Content-Type")?.startsWith(ROWS)) {
    const found = JSON.parse(text);
    if ("boolean" in found) return { kind: "boolean", value: found.boolean, took };
    return {
      kind: "rows",
      columns: found.head.vars,
      rows: found.results.bindings,
      names: new Map(),
      took,
    };
  }
  return {
    kind: "triples",
    columns: ["subject", "predicate", "object"],
    rows: readTriples(text),
    names: new Map(),
    took,
  };
}

export async function fetchAs(
  endpoint: string,
  query: string,
  format: string,
  words: Words,
): Promise<Blob> {
  const body = new URLSearchParams({ query, format });
  const response = await send(endpoint, { method: "POST", body }, words);
  return response.blob();
}

function post(
  endpoint: string,
  query: string,
  accept: string,
  words: Words,
  signal: AbortSignal,
): Promise<Response> {
  return send(
    endpoint,
    { method: "POST", body: new URLSearchParams({ query }), headers: { Accept: accept }, signal },
    words,
  );
}

async function send(
  endpoint: string,
  options: RequestInit & { headers?: Record<string, string> },
  words: Words,
): Promise<Response> {
  const headers = { ...options.headers, "Accept-Language": words.lang };
  let response: Response;
  try {
    response = await fetch(endpoint, { ...options, headers });
  } catch (error) {
    if (error instanceof Error && error.name === "AbortError") throw error;
    throw new Problem(words.unreachable);
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

async function read(response: Response, words: Words): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return "";
  const decoder = new TextDecoder();
  let text = "";
  for (let size = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.length;
    if (size > MOST) {
      await reader.cancel();
      throw new Problem(words.tooLarge);
    }
    text += decoder.decode(value, { stream: true });
  }
}

// RFC 9457 if the service speaks it, and otherwise one sentence of plain text.
async function problemOf(response: Response): Promise<Problem> {
  const text = (await response.text()).trim();
  let facts: { detail?: string; title?: string; line?: number; column?: number } = {};
  try {
    facts = JSON.parse(text);
  } catch {
    facts = { detail: text.slice(0, 1000) };
  }
  const said = facts.detail || facts.title || `${response.status} ${response.statusText}`;
  const place = /(\d+):(\d+)/.exec(said);
  const line = facts.line ?? (place ? Number(place[1]) : undefined);
  const column = facts.column ?? (place ? Number(place[2]) : undefined);
  const named = /^(?:Riga|At line|Line)\s+\d+,\s*(?:colonna|column)\s+\d+\s*(?:\(\d+:\d+\))?:\s*/i;
  return new Problem(said.replace(named, "").replace(/^error at \d+:\d+:\s*/, ""), line, column);
}

const TERM = /<([^>]*)>|(_:\S+)|"((?:[^"\\]|\\.)*)"(?:@([\w-]+)|\^\^<([^>]*)>)?/y;
const ESCAPES: Record<string, string> = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f" };

export function readTriples(text: string): Row[] {
  const rows: Row[] = [];
  for (const line of text.split("\n")) {
    const terms: Term[] = [];
    let at = 0;
    while (terms.length < 3) {
      while (line[at] === " " || line[at] === "\t") at += 1;
      TERM.lastIndex = at;
      const found = TERM.exec(line);
      if (!found) break;
      at = TERM.lastIndex;
      terms.push(termOf(found));
    }
    if (terms.length === 3) rows.push({ subject: terms[0], predicate: terms[1], object: terms[2] });
  }
  return rows;
}

function termOf([, iri, blank, literal, lang, datatype]: RegExpExecArray): Term {
  if (iri !== undefined) return { type: "uri", value: plain(iri) };
  if (blank !== undefined) return { type: "bnode", value: blank.slice(2) };
  return { type: "literal", value: plain(literal), "xml:lang": lang, datatype };
}

function plain(text: string): string {
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_, four, eight, one) =>
    four || eight ? String.fromCodePoint(parseInt(four ?? eight, 16)) : (ESCAPES[one] ?? one),
  );
}
