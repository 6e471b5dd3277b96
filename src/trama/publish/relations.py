"""What a group of links is called on the page of one of their ends: «Strumenti che la servono»."""

from __future__ import annotations

# Of each relation: what the page of its source says, what the page of its target says; {lo} and {o} agree.
_WORDS: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "combines": (
        ("Obiettivi che combina", "Objectives that it combines"),
        ("Driver che {lo} combinano", "Drivers that combine it"),
    ),
    "carriedBy": (
        ("Strumenti con cui si attua", "Instruments that carry it out"),
        ("Obiettivi che {lo} usano per attuarsi", "Objectives that it carries out"),
    ),
    "actsOn": (
        ("Su che cosa agisce", "What it acts on"),
        ("Obiettivi che agiscono su di {esso}", "Objectives that act on it"),
    ),
    "refersTo": (
        ("Che cosa richiama", "What it refers to"),
        ("Obiettivi che {lo} richiamano", "Objectives that refer to it"),
    ),
    "involves": (
        ("Chi coinvolge", "Whom it involves"),
        ("Obiettivi che {lo} coinvolgono", "Objectives that involve it"),
    ),
    "onAssetsOf": (
        ("Di chi sono i beni o i servizi", "Whose assets or services"),
        ("Obiettivi sui suoi beni o servizi", "Objectives on its assets or services"),
    ),
    "benefits": (
        ("A chi si rivolge", "Whom it is meant for"),
        ("Obiettivi che gli si rivolgono", "Objectives meant for it"),
    ),
    "extendsTo": (
        ("Dove si estende", "Where it extends"),
        ("Obiettivi che vi si estendono", "Objectives that extend here"),
    ),
    "implementedThrough": (
        ("Attraverso che cosa si attua", "What it is implemented through"),
        ("Che cosa si attua per mezzo suo", "What is implemented through it"),
    ),
    "cooperatesWith": (
        ("Con chi si raccorda", "Whom it is coordinated with"),
        ("Chi si raccorda con {esso}", "Who is coordinated with it"),
    ),
    "hasParty": (("Chi ne è parte", "Its parties"), ("Di che cosa è parte", "What it is a party to")),
    "guides": (
        ("Strumenti che guida", "Instruments that it guides"),
        ("Chi {lo} guida", "What guides it"),
    ),
    "concerns": (
        ("Temi e parole chiave che riguarda", "Themes and keywords that it concerns"),
        ("Obiettivi che {lo} riguardano", "Objectives that concern it"),
    ),
    "advances": (
        ("Obiettivi che fa avanzare", "Objectives that it advances"),
        ("Programmi che {lo} fanno avanzare", "Programmes that advance it"),
    ),
    "relatesTo": (("Con che cosa è in relazione", "What it relates to"),) * 2,
    "alignsTo": (
        ("Con che cosa è coerente", "What it aligns to"),
        ("Che cosa è coerente con {esso}", "What aligns to it"),
    ),
    "implements": (("Che cosa attua", "What it implements"), ("Chi {lo} attua", "What implements it")),
    "contributesTo": (
        ("A che cosa contribuisce", "What it contributes to"),
        ("Che cosa vi contribuisce", "What contributes to it"),
    ),
    "conflictsWith": (("Con che cosa è in contrasto", "What it conflicts with"),) * 2,
    "touches": (
        ("Missioni che tocca", "Missions that it touches"),
        ("Driver che {lo} toccano", "Drivers that touch it"),
    ),
    "serves": (
        ("Missioni e Driver che serve", "Missions and Drivers that it serves"),
        ("Strumenti che {lo} servono", "Instruments that serve it"),
    ),
    "engages": (
        ("Chi mobilita", "Whom it engages"),
        ("Missioni e Driver che {lo} mobilitano", "Missions and Drivers that engage it"),
    ),
    "addresses": (
        ("Territori a cui si rivolge", "Territories that it addresses"),
        ("Piani che vi si rivolgono", "Plans that address it"),
    ),
    "continues": (("Che cosa continua", "What it continues"), ("Che cosa {lo} continua", "What continues it")),
    "revises": (("Che cosa aggiorna", "What it revises"), ("Che cosa {lo} aggiorna", "What revises it")),
    "drops": (("Che cosa abbandona", "What it drops"), ("Chi {lo} abbandona", "What drops it")),
}  # fmt: skip
_FEMININE = {"Mission", "VisionKeyword", "TerritorialArea", "HomogeneousZone", "MunicipalUnion"}


def heading(relation: str, forward: bool, kinds: set[str], lang: str, label: str) -> str:
    """Return what a group of links is called on the page of a thing of some kinds.

    `forward` says that the thing is their source. A relation that is not known here is called by its
    `label`.
    """
    words = _WORDS.get(relation)
    if words is None:
        back = (
            ("Da qui: «{}»", "From here: “{}”") if forward else ("Verso qui: «{}»", "To here: “{}”")
        )
        return back[lang == "en"].format(label)
    text = words[not forward][lang == "en"]
    feminine = bool(kinds & _FEMININE)
    return text.format(lo="la" if feminine else "lo", esso="essa" if feminine else "esso")
