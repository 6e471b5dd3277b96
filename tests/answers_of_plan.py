"""The true answers of the queries on the plan's structure."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from answers import Rows, answer
from plan_tables import PLAN, Row, Tables, many, marks


def labels(row: Row) -> dict[str, str | None]:
    return {"label_it": row["label_it"], "label_en": row["label_en"]}


def notes(row: Row) -> dict[str, str | None]:
    return {"note_it": row["note_it"], "note_en": row["note_en"]}


def texts(row: Row) -> dict[str, str | None]:
    return {"text_it": row["text_it"], "text_en": row["text_en"]}


def basis(row: Row) -> str | None:
    return f"trama:{row['basis'].capitalize()}" if row["basis"] else None


def whole(t: Tables, row: Row) -> str:
    """The mark of the one passage that holds a row's text word for word."""
    (mark,) = (mark for mark in marks(row) if row["text_it"] in t.passages[mark].words)
    return mark


def one_or_none(values: list[str]) -> list[str | None]:
    return [*values] or [None]


@answer("missions", "plan _order iri")
def _(t: Tables) -> Rows:
    sizes = Counter(row["mission"] for row in t.rows("objectives"))
    for iri, row in t.by_name("missions").items():
        number = row["number"]
        yield {"mission": number, "iri": iri, **labels(row), "objectives": sizes[number]} | {
            "plan": PLAN,
            "_order": int(number or 0),
        }


@answer("objectives-of-mission", "plan mission objective passage iri")
def _(t: Tables) -> Rows:
    for iri, row in t.by_name("objectives").items():
        for mark in marks(row):
            yield {"mission": row["mission"], "objective": row["code"], "iri": iri} | {
                **labels(row),
                "passage": mark,
                "plan": PLAN,
            }


@answer("objective-text", "plan objective passage iri")
def _(t: Tables) -> Rows:
    for iri, row in t.by_name("objectives").items():
        for mark in marks(row):
            yield {"objective": row["code"], "iri": iri, "mission": row["mission"]} | {
                **texts(row),
                "passage": mark,
                "scan_lines": t.passages[mark].scan_lines,
                "plan": PLAN,
            }


@answer("themes-of-missions", "plan mission theme passage")
def _(t: Tables) -> Rows:
    for iri, row in t.by_name("themes").items():
        for mark in one_or_none(marks(row)):
            yield {"mission": row["mission"], "theme": iri, **labels(row), "passage": mark} | {
                "legibility": row["legibility"],
                "plan": PLAN,
            }


@answer("vision-keywords", "plan order keyword passage")
def _(t: Tables) -> Rows:
    for iri, row in t.by_name("keywords").items():
        yield {"order": int(row["number"] or 0), "keyword": iri, **labels(row), **texts(row)} | {
            "passage": whole(t, row),
            "plan": PLAN,
        }


@answer("aims-and-phases", "plan kind _order iri passage")
def _(t: Tables) -> Rows:
    for table, kind in (("aims", "trama:Aim"), ("phases", "trama:Phase")):
        for iri, row in t.by_name(table).items():
            yield {"kind": kind, "number": row["number"], "iri": iri, **texts(row)} | {
                "passage": whole(t, row),
                "plan": PLAN,
                "_order": int(row["number"] or 0),
            }


@answer("driver-names-and-basis", "plan _order iri")
def _(t: Tables) -> Rows:
    for iri, row in t.by_name("drivers").items():
        name = f"trama:{row['name_basis'].capitalize()}"
        yield {"driver": row["number"], "iri": iri, **labels(row), "basis": name} | {
            **notes(row),
            "plan": PLAN,
            "_order": int(row["number"] or 0),
        }


@answer("driver-text", "plan _order iri passage")
def _(t: Tables) -> Rows:
    for iri, row in t.by_name("drivers").items():
        yield {"driver": row["number"], "iri": iri, "label_it": row["label_it"], **texts(row)} | {
            "passage": whole(t, row),
            "plan": PLAN,
            "_order": int(row["number"] or 0),
        }


@answer("editions-of-plan", "start plan replaces")
def _(t: Tables) -> Rows:
    for row in t.rows("plan") + t.rows("editions"):
        columns = ("title_it", "title_en", "start", "end", "adopted", "approved", "replaces")
        yield {"plan": row["id"], "kind": f"kind:plan-kind/{row['kind']}", **notes(row)} | {
            name: row[name] for name in columns
        }


@answer("legal-basis", "act founds")
def _(t: Tables) -> Rows:
    founded = [
        (f"act/{act}", local)
        for local, row in t.things.items()
        for act in many(row.get("legal_basis"))
    ]
    for iri, row in t.by_name("legal").items():
        for founds in one_or_none([local for act, local in founded if act == iri]):
            yield {"act": iri, **labels(row), "provision": row["provision"]} | {
                "kind": f"kind:act-kind/{row['kind']}",
                "text_it": row["description_it"],
                "text_en": row["description_en"],
                "founds": founds,
                "founds_it": t.labels.get(founds or ""),
            }


@answer("results-of-previous-period", "plan result iri")
def _(t: Tables) -> Rows:
    for iri, row in t.by_name("results").items():
        yield {"result": row["id"], "iri": iri, **labels(row), "period": row["period"]} | {
            "kind": row["kind"],
            "value": Decimal(row["value"]) if row["value"] else None,
            "unit": row["unit"],
            "funded_by_it": t.labels.get(f"programme/{row['funded_by']}"),
            "plan": PLAN,
        }


@answer("total-funding", "plan result passage")
def _(t: Tables) -> Rows:
    for row in t.rows("results"):
        if row["value"]:
            written = f"{int(row['value']):,}".replace(",", ".")
            for mark in marks(row):
                words = t.passages[mark].words
                if written in words:
                    yield {"result": row["id"], "period": row["period"], "unit": row["unit"]} | {
                        "label_it": row["label_it"],
                        "value": Decimal(row["value"]),
                        "passage": mark,
                        "words": words,
                        "plan": PLAN,
                    }


@answer("programmes-and-funding", "programme result")
def _(t: Tables) -> Rows:
    for iri, row in t.by_name("programmes").items():
        about = [r["id"] for r in t.rows("results") if row["id"] in many(r["programmes"])]
        for result in one_or_none(about):
            yield {"programme": iri, **labels(row), "acronym": row["acronym"]} | {
                "part_of": f"programme/{row['part_of']}" if row["part_of"] else None,
                "funded_by": f"programme/{row['funded_by']}" if row["funded_by"] else None,
                "result": result,
            }


@answer("instruments-by-kind", "-instruments kind")
def _(t: Tables) -> Rows:
    for kind, number in Counter(row["kind"] for row in t.rows("instruments")).items():
        concept = f"instrument-kind/{kind}"
        yield {"kind": f"kind:{concept}", "instruments": number} | {
            f"kind_{lang}": t.concept_label(concept, lang) for lang in ("it", "en")
        }


@answer("instruments-in-force", "approved in_force_from instrument")
def _(t: Tables) -> Rows:
    for iri, row in t.by_name("instruments").items():
        if row["approved"] or row["in_force_from"]:
            yield {"instrument": iri, **labels(row), "basis": basis(row), **notes(row)} | {
                "approved": row["approved"],
                "in_force_from": row["in_force_from"],
            }


@answer("parts-of-instrument", "whole part")
def _(t: Tables) -> Rows:
    for iri, row in t.by_name("instruments").items():
        if row["part_of"]:
            yield {"whole": f"instrument/{row['part_of']}", "part": iri, **labels(row)} | {
                "basis": basis(row),
                **notes(row),
            }


@answer("aims-of-instrument", "instrument code")
def _(t: Tables) -> Rows:
    for row in t.rows("instrument-aims"):
        yield {
            "instrument": f"instrument/{row['instrument']}",
            **{name: row[name] for name in ("code", "text_it", "text_en", "source")},
            **notes(row),
        }


@answer("instruments-in-text", "instrument passage")
def _(t: Tables) -> Rows:
    for iri, row in t.by_name("instruments").items():
        for mark in marks(row):
            yield {"instrument": iri, **labels(row), "acronym": row["acronym"]} | {
                "passage": mark,
                "words": t.passages[mark].words,
            }


@answer("actors-and-purposes", "plan actor passage")
def _(t: Tables) -> Rows:
    for row in t.rows("accords"):
        actor = f"actor/{row['actor']}"
        columns = ("purpose_it", "purpose_en", "mode_it", "mode_en")
        for mark in marks(row):
            yield {"actor": actor, "label_it": t.labels[actor], "plan": PLAN} | {
                **{name: row[name] for name in columns},
                "passage": mark,
                "words": t.passages[mark].words,
            }


@answer("comuni-of-zone", "zone label_it istat passage")
def _(t: Tables) -> Rows:
    for iri, row in t.by_name("comuni").items():
        zone = t.things[f"zone/{row['zone']}"]
        both = [mark for mark in marks(row) if mark in marks(zone)]
        for mark in one_or_none(both):
            yield {"zone": row["zone"], "zone_it": zone["label_it"], "comune": iri} | {
                "istat": row["istat"],
                "label_it": row["label_it"],
                "union_it": t.labels.get(f"union/{row['union']}"),
                "passage": mark,
            }


@answer("comuni-per-zone", "zone iri")
def _(t: Tables) -> Rows:
    sizes = Counter(row["zone"] for row in t.rows("comuni"))
    for iri, row in t.by_name("zones").items():
        zone = row["number"]
        yield {"zone": zone, "iri": iri, **labels(row), "comuni": sizes[zone]}


@answer("unions-across-zones", "union zone comune_it comune")
def _(t: Tables) -> Rows:
    members = {iri: row for iri, row in t.by_name("comuni").items() if row["union"]}
    homes = {(row["union"], row["zone"]) for row in members.values()}
    crossing = {name for name, number in Counter(name for name, _ in homes).items() if number > 1}
    for iri, row in members.items():
        if row["union"] in crossing:
            union = f"union/{row['union']}"
            yield {"union": union, "union_it": t.labels[union], "zone": row["zone"]} | {
                "zone_it": t.labels[f"zone/{row['zone']}"],
                "comune": iri,
                "comune_it": row["label_it"],
            }


@answer("members-of-unions", "union comune_it comune passage")
def _(t: Tables) -> Rows:
    for iri, row in t.by_name("comuni").items():
        if row["union"]:
            union = f"union/{row['union']}"
            both = [mark for mark in marks(row) if mark in t.stated[union]]
            for mark in one_or_none(both):
                yield {"union": union, "union_it": t.labels[union], "comune": iri} | {
                    "comune_it": row["label_it"],
                    "zone": row["zone"],
                    "passage": mark,
                }


@answer("comune-by-name", "name comune")
def _(t: Tables) -> Rows:
    for iri, row in t.by_name("comuni").items():
        for name in {row["label_it"], row["name_in_plan"]} - {None}:
            yield {"name": name, "comune": iri, "istat": row["istat"], "zone": row["zone"]} | {
                "cadastral": row["cadastral"],
                "zone_it": t.labels[f"zone/{row['zone']}"],
                "union_it": t.labels.get(f"union/{row['union']}"),
                "lat": Decimal(row["lat"] or "NaN"),
                "long": Decimal(row["lon"] or "NaN"),
            }


@answer("comuni-spelled-otherwise", "istat name_in_plan")
def _(t: Tables) -> Rows:
    for iri, row in t.by_name("comuni").items():
        if row["name_in_plan"]:
            yield {"comune": iri, "istat": row["istat"], "label_it": row["label_it"]} | {
                "name_in_plan": row["name_in_plan"],
                **notes(row),
            }


@answer("passage-by-mark", "plan start end iri")
def _(t: Tables) -> Rows:
    for mark, passage in t.passages.items():
        yield {"passage": mark, "iri": f"{PLAN}/passage/{mark}", "words": passage.words} | {
            "start": passage.start,
            "end": passage.end,
            "scan_lines": passage.scan_lines,
            "plan": PLAN,
        }


@answer("things-in-passage", "plan passage thing")
def _(t: Tables) -> Rows:
    for thing, stated in t.stated.items():
        for mark in stated:
            yield {"passage": mark, "thing": thing, "label_it": t.labels[thing], "plan": PLAN}


@answer("passages-of-thing", "thing plan passage")
def _(t: Tables) -> Rows:
    for thing, stated in t.stated.items():
        for mark in stated:
            yield {"thing": thing, "label_it": t.labels[thing], "passage": mark, "plan": PLAN} | {
                "words": t.passages[mark].words
            }


@answer("illegible-passages", "plan passage iri")
def _(t: Tables) -> Rows:
    for mark, passage in t.passages.items():
        if "[illeggibile" in passage.words:
            yield {"passage": mark, "iri": f"{PLAN}/passage/{mark}", "words": passage.words} | {
                "scan_lines": passage.scan_lines,
                "plan": PLAN,
            }


@answer("curated-facts", "thing")
def _(t: Tables) -> Rows:
    for local, row in t.things.items():
        if "curated" in (row.get("basis"), row.get("name_basis")):
            yield {"thing": local, "label_it": row["label_it"], **notes(row)}
