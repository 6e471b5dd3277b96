"""The words of the pages in Italian and English, and the names of properties that others defined."""

from __future__ import annotations

from trama.namespaces import PREFIXES

WORDS: dict[str, tuple[str, str]] = {
    "skip": ("Vai al contenuto", "Skip to the content"),
    "language": ("Lingua", "Language"),
    "sections": ("Sezioni", "Sections"),
    "home": ("Inizio", "Home"),
    "catalogue": ("Catalogo dei dati", "Data catalogue"),
    "vocabulary": ("Vocabolario", "Vocabulary"),
    "search": ("Cerca", "Search"),
    "api": ("API", "API"),
    "you_are_here": ("Percorso", "You are here"),
    "iri": ("Indirizzo permanente", "Permanent address"),
    "facts": ("Che cosa se ne sa", "What is known of it"),
    "property": ("Proprietà", "Property"),
    "value": ("Valore", "Value"),
    "graph": ("Grafo", "Graph"),
    "graphs": ("Grafi", "Graphs"),
    "links": ("Legami e ragioni", "Links and reasons"),
    "back": ("Oggetto di «{}»", "Object of “{}”"),
    "confidence": ("fiducia", "confidence"),
    "evidence": ("Le parole che lo provano", "The words that bear it out"),
    "this_link": ("Questo legame", "This link"),
    "rests": ("Poggia su", "Rests on"),
    "incoming": ("Dove è nominato", "Where it is named"),
    "shown": ("da {} a {} di {}", "{} to {} of {}"),
    "page": ("Pagina {} di {}", "Page {} of {}"),
    "pages": ("Pagine", "Pages"),
    "next": ("Pagina seguente", "Next page"),
    "previous": ("Pagina precedente", "Previous page"),
    "provenance": ("Provenienza, licenza, formati", "Provenance, licence, formats"),
    "said_in": ("Asserito nei grafi", "Stated in the graphs"),
    "licence": ("Licenza", "Licence"),
    "version": ("Versione", "Version"),
    "formats": ("Scarica come", "Download as"),
    "cite": ("Come citare", "How to cite"),
    "passage_text": ("Il passo, nel suo contesto", "The passage, in its context"),
    "footer": (
        "Dati CC BY 4.0, codice EUPL-1.2. Le etichette e i testi in inglese sono traduzioni non ufficiali.",
        "Data CC BY 4.0, code EUPL-1.2. English labels and texts are unofficial translations.",
    ),
    "gone": ("Ritirato", "Retired"),
    "gone_text": (
        "Questo indirizzo è stato ritirato il {} e non sarà riusato.",
        "This address was retired on {} and will not be used again.",
    ),
    "replaced": ("Al suo posto", "In its place"),
    "missing": ("Non trovato", "Not found"),
    "missing_text": (
        "Qui non c’è nulla con questo nome. Il catalogo dice che cosa c’è.",
        "There is nothing here by this name. The catalogue tells what there is.",
    ),
    "statements": ("asserzioni", "statements"),
    "files": ("File", "Files"),
    "file": ("File", "File"),
    "format": ("Formato", "Format"),
    "size": ("Dimensione", "Size"),
    "checksum": ("SHA-256", "SHA-256"),
    "versions": ("Versioni", "Versions"),
    "current": ("in uso", "current"),
    "contents": ("Che cosa contiene", "What it contains"),
    "class": ("Classe", "Class"),
    "count": ("Quanti", "How many"),
    "whole": ("tutto il dataset", "the whole dataset"),
    "described_as": ("Questa descrizione come", "This description as"),
    "about_graph": ("Il grafo contiene {} asserzioni.", "The graph holds {} statements."),
    "things": ("Le cose che descrive", "The things it describes"),
    "run": ("Esegui", "Run"),
    "rows_found": ("{} righe", "{} rows"),
    "no_rows": ("Nessuna riga.", "No rows."),
    "parameters": ("Parametri", "Parameters"),
    "download": ("Scarica", "Download"),
    "queries": ("Interrogazioni pronte", "Ready queries"),
    "queries_lead": (
        "Ogni domanda è un indirizzo: si apre nel browser e si scarica come CSV, JSON o altro. La descrizione "
        "per i programmi è in",
        "Each question is an address: it opens in a browser and downloads as CSV, JSON and more. The "
        "description for programs is in",
    ),
    "words_sought": ("Parole da cercare", "Words to look for"),
    "search_hint": (
        "Basta l’inizio di una parola; accenti, maiuscole, singolare e plurale non contano.",
        "The beginning of a word is enough; accents, capitals, singular and plural do not matter.",
    ),
    "found": ("{} risultati per «{}»", "{} results for “{}”"),
    "found_one": ("Un risultato per «{}»", "One result for “{}”"),
    "one_row": ("Una riga", "One row"),
    "nothing_found": ("Niente per «{}».", "Nothing for “{}”."),
    "elsewhere": ("Cerca nei testi italiani", "Search the Italian texts"),
    "whole_text": ("L’interrogazione", "The query"),
}

_NAMES: dict[str, tuple[str, str]] = {
    "rdf:type": ("è", "is a"),
    "rdfs:label": ("etichetta", "label"),
    "rdfs:comment": ("commento", "comment"),
    "rdfs:isDefinedBy": ("definito da", "defined by"),
    "skos:prefLabel": ("nome", "name"),
    "skos:altLabel": ("altro nome", "other name"),
    "skos:notation": ("codice", "code"),
    "skos:definition": ("definizione", "definition"),
    "skos:scopeNote": ("uso", "scope"),
    "skos:inScheme": ("nello schema", "in the scheme"),
    "skos:Concept": ("Concetto", "Concept"),
    "skos:topConceptOf": ("concetto principale di", "top concept of"),
    "skos:hasTopConcept": ("concetto principale", "top concept"),
    "skos:exactMatch": ("corrisponde a", "matches"),
    "skos:broader": ("più ampio", "broader"),
    "skos:related": ("in relazione con", "related to"),
    "dcterms:title": ("titolo", "title"),
    "dcterms:description": ("testo", "text"),
    "dcterms:publisher": ("pubblicato da", "published by"),
    "dcterms:replaces": ("sostituisce", "replaces"),
    "dcterms:isPartOf": ("parte di", "part of"),
    "dcterms:source": ("fonte", "source"),
    "dcterms:format": ("formato", "format"),
    "dcterms:language": ("lingua", "language"),
    "prov:wasAttributedTo": ("attribuito a", "attributed to"),
    "prov:generatedAtTime": ("fatto il", "made on"),
    "oa:hasSource": ("testo di origine", "source text"),
    "oa:hasSelector": ("selettore", "selector"),
    "geo:lat": ("latitudine", "latitude"),
    "geo:long": ("longitudine", "longitude"),
    "geosparql:hasGeometry": ("confini", "boundary"),
    "geosparql:asWKT": ("coordinate", "coordinates"),
    "owl:versionInfo": ("versione", "version"),
}


def word(key: str, lang: str, *values: object) -> str:
    """Return one of the pages' own words, with values in its gaps."""
    text = WORDS[key][lang == "en"]
    return text.format(*values) if values else text


def curie(iri: str) -> str:
    """Return an IRI by its usual prefix, or whole."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and iri != namespace:
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def foreign(iri: str, lang: str) -> str:
    """Return what to call a property that another vocabulary defines."""
    short = curie(iri)
    return _NAMES[short][lang == "en"] if short in _NAMES else short
