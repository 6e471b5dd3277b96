// Terms as people read them: short names, numbers, and where their page is.
import type { Term } from "./types.js";

const PREFIXES = {
  dcterms: "http://purl.org/dc/terms/",
  foaf: "http://xmlns.com/foaf/0.1/",
  geo: "http://www.w3.org/2003/01/geo/wgs84_pos#",
  oa: "http://www.w3.org/ns/oa#",
  owl: "http://www.w3.org/2002/07/owl#",
  prov: "http://www.w3.org/ns/prov#",
  rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
  rdfs: "http://www.w3.org/2000/01/rdf-schema#",
  sh: "http://www.w3.org/ns/shacl#",
  skos: "http://www.w3.org/2004/02/skos/core#",
  trama: "https://w3id.org/trama/ns#",
  xsd: "http://www.w3.org/2001/XMLSchema#",
};
const NUMBERS = new Set(
  ["integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger"].map(
    (name) => PREFIXES.xsd + name,
  ),
);

export function shortName(iri: string, base: string): string {
  if (iri.startsWith(`${base}id/`)) return iri.slice(base.length + 3);
  if (iri.startsWith(`${base}graph/`)) return iri.slice(base.length);
  for (const [prefix, start] of Object.entries(PREFIXES)) {
    if (iri.startsWith(start) && iri.length > start.length)
      return `${prefix}:${iri.slice(start.length)}`;
  }
  return iri.replace(/^https?:\/\/(www\.)?/, "");
}

export function addressOf(iri: string, base: string, root: string, lang: string): string {
  const query = lang === "en" ? "?lang=en" : "";
  if (iri.startsWith(`${base}id/`)) {
    const [path, fragment] = iri.slice(base.length + 3).split("#");
    return `${root}/page/${path}${query}${fragment ? `#${fragment}` : ""}`;
  }
  if (iri.startsWith(PREFIXES.trama))
    return `${root}/ns/${query}#${iri.slice(PREFIXES.trama.length)}`;
  return /^https?:/.test(iri) ? iri : "";
}

export function isNumber(term: Term | undefined): boolean {
  return (
    term?.type === "literal" &&
    NUMBERS.has(term.datatype ?? "") &&
    term.value.trim() !== "" &&
    Number.isFinite(Number(term.value))
  );
}

export function textOf(term: Term | undefined, base: string): string {
  if (!term) return "";
  if (term.type === "uri") return shortName(term.value, base);
  return term.type === "bnode" ? `_:${term.value}` : term.value;
}

export function comuneOf(term: Term | undefined): string {
  if (!term) return "";
  if (term.type === "uri") return /\/id\/comune\/(\d{6})$/.exec(term.value)?.[1] ?? "";
  return /^015\d{3}$/.test(term.value) ? term.value : "";
}
