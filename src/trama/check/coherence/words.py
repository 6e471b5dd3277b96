"""The words of a coherence matrix: its verdicts, their signs, and the sentences around them."""

from __future__ import annotations

COHERENT, PARTIAL, INDIFFERENT, INCOHERENT, OPEN = (
    "coherent",
    "partial",
    "indifferent",
    "incoherent",
    "open",
)
VERDICTS = (COHERENT, PARTIAL, INDIFFERENT, INCOHERENT, OPEN)
LABELS: dict[str, dict[str, str]] = {
    COHERENT: {"it": "coerente", "en": "coherent"},
    PARTIAL: {"it": "parzialmente coerente", "en": "partly coherent"},
    INDIFFERENT: {"it": "indifferente", "en": "indifferent"},
    INCOHERENT: {"it": "non coerente", "en": "not coherent"},
    OPEN: {"it": "non valutato", "en": "not assessed"},
}

SIGNS = {"coherent": "C", "partial": "P", "indifferent": "I", "incoherent": "N", "open": "–"}
SOURCES = {
    "declared": {"it": "dichiarato nel piano", "en": "declared in the plan"},
    "finding": {"it": "rilevato dai controlli", "en": "found by the checks"},
    "judgement": {"it": "valutato da", "en": "assessed by"},
    "several": {"it": "più fonti", "en": "several sources"},
    "nobody": {"it": "nessuno", "en": "nobody"},
}
T = {
    "it": {
        "title": "Matrice di coerenza esterna",
        "whole": "Matrici di coerenza",
        "vertical": "Coerenza esterna verticale: {upper}",
        "beside": "Coerenza esterna orizzontale: {upper}",
        "internal": "Coerenza interna: azioni e obiettivi del piano",
        "internal_intro": "Confronta le azioni del piano ({rows}) con i suoi obiettivi ({columns}).",
        "internal_none": (
            "Il piano non distingue le azioni dagli obiettivi (Sezione Operativa e Sezione Strategica), e nessuna "
            "riga dice quale obiettivo dello stesso piano serve: la coerenza interna non si può leggere."
        ),
        "idle": "Azioni che non servono alcun obiettivo del piano",
        "bare": "Obiettivi del piano senza azioni",
        "beside_intro": "Confronta gli obiettivi di «{lower}» ({rows}) con quelli di «{upper}» ({columns}), che gli sta accanto.",
        "changes": "Che cosa è cambiato nel piano con la verifica",
        "changes_intro": "Dalle decisioni registrate: chi ha deciso, quando e perché.",
        "changes_none": "Nessuna decisione registrata ha cambiato il piano.",
        "kept": "Esaminato e lasciato com'era",
        "change": "Che cosa è cambiato",
        "who": "Chi e quando",
        "wrong": "Relazioni dichiarate con un codice sbagliato",
        "wrong_note": "Non sono assenti: vanno corrette, e poi contano nella matrice.",
        "wrong_none": "Nessuna.",
        "wrong_line": "{row} {label}: «{written}» {why}{near}.",
        "near": "; il più vicino è {code} «{label}»",
        "no-code": "non esiste nel piano sovraordinato",
        "edition": "è di un'edizione che il piano sovraordinato ha sostituito",
        "no-plan": "nomina un piano che non c'è",
        "bare-code": "è scritto senza il piano a cui appartiene",
        "local_mark": "locale per scelta",
        "part": "{name} ({part} di {parts})",
        "relations": "Relazioni fra i due piani",
        "of_upper": "Obiettivo del piano sovraordinato",
        "intro": "Confronta gli obiettivi di «{lower}» ({rows}) con quelli di «{upper}» ({columns}).",
        "rule": (
            "Ogni giudizio viene da ciò che il piano dichiara, da un contrasto che i controlli hanno "
            "rilevato o dal giudizio motivato di una persona. Ciò che nessuno ha valutato resta aperto "
            "(«non valutato»): la macchina non riempie alcuna casella da sola."
        ),
        "counts": "Coppie di obiettivi per giudizio",
        "verdict": "Giudizio",
        "sign": "Segno",
        "pairs": "Coppie",
        "share": "Quota",
        "missions": "Per Missione",
        "mission": "Missione",
        "driver": "Driver",
        "drivers": "Per Driver",
        "objectives": "Per obiettivo",
        "objective": "Obiettivo",
        "unserved": "Nessun obiettivo di questo gruppo.",
        "reasons": "Motivazioni e testi a confronto",
        "reason": "Motivazione",
        "source": "Da dove viene",
        "none": "Nessuna coppia è stata valutata.",
        "local_note": (
            "Gli obiettivi locali per scelta non rispondono al piano sovraordinato; se vi siano indifferenti o no lo "
            "giudica una persona, e fino ad allora le loro caselle restano aperte."
        ),
        "statement": "Relazioni con il Piano strategico",
        "article": (
            "Statuto della Città metropolitana di Milano, art. 35, comma 1: gli atti di pianificazione "
            "danno conto, con specifica motivazione, delle loro relazioni con il Piano strategico."
        ),
        "of": "«{lower}» sta nelle seguenti relazioni con «{upper}».",
        "serves": "Obiettivi che rispondono a obiettivi del piano sovraordinato",
        "conflicts": "Obiettivi in contrasto con obiettivi del piano sovraordinato",
        "indifferent": "Obiettivi giudicati indifferenti",
        "local": "Obiettivi locali per scelta",
        "silent": "Obiettivi che non dichiarano alcuna relazione",
        "silent_note": "Su questi manca la motivazione che lo Statuto chiede: va scritta.",
        "missing": "Obiettivi del piano sovraordinato a cui il piano non risponde",
        "nothing": "Nessuno.",
        "all": "tutti e {count}",
        "count_of": "{missing} di {count}: {codes}",
        "limits": "Limiti",
        "limit": (
            "La matrice riporta dichiarazioni, contrasti rilevati e giudizi di persone; non verifica se "
            "una dichiarazione sia fondata. «Contribuisce» vale «parzialmente coerente», «attua» vale "
            "«coerente», salvo diverso giudizio scritto. {open} coppie su {total} non sono valutate."
        ),
    },
    "en": {
        "title": "External coherence matrix",
        "whole": "Coherence matrices",
        "vertical": "Vertical external coherence: {upper}",
        "beside": "Horizontal external coherence: {upper}",
        "internal": "Internal coherence: the plan's actions and objectives",
        "internal_intro": "Compares the actions of the plan ({rows}) with its objectives ({columns}).",
        "internal_none": (
            "The plan does not tell its actions from its objectives (Sezione Operativa and Sezione Strategica), and "
            "no row says which objective of the same plan it serves: internal coherence cannot be read."
        ),
        "idle": "Actions that serve no objective of the plan",
        "bare": "Objectives of the plan without actions",
        "beside_intro": "Compares the objectives of “{lower}” ({rows}) with those of “{upper}” ({columns}), which stands beside it.",
        "changes": "What the check changed in the plan",
        "changes_intro": "From the recorded decisions: who decided, when and why.",
        "changes_none": "No recorded decision changed the plan.",
        "kept": "Examined and left as it was",
        "change": "What changed",
        "who": "Who and when",
        "wrong": "Relations declared with a wrong code",
        "wrong_note": "They are not absent: once corrected, they count in the matrix.",
        "wrong_none": "None.",
        "wrong_line": "{row} {label}: “{written}” {why}{near}.",
        "near": "; the nearest is {code} “{label}”",
        "no-code": "does not exist in the upper plan",
        "edition": "is of an edition that the upper plan has replaced",
        "no-plan": "names a plan that is not there",
        "bare-code": "is written without the plan that it belongs to",
        "local_mark": "local by choice",
        "part": "{name} ({part} of {parts})",
        "relations": "Relations of the two plans",
        "of_upper": "Objective of the upper plan",
        "intro": "Compares the objectives of “{lower}” ({rows}) with those of “{upper}” ({columns}).",
        "rule": (
            "Each verdict comes from what the plan declares, from a conflict that the checks found, or "
            "from a person's reasoned judgement. What nobody has assessed stays open (“not assessed”): "
            "the machine fills in no cell by itself."
        ),
        "counts": "Pairs of objectives by verdict",
        "verdict": "Verdict",
        "sign": "Sign",
        "pairs": "Pairs",
        "share": "Share",
        "missions": "By Mission",
        "mission": "Mission",
        "driver": "Driver",
        "drivers": "By Driver",
        "objectives": "By objective",
        "objective": "Objective",
        "unserved": "No objective of this group.",
        "reasons": "Reasons, and the texts compared",
        "reason": "Reason",
        "source": "Where it comes from",
        "none": "No pair has been assessed.",
        "local_note": (
            "Objectives local by choice serve nothing of the upper plan; whether they are indifferent to it a person "
            "judges, and until then their cells stay open."
        ),
        "statement": "Relations with the strategic plan",
        "article": (
            "Statute of the Metropolitan City of Milan, art. 35, paragraph 1: planning acts state, with "
            "specific motivation, their relations with the strategic plan."
        ),
        "of": "“{lower}” stands in these relations with “{upper}”.",
        "serves": "Objectives that serve objectives of the upper plan",
        "conflicts": "Objectives in conflict with objectives of the upper plan",
        "indifferent": "Objectives judged indifferent",
        "local": "Objectives local by choice",
        "silent": "Objectives that declare no relation",
        "silent_note": "For these the motivation that the Statute asks for is missing: it has to be written.",
        "missing": "Objectives of the upper plan that the plan does not serve",
        "nothing": "None.",
        "all": "all {count}",
        "count_of": "{missing} of {count}: {codes}",
        "limits": "Limits",
        "limit": (
            "The matrix holds declarations, conflicts found and people's judgements; it does not check "
            "whether a declaration is well founded. “Contributes” counts as “partly coherent”, “implements” "
            "as “coherent”, unless a written judgement says otherwise. {open} of {total} pairs are not "
            "assessed."
        ),
    },
}
