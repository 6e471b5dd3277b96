// What to offer at the cursor: terms by name or label, codes in strings, things in IRIs, variables.
import type { Hint, Position, YasqeEditor } from "@zazuko/yasqe";
import { element } from "./dom.js";
import type { Vocabulary } from "./types.js";
import type { Words } from "./words.js";

const KEYWORDS = [
  "SELECT",
  "WHERE",
  "OPTIONAL",
  "FILTER",
  "UNION",
  "BIND",
  "VALUES",
  "GRAPH",
  "MINUS",
  "DISTINCT",
  "ORDER BY",
  "GROUP BY",
  "HAVING",
  "LIMIT",
  "OFFSET",
  "COUNT",
  "LANG",
  "STR",
  "CONTAINS",
  "LCASE",
  "REGEX",
  "EXISTS",
  "NOT EXISTS",
  "CONSTRUCT",
  "DESCRIBE",
  "ASK",
  "PREFIX",
  "SAMPLE",
  "GROUP_CONCAT",
  "COALESCE",
];
const MOST = 60;

interface Offer {
  text: string;
  keys: string[];
  label: string;
  kind: string;
  lift: number;
  shown?: string;
  definition?: string;
  atLeast?: number;
}

type Candidates = (
  vocabulary: Vocabulary,
  words: Words,
  editor: YasqeEditor,
  before: string,
) => Offer[];

interface Context {
  typed: string;
  least: number;
  candidates: Candidates;
}

export function offers(
  editor: YasqeEditor,
  vocabulary: Vocabulary,
  words: Words,
  asked: boolean,
): { list: Hint[]; from: Position; to: Position } | null {
  const cursor = editor.getCursor();
  const before = editor.getLine(cursor.line).slice(0, cursor.ch);
  if (/^[^"'<]*#/.test(before)) return null;
  const context = contextOf(before);
  const typed = context.typed;
  if (!asked && typed.length < context.least) return null;
  const all = context.candidates(vocabulary, words, editor, before);
  const list = ranked(all, typed, asked)
    .slice(0, MOST)
    .map((offer) => hintOf(offer, vocabulary));
  return { list, from: { line: cursor.line, ch: cursor.ch - typed.length }, to: cursor };
}

function contextOf(before: string): Context {
  const iri = /<([^<>"\s]*)$/.exec(before);
  if (iri) return { typed: iri[1], least: 2, candidates: things };
  if ((before.match(/"/g) ?? []).length % 2)
    return { typed: /"([^"]*)$/.exec(before)?.[1] ?? "", least: 1, candidates: codes };
  const variable = /[?$]\w*$/.exec(before);
  if (variable) return { typed: variable[0], least: 2, candidates: variables };
  const prefix = /^\s*PREFIX\s+(\w*)$/i.exec(before);
  if (prefix) return { typed: prefix[1], least: 0, candidates: prefixes };
  return {
    typed: /(?:[A-Za-z][\w-]*:)?[\wÀ-ÿ-]*$/.exec(before)?.[0] ?? "",
    least: 2,
    candidates: terms,
  };
}

function terms(
  vocabulary: Vocabulary,
  words: Words,
  _editor: YasqeEditor,
  before: string,
): Offer[] {
  const classes = /(?:\ba|rdf:type)\s+\S*$/.test(before);
  const own = vocabulary.terms.map(([name, kind, label, definition]) => ({
    text: name,
    keys: [name, name.split(":")[1], label],
    label,
    kind: words.kinds[kind] ?? kind,
    definition,
    lift: classes && kind === "class" ? -1 : 0,
  }));
  const keywords = classes
    ? []
    : KEYWORDS.map((word) => ({
        text: word,
        keys: [word],
        label: "",
        kind: words.kinds.keyword,
        lift: 1,
      }));
  const named = vocabulary.things.map(([local, kind, code, label]) => ({
    text: `<${vocabulary.base}${local}>`,
    shown: local,
    keys: [label, code, local],
    label,
    kind: words.kinds[kind] ?? kind,
    lift: 2,
    atLeast: 3,
  }));
  return [...own, ...keywords, ...named];
}

function codes(vocabulary: Vocabulary, words: Words): Offer[] {
  return vocabulary.things.map(([, kind, code, label]) => ({
    text: code || label,
    keys: [code, label],
    label,
    kind: words.kinds[kind] ?? kind,
    lift: kind === "Municipality" || kind === "Concept" || !code ? 1 : 0,
  }));
}

function things(vocabulary: Vocabulary, words: Words, editor: YasqeEditor): Offer[] {
  const { line, ch } = editor.getCursor();
  const close = editor.getLine(line)[ch] === ">" ? "" : ">";
  return vocabulary.things.map(([local, kind, code, label]) => ({
    text: vocabulary.base + local + close,
    shown: local,
    keys: [local, label, code, vocabulary.base + local],
    label,
    kind: words.kinds[kind] ?? kind,
    lift: 0,
  }));
}

function variables(
  _vocabulary: Vocabulary,
  words: Words,
  editor: YasqeEditor,
  before: string,
): Offer[] {
  const here = /[?$]\w*$/.exec(before)?.[0] ?? "";
  const found = new Set<string>(editor.getValue().match(/[?$]\w+/g) ?? []);
  if (editor.getValue().split(here).length === 2) found.delete(here);
  return [...found].map((name) => ({
    text: name,
    keys: [name],
    label: "",
    kind: words.kinds.variable,
    lift: 0,
  }));
}

function prefixes(vocabulary: Vocabulary, words: Words): Offer[] {
  return Object.entries(vocabulary.prefixes).map(([name, iri]) => ({
    text: `${name}: <${iri}>`,
    shown: `${name}:`,
    keys: [name],
    label: iri,
    kind: words.kinds.prefix,
    lift: 0,
  }));
}

function ranked(offers: Offer[], typed: string, asked: boolean): Offer[] {
  const sought = fold(typed);
  const found: [rank: number, order: number, offer: Offer][] = [];
  for (const offer of offers) {
    if (sought.length < (offer.atLeast ?? 0)) continue;
    const keys = offer.keys.filter(Boolean).map(fold);
    const starts = keys.some((key) => key.startsWith(sought));
    const within = sought.length > 1 && keys.some((key) => key.includes(sought));
    if (!starts && !within) continue;
    // What is written in full already needs no offer, unless it was asked for.
    if (!asked && offer.text === typed) continue;
    found.push([offer.lift * 2 + (starts ? 0 : 1), found.length, offer]);
  }
  found.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  return found.map(([, , offer]) => offer);
}

function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function hintOf(offer: Offer, vocabulary: Vocabulary): Hint {
  return {
    text: offer.text,
    render: (item) => {
      item.append(
        element("span", { class: "q-hint-name" }, offer.shown ?? offer.text),
        element(
          "span",
          { class: "q-hint-label" },
          [offer.label, offer.kind].filter(Boolean).join(" · "),
        ),
      );
      if (offer.definition)
        item.append(element("span", { class: "q-hint-definition" }, offer.definition));
    },
    hint: (cm, data) => {
      cm.replaceRange(offer.text, data.from, data.to, "complete");
      const prefix = /^([A-Za-z][\w-]*):[^/<\s]*$/.exec(offer.text)?.[1];
      const declared = prefix && new RegExp(`^\\s*PREFIX\\s+${prefix}:`, "im").test(cm.getValue());
      if (prefix && !declared && vocabulary.prefixes[prefix]) {
        cm.replaceRange(
          `PREFIX ${prefix}: <${vocabulary.prefixes[prefix]}>\n`,
          { line: 0, ch: 0 },
          undefined,
          "complete",
        );
      }
    },
  };
}
