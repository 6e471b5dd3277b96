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
    "graph": ("Raccolta (grafo)", "Graph"),
    "graphs": ("Raccolte (grafi)", "Graphs"),
    "links": ("Legami e ragioni", "Links and reasons"),
    "back": ("Oggetto di «{}»", "Object of “{}”"),
    "confidence": ("fiducia", "confidence"),
    "evidence": ("Le parole che lo provano", "The words that bear it out"),
    "more_evidence": ("Le altre parole che lo provano", "The other words that bear it out"),
    "show_them": ("Mostrali con le loro ragioni", "Show them with their reasons"),
    "degrees": (
        "Sicuro: da 0,9 in su; probabile: da 0,7; incerto: sotto. Il numero è la fiducia di chi ha letto il Piano.",
        "Sure: from 0.9; likely: from 0.7; uncertain: below. The number is how sure the reader of the plan was.",
    ),
    "this_link": ("La pagina del legame", "The page of the link"),
    "rests": ("Poggia su", "Rests on"),
    "incoming": ("Dove è nominato", "Where it is named"),
    "shown": ("da {} a {} di {}", "{} to {} of {}"),
    "page": ("Pagina {} di {}", "Page {} of {}"),
    "pages": ("Pagine", "Pages"),
    "next": ("Pagina seguente", "Next page"),
    "previous": ("Pagina precedente", "Previous page"),
    "provenance": ("Provenienza, licenza, formati", "Provenance, licence, formats"),
    "said_in": ("Dove sta nei dati", "Where it is in the data"),
    "licence": ("Licenza", "Licence"),
    "version": ("Versione", "Version"),
    "formats": ("Scarica come", "Download as"),
    "cite": ("Come citare", "How to cite"),
    "passage_text": ("Il passo, nel suo contesto", "The passage, in its context"),
    "footer": (
        "Dati CC BY 4.0, codice EUPL-1.2. Le etichette e i testi in inglese sono traduzioni non ufficiali.",
        "Data CC BY 4.0, code EUPL-1.2. English labels and texts are unofficial translations.",
    ),
    "objection": ("Questo legame non ti convince?", "Does this link not convince you?"),
    "objection_how": (
        "Scrivi a chi cura i dati che cosa diresti tu. Il messaggio è già preparato, con l'indirizzo del legame; "
        "parte dalla tua posta, e questo sito non ne sa nulla.",
        "Write to the editors what you would say instead. The message is ready, with the link's address; it leaves "
        "from your own mail, and this site knows nothing of it.",
    ),
    "objection_write": ("Scrivi il messaggio", "Write the message"),
    "objection_text": ("Il testo, per copiarlo", "The text, to copy"),
    "objection_to": ("A chi", "To whom"),
    "objection_subject": ("Obiezione al legame: {}", "Objection to the link: {}"),
    "objection_body": (
        "Legame: {}\n{}\nVersione dei dati: {}\n\nChe cosa non regge (cosa, relazione, parole citate, fiducia):\n\n"
        "Che cosa direbbe il testo, e in quali parole:\n",
        "Link: {}\n{}\nVersion of the data: {}\n\nWhat does not hold (thing, relation, quoted words, confidence):\n\n"
        "What the text says instead, and in which words:\n",
    ),
    "read": ("Che cosa ha letto", "What was read"),
    "read_relation": ("Relazione", "Relation"),
    "read_links": ("Legami", "Links"),
    "read_stated": ("di cui dichiarati nel testo", "of them stated in the text"),
    "read_days": ("Letti il", "Read on"),
    "text_of_plan": ("Testo del Piano", "The plan’s text"),
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
    "statements": ("dati elementari", "statements"),
    "files": ("File", "Files"),
    "tables": (": tabelle CSV, per un foglio di calcolo", ": CSV tables, for a spreadsheet"),
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
    "about_graph": (
        "Questa raccolta contiene {} dati elementari.",
        "This graph holds {} statements.",
    ),
    "things": ("Che cosa descrive", "The things it describes"),
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
    "skos:ConceptScheme": ("Elenco di voci", "List of terms"),
    "prov:Agent": ("Chi cura i dati", "Who keeps the data"),
    "prov:SoftwareAgent": ("Programma", "Program"),
    "geosparql:Geometry": ("Confini", "Boundary"),
    "sf:Polygon": ("Poligono", "Polygon"),
    "oa:TextQuoteSelector": ("Parole citate", "Quoted words"),
    "oa:TextPositionSelector": ("Posizione nel testo", "Position in the text"),
    "skos:topConceptOf": ("concetto principale di", "top concept of"),
    "skos:hasTopConcept": ("concetto principale", "top concept"),
    "skos:exactMatch": ("corrisponde a", "matches"),
    "skos:broader": ("più ampio", "broader"),
    "skos:narrower": ("più ristretto", "narrower"),
    "skos:example": ("esempio", "example"),
    "skos:related": ("in relazione con", "related to"),
    "dcterms:created": ("creato il", "created on"),
    "dcterms:creator": ("autore", "author"),
    "dcterms:hasPart": ("comprende", "has part"),
    "dcterms:hasVersion": ("versione", "version"),
    "dcterms:issued": ("pubblicato il", "published on"),
    "dcterms:license": ("licenza", "licence"),
    "dcterms:title": ("titolo", "title"),
    "dcterms:description": ("testo", "text"),
    "dcterms:publisher": ("pubblicato da", "published by"),
    "dcterms:replaces": ("sostituisce", "replaces"),
    "dcterms:isPartOf": ("parte di", "part of"),
    "dcterms:source": ("fonte", "source"),
    "dcterms:format": ("formato", "format"),
    "dcterms:language": ("lingua", "language"),
    "skos:changeNote": ("che cosa è cambiato", "what changed"),
    "prov:wasAttributedTo": ("attribuito a", "attributed to"),
    "prov:generatedAtTime": ("fatto il", "made on"),
    "oa:hasSource": ("testo di origine", "source text"),
    "oa:hasSelector": ("selettore", "selector"),
    "geo:lat": ("latitudine", "latitude"),
    "geo:long": ("longitudine", "longitude"),
    "geosparql:hasGeometry": ("confini", "boundary"),
    "geosparql:asWKT": ("coordinate", "coordinates"),
    "geosparql:wktLiteral": ("WKT", "WKT"),
    "owl:sameAs": ("è lo stesso di", "is the same as"),
    "rdfs:seeAlso": ("vedi anche", "see also"),
    "owl:versionInfo": ("versione", "version"),
}


GRAPHS: dict[str, tuple[str, str]] = {
    "actors": ("Attori", "Actors"),
    "inferred": ("Legami inferiti", "Inferred links"),
    "instruments": ("Strumenti", "Instruments"),
    "links": ("Legami", "Links"),
    "ontology": ("Vocabolario", "Vocabulary"),
    "territory": ("Territorio", "Territory"),
    "vocabularies": ("Elenchi di voci", "Lists of terms"),
}
"""What the named graphs hold that are not of one plan."""


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
