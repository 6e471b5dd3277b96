"""The words of drawings in Italian and English: kinds, relations, bases."""

from __future__ import annotations

KIND = {
    "Mission": {"it": "Missioni", "en": "Missions"},
    "StrategicObjective": {"it": "Obiettivi strategici", "en": "Strategic objectives"},
    "Driver": {"it": "Driver", "en": "Drivers"},
    "Instrument": {"it": "Strumenti", "en": "Instruments"},
    "Actor": {"it": "Attori", "en": "Actors"},
    "Programme": {"it": "Programmi", "en": "Programmes"},
    "VisionKeyword": {"it": "Parole chiave", "en": "Vision keywords"},
    "Theme": {"it": "Temi", "en": "Themes"},
    "Concept": {"it": "Concetti", "en": "Concepts"},
    "Plan": {"it": "Piani", "en": "Plans"},
    "TerritorialArea": {"it": "Aree territoriali", "en": "Territorial areas"},
    "HomogeneousZone": {"it": "Zone omogenee", "en": "Homogeneous zones"},
    "MunicipalUnion": {"it": "Unioni di Comuni", "en": "Unions of municipalities"},
    "Municipality": {"it": "Comuni", "en": "Municipalities"},
    "Place": {"it": "Luoghi", "en": "Places"},
    "Event": {"it": "Eventi", "en": "Events"},
}
RELATION = {
    "combines": {"it": "combina", "en": "combines"},
    "carriedBy": {"it": "attuato mediante", "en": "carried out by"},
    "actsOn": {"it": "agisce su", "en": "acts on"},
    "refersTo": {"it": "richiama", "en": "refers to"},
    "involves": {"it": "coinvolge", "en": "involves"},
    "onAssetsOf": {"it": "su beni o servizi di", "en": "on assets or services of"},
    "benefits": {"it": "si rivolge a", "en": "is meant for"},
    "extendsTo": {"it": "si estende a", "en": "extends to"},
    "implementedThrough": {"it": "si attua attraverso", "en": "is implemented through"},
    "cooperatesWith": {"it": "si raccorda con", "en": "is coordinated with"},
    "hasParty": {"it": "ha per parte", "en": "has party"},
    "guides": {"it": "guida", "en": "guides"},
    "concerns": {"it": "riguarda", "en": "concerns"},
    "advances": {"it": "fa avanzare", "en": "advances"},
    "relatesTo": {"it": "in relazione con", "en": "relates to"},
    "alignsTo": {"it": "coerente con", "en": "aligns to"},
    "implements": {"it": "attua", "en": "implements"},
    "contributesTo": {"it": "contribuisce a", "en": "contributes to"},
    "conflictsWith": {"it": "in contrasto con", "en": "conflicts with"},
    "touches": {"it": "tocca", "en": "touches"},
    "serves": {"it": "serve", "en": "serves"},
    "engages": {"it": "mobilita", "en": "engages"},
    "addresses": {"it": "indirizza", "en": "addresses"},
    "continues": {"it": "continua", "en": "continues"},
    "revises": {"it": "aggiorna", "en": "revises"},
    "drops": {"it": "abbandona", "en": "drops"},
}
BASIS = {
    "Stated": {"it": "dichiarato nel testo", "en": "stated in the text"},
    "Curated": {"it": "curato da chi ha letto il piano", "en": "curated by a reader of the plan"},
    "Inferred": {"it": "inferito da una regola", "en": "inferred by a rule"},
}
TEXT = {
    "weave": {"it": "La trama dei legami", "en": "The weave of links"},
    "confidence": {"it": "fiducia", "en": "confidence"},
    "counts": {"it": "{things} elementi, {links} legami", "en": "{things} things, {links} links"},
    "description": {
        "it": (
            "Disegno a colonne degli elementi del piano – {things} – e dei {count} legami fra loro: "
            "{links}. Il colore di una linea dice la relazione, il tratto la base, lo spessore la "
            "fiducia; le stesse cose in forma di tabella si hanno con i comandi network e query."
        ),
        "en": (
            "A drawing in columns of the plan's elements – {things} – and of the {count} links between "
            "them: {links}. A line's colour tells the relation, its dashes the basis, its width the "
            "confidence; the commands network and query give the same as tables."
        ),
    },
}
