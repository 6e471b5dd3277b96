"""The words of a report, in Italian and English, and how its numbers are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from trama.check.findings import CheckReport, PlanInfo, Side

SEVERITY = {
    "violation": {"it": "Errore", "en": "Error"},
    "warning": {"it": "Da completare", "en": "To complete"},
    "info": {"it": "Da valutare", "en": "To consider"},
}
CATEGORY = {
    "coverage": {"it": "Copertura", "en": "Coverage"},
    "contradiction": {"it": "Contrasti", "en": "Contradictions"},
    "time": {"it": "Tempi", "en": "Time"},
    "place": {"it": "Luoghi", "en": "Place"},
    "reference": {"it": "Riferimenti", "en": "References"},
}
T: dict[str, dict[str, str]] = {
    "it": {
        "title": "Verifica fra piani",
        "against": "{lower} a confronto con {upper}",
        "plans": "{count} piani",
        "lead": (
            "Obiettivi del piano sovraordinato: {total}. Con una risposta nei piani esaminati: {covered} ({share}); "
            "senza: {missing}."
        ),
        "lead_of": "Obiettivi di «{upper}»: {total}. Con una risposta nei piani esaminati: {covered} ({share}); senza: {missing}.",
        "counts": "Errori: {violation}; rilievi da completare: {warning}; da valutare: {info}.",
        "clean": "Nessun errore: quello che resta è da completare o da valutare.",
        "how": (
            "Un errore è qualcosa di sbagliato, da correggere. «Da completare» è qualcosa che manca. «Da "
            "valutare» non è uno sbaglio: chiede una scelta. Ogni rilievo riporta le parole dei due piani "
            "e dice che cosa scrivere."
        ),
        "summary": "In breve",
        "first": "Prima del Consiglio: che cosa correggere",
        "first_note": "Per chi ne risponde, in una pagina: gli errori e ciò che manca. Ogni punto è spiegato, con le parole dei piani, fra i rilievi.",
        "first_none": "Nulla da correggere né da completare prima del Consiglio.",
        "first_left": "Fra i rilievi ne restano: {count}.",
        "first_other": "Di altri responsabili, che non stanno in questa pagina, i rilievi sono {count}.",
        "no_office": "Responsabile non indicato",
        "more": " e altri {count}",
        "unserved": "Gli obiettivi del piano sovraordinato senza risposta, uno per uno",
        "unserved_note": "Non sono rilievi: nessun piano deve rispondere a tutti. Le quote sono nella copertura.",
        "unserved_of": "{name} ({missing} su {total})",
        "original": "originale della scansione",
        "what": "Che cosa è stato verificato",
        "compared": "I piani a confronto",
        "by_kind": "Quanti rilievi, per genere e gravità",
        "kind": "Genere",
        "plan": "Piano",
        "period": "Periodo",
        "objectives": "Obiettivi",
        "local": "Locali per scelta",
        "role": "Ruolo",
        "upper": "piano sovraordinato",
        "lower": "piano esaminato",
        "beside": "piano accanto",
        "coverage": "Copertura del piano sovraordinato",
        "coverages": "Copertura dei piani sovraordinati",
        "by_mission": "Copertura per Missione",
        "by_driver": "Copertura per Driver",
        "by_zone": "Copertura per zona",
        "by_plan": "Copertura per piano",
        "mission": "Missione",
        "driver": "Driver",
        "zone": "Zona",
        "covered": "coperti",
        "missing": "non coperti",
        "share": "Quota coperta",
        "missing_codes": "Non coperti",
        "matrix": "Quali obiettivi rispondono a quali Missioni",
        "matrix_caption": "Numero di obiettivi del piano sovraordinato a cui ciascun obiettivo risponde",
        "matrix_plans": "Numero di obiettivi del piano sovraordinato a cui ciascun piano risponde",
        "objective": "Obiettivo",
        "matrix_none": "Nessun obiettivo dichiara a quali obiettivi del piano sovraordinato risponde.",
        "findings": "Rilievi",
        "none": "Nessun rilievo.",
        "advice": "Che cosa fare:",
        "finding": "Rilievo",
        "severity": "Gravità",
        "check": "Controllo",
        "where": "Dove",
        "words": "Parole del piano",
        "do": "Che cosa fare",
        "many": "{code}: {count} rilievi",
        "limits": "Che cosa questa verifica non dice",
        "always": (
            "La verifica confronta ciò che i piani dichiarano. Non giudica se un obiettivo sia buono, se una "
            "dichiarazione sia fondata, se le risorse bastino; e ciò che un piano fa senza scriverlo non si "
            "vede. Non sostituisce il parere degli uffici."
        ),
        "made": "Prodotto con Trama {trama}; dati {dataset}; controlli {checks}.",
        "in_chart": "{name}: {covered} su {total}",
    },
    "en": {
        "title": "Check between plans",
        "against": "{lower} against {upper}",
        "plans": "{count} plans",
        "lead": (
            "Objectives of the upper plan: {total}. Served by the plans examined: {covered} ({share}); "
            "not served: {missing}."
        ),
        "lead_of": "Objectives of “{upper}”: {total}. Served by the plans examined: {covered} ({share}); not served: {missing}.",
        "counts": "Errors: {violation}; findings to complete: {warning}; to consider: {info}.",
        "clean": "No error: what is left is to complete or to consider.",
        "how": (
            "An error is something wrong, to be corrected. “To complete” is something missing. “To "
            "consider” is no mistake: it asks for a choice. Each finding quotes both plans and says what to "
            "write."
        ),
        "summary": "In short",
        "first": "Before the Council: what to correct",
        "first_note": "By who answers for it, on one page: errors, and what is missing. Each point is explained, in the words of the plans, among the findings.",
        "first_none": "Nothing to correct or to complete before the Council.",
        "first_left": "Left among the findings: {count}.",
        "first_other": "Findings of other offices, for which there is no room on this page: {count}.",
        "no_office": "No office named",
        "more": " and {count} more",
        "unserved": "The objectives of the upper plan that are not served, one by one",
        "unserved_note": "They are not findings: no plan has to serve them all. The shares are in the coverage.",
        "unserved_of": "{name} ({missing} of {total})",
        "original": "original of the scan",
        "what": "What was checked",
        "compared": "The plans compared",
        "by_kind": "How many findings, by kind and severity",
        "kind": "Kind",
        "plan": "Plan",
        "period": "Period",
        "objectives": "Objectives",
        "local": "Local by choice",
        "role": "Role",
        "upper": "upper plan",
        "lower": "plan examined",
        "beside": "plan beside",
        "coverage": "Coverage of the upper plan",
        "coverages": "Coverage of the upper plans",
        "by_mission": "Coverage by Mission",
        "by_driver": "Coverage by Driver",
        "by_zone": "Coverage by zone",
        "by_plan": "Coverage by plan",
        "mission": "Mission",
        "driver": "Driver",
        "zone": "Zone",
        "covered": "covered",
        "missing": "not covered",
        "share": "Share covered",
        "missing_codes": "Not covered",
        "matrix": "Which objectives serve which Missions",
        "matrix_caption": "Number of objectives of the upper plan that each objective serves",
        "matrix_plans": "Number of objectives of the upper plan that each plan serves",
        "objective": "Objective",
        "matrix_none": "No objective declares which objectives of the upper plan it serves.",
        "findings": "Findings",
        "none": "No findings.",
        "advice": "What to do:",
        "finding": "Finding",
        "severity": "Severity",
        "check": "Check",
        "where": "Where",
        "words": "Words of the plan",
        "do": "What to do",
        "many": "{code}: {count} findings",
        "limits": "What this check does not say",
        "always": (
            "The check compares what the plans declare. It does not judge whether an objective is good, a "
            "declaration well founded, or the means sufficient; and what a plan does without writing it is "
            "not seen. It does not replace the opinion of the offices."
        ),
        "made": "Made with Trama {trama}; data {dataset}; checks {checks}.",
        "in_chart": "{name}: {covered} of {total}",
    },
}


def said(words: Mapping[str, str], lang: str) -> str:
    """Return words in a language, in Italian where there are none."""
    return words.get(lang) or words.get("it") or next(iter(words.values()), "")


def percent(ratio: float, lang: str) -> str:
    """Return a share as a percentage: 45,3 % in Italian, 45.3% in English."""
    number = f"{100 * ratio:.1f}"
    return f"{number.replace('.', ',')}\N{NO-BREAK SPACE}%" if lang == "it" else f"{number}%"


def title_of(report: CheckReport, lang: str) -> str:
    """Return in a line what was checked against what."""
    if len(report.lower) == 1:
        lower = said(report.lower[0].title, lang)
    else:
        lower = T[lang]["plans"].format(count=len(report.lower))
    upper = "; ".join(said(plan.title, lang) for plan in report.uppers)
    return T[lang]["against"].format(lower=lower, upper=upper)


def period(plan: PlanInfo) -> str:
    """Return the years of a plan."""
    ends = [year for year in (plan.start, plan.end) if year]
    return "–".join(dict.fromkeys(ends))


def place(side: Side | None) -> str:
    """Return the plan, code and mark of one side, in a line."""
    if side is None:
        return ""
    where = side.where()
    return " ".join(filter(None, (side.plan, side.code, f"[{where}]" if where else "")))


def unconfirmed(report: CheckReport, lang: str) -> Iterator[str]:
    """Yield a sentence for each plan whose rows were read from a document and confirmed by nobody."""
    for plan in (*report.lower, *report.uppers, *report.beside):
        if plan.proposed:
            yield _UNCONFIRMED[lang].format(title=said(plan.title, lang), count=plan.proposed)


_UNCONFIRMED = {
    "it": "ATTENZIONE: lettura non confermata. Gli obiettivi di «{title}» ({count}) sono stati riconosciuti in "
    "un documento e nessuno li ha ancora controllati: questo rapporto vale quanto quella lettura.",
    "en": "NOTE: unconfirmed reading. The objectives of “{title}” ({count}) were recognised in a document and "
    "nobody has checked them yet: this report is worth as much as that reading.",
}
