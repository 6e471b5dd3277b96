"""The reference, made from the code: commands, settings, ready queries, API, ontology, Python."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

import typer.main
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef

import trama
from trama.cli import app
from trama.cli.commands import GROUPS
from trama.cli.italian import about, table
from trama.namespaces import TRAMA
from trama.options import PARTS
from trama.query.library import read_queries
from trama.settings import load_settings
from trama.web.protocol.openapi import describe

_EXAMPLE = re.compile(r"^(?:Example|Esempio): `(.*)`$", re.MULTILINE)


def pages(lang: str) -> Iterator[tuple[str, str]]:
    """Yield the pages of the reference in a language: where each is, and its Markdown."""
    it = lang == "it"
    folder = "riferimento" if it else "reference"
    yield f"{folder}/{'comandi' if it else 'commands'}.md", commands(lang)
    yield f"{folder}/{'impostazioni' if it else 'settings'}.md", settings(lang)
    yield f"{folder}/{'domande' if it else 'queries'}.md", queries(lang)
    yield f"{folder}/api.md", api(lang)
    yield f"{folder}/{'ontologia' if it else 'ontology'}.md", ontology(lang)
    if not it:
        yield "reference/python.md", python()


def commands(lang: str) -> str:
    """Return the page of the command line."""
    it = lang == "it"
    lines = [f"# {'I comandi' if it else 'The command line'}", ""]
    lines += [
        "Lo stato di uscita è 0 se tutto va bene, 1 se ci sono risultati almeno della gravità chiesta o non si "
        "trova nulla, 2 se quel che si dà non si può usare. `--lang` e `--root` valgono ovunque."
        if it
        else "Exit status: 0 good, 1 results at or above the asked severity or nothing found, 2 unusable input. "
        "`--lang` and `--root` are taken everywhere.",
        "",
    ]
    made = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    for italian, english, members in GROUPS:
        lines += [f"## {italian if it else english}", ""]
        for member in members:
            if member.name in made:
                lines += _command(member.name, made[member.name], lang)
    return "\n".join(lines)


def _command(name: str, command: Any, lang: str) -> Iterator[str]:
    it = lang == "it"
    help = command.help or ""
    text = about(name, help) if it else help
    examples = _EXAMPLE.findall(text)
    yield f"### trama {name}"
    yield ""
    yield _EXAMPLE.sub("", text).strip()
    yield ""
    shown = [p for p in command.params if getattr(p, "help", None) and p.name != "help"]
    if shown:
        yield f"| {'argomento o opzione' if it else 'argument or option'} | {'che cos’è' if it else 'what it is'} |"
        yield "|---|---|"
    for parameter in shown:
        told = table()["options"].get(parameter.help, parameter.help) if it else parameter.help
        names = ", ".join(parameter.opts) if parameter.opts[0][0] == "-" else parameter.name.upper()
        yield f"| `{names}` | {_cell(told)} |"
    yield ""
    for example in examples:
        yield f"```console\n$ {example}\n```\n"


def settings(lang: str) -> str:
    """Return the page of the settings."""
    it = lang == "it"
    lines = [f"# {'Le impostazioni' if it else 'Settings'}", ""]
    lines += [
        "Stanno in `trama.toml`, una tabella per parte, o nell’ambiente: `time` in `[query]` è "
        "`TRAMA_QUERY_TIME`. `trama config` dice i valori in uso. Le descrizioni sono quelle del codice, in inglese."
        if it
        else "They stand in `trama.toml`, a table a part, or in the environment: `time` in `[query]` is "
        "`TRAMA_QUERY_TIME`. `trama config` tells the values in use.",
        "",
    ]
    for part in PARTS:
        lines += [f"## [{part}]", ""]
        lines += [
            f"| {'nome' if it else 'name'} | {'se manca' if it else 'default'} | {'che cos’è' if it else 'what it is'} |",
            "|---|---|---|",
        ]
        for given in load_settings({"TRAMA_ROOT": str(_root())}).given:
            if given.name.startswith(f"{part}."):
                lines.append(f"| `{given.name}` | `{given.default!r}` | {_cell(given.help)} |")
        lines.append("")
    return "\n".join(lines)


def queries(lang: str) -> str:
    """Return the page of the ready queries."""
    it = lang == "it"
    lines = [f"# {'Le interrogazioni pronte' if it else 'Ready queries'}", ""]
    lines += [
        "Ognuna si pone con `trama query NOME`, con `plan.queries.nome()` da Python, e a `/api/NOME`."
        if it
        else "Each is asked by `trama query NAME`, by `plan.queries.name()` from Python, and at `/api/NAME`.",
        "",
    ]
    for name, query in read_queries(_root() / "queries").items():
        lines += [f"## {name}", "", f"**{query.title[lang]}** {query.description[lang]}", ""]
        for parameter in query.parameters:
            default = f" ({parameter.default})" if parameter.default else ""
            lines.append(f"- `{parameter.name}`: {parameter.label[lang]}{default}")
        lines.append("")
    return "\n".join(lines)


def api(lang: str) -> str:
    """Return the page of the HTTP interface."""
    it = lang == "it"
    described = describe(read_queries(_root() / "queries").values(), "/")
    lines = [f"# {'API' if it else 'The API'}", "", described["info"]["description"], ""]
    lines += [
        "La descrizione per i programmi (OpenAPI 3.1) è a `/api/openapi.json`."
        if it
        else "Its description for programs (OpenAPI 3.1) is at `/api/openapi.json`.",
        "",
        f"| {'indirizzo' if it else 'address'} | {'parametri' if it else 'parameters'} | {'che cosa dà' if it else 'what it gives'} |",
        "|---|---|---|",
    ]
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            names = [p["name"] for p in operation.get("parameters", []) if "name" in p]
            told = operation.get("summary", "")
            lines.append(
                f"| `{method.upper()} {path}` | {', '.join(f'`{n}`' for n in names)} | {_cell(told)} |"
            )
    return "\n".join(lines) + "\n"


def ontology(lang: str) -> str:
    """Return the page of the vocabulary's terms."""
    it = lang == "it"
    graph = Graph().parse(_root() / "ontology" / "trama.ttl")
    lines = [f"# {'Il vocabolario' if it else 'The vocabulary'}", ""]
    lines += [
        "Ogni termine è a `https://w3id.org/trama/ns#…`; la pagina `/ns` ne dà assiomi, esempi e disegno."
        if it
        else "Each term is at `https://w3id.org/trama/ns#…`; the page `/ns` has axioms, examples and a drawing.",
        "",
    ]
    kinds = (
        ("Classi" if it else "Classes", OWL.Class),
        ("Relazioni" if it else "Relations", OWL.ObjectProperty),
        ("Attributi" if it else "Attributes", OWL.DatatypeProperty),
    )
    for title, kind in kinds:
        lines += [
            f"## {title}",
            "",
            f"| {'termine' if it else 'term'} | {'nome' if it else 'name'} | {'definizione' if it else 'definition'} |",
            "|---|---|---|",
        ]
        terms = {s for s in graph.subjects(RDF.type, kind) if isinstance(s, URIRef)}
        for term in sorted(t for t in terms if t.startswith(TRAMA[""].value)):
            label, words = _in(graph, term, RDFS.label, lang), ""
            for predicate in (SKOS.definition, RDFS.comment):
                words = words or _in(graph, term, predicate, lang)
            lines.append(f"| `trama:{term.rpartition('#')[2]}` | {_cell(label)} | {_cell(words)} |")
        lines.append("")
    return "\n".join(lines)


def python() -> str:
    """Return the page of the package's public face."""
    lines = ["# Python", "", inspect.getdoc(trama) or "", ""]
    for name in sorted(trama.__all__, key=lambda one: (one != "open", one)):
        found = getattr(trama, name)
        if name == "__version__":
            continue
        lines += [f"## {name}", "", f"```python\n{name}{_signature(found)}\n```", ""]
        lines += [inspect.getdoc(found) or "", ""]
        if name not in ("Dataset", "Rows", "Row", "Thing"):
            continue
        for member, value in vars(found).items():
            if member.startswith("_") or not inspect.getdoc(value):
                continue
            signature = _signature(value) if callable(value) else ""
            lines += [f"### {name}.{member}", "", f"```python\n{member}{signature}\n```", ""]
            lines += [inspect.getdoc(value) or "", ""]
    return "\n".join(lines)


def _signature(found: Any) -> str:
    try:
        # The address of a function in memory is nothing to read, and never the same.
        return re.sub(r"<\w+ .*? at 0x[0-9a-f]+>", "…", str(inspect.signature(found)))
    except (TypeError, ValueError):
        return ""


def _in(graph: Graph, term: URIRef, predicate: URIRef, lang: str) -> str:
    return next(
        (str(o) for o in graph.objects(term, predicate) if getattr(o, "language", "") == lang), ""
    )


def _cell(text: str) -> str:
    return " ".join(str(text).split()).replace("|", "\\|").replace("<", "&lt;")


def _root() -> Any:
    from make import ROOT

    return ROOT
