"""The same query as a program: what a person can copy into a terminal, a script or a notebook."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass

from trama.rdf.tokens import query_form


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of code that asks one query at one address."""

    name: str
    title: str
    code: str


def snippets(query: str, endpoint: str) -> tuple[Snippet, ...]:
    """Return the code that asks a query at an address, in each language there is.

    What the code does with the answer depends on the form of the query: rows, yes or no, or a graph.
    """
    form = query_form(query)
    kind = {"ASK": "boolean", "CONSTRUCT": "graph", "DESCRIBE": "graph"}.get(form, "rows")
    return tuple(Snippet(name, title, write(query, endpoint, kind)) for name, title, write in _ALL)


def _curl(query: str, endpoint: str, kind: str) -> str:
    accept = {
        "rows": "text/csv",
        "boolean": "application/sparql-results+json",
        "graph": "text/turtle",
    }[kind]
    end = _unused("SPARQL", query)
    return (
        f"curl --silent --show-error --fail-with-body \\\n"
        f"  --header {shlex.quote(f'Accept: {accept}')} \\\n"
        f"  --data-urlencode query@- {shlex.quote(endpoint)} <<'{end}'\n{query}\n{end}\n"
    )


def _sparqlwrapper(query: str, endpoint: str, kind: str) -> str:
    format = "TURTLE" if kind == "graph" else "JSON"
    answer = {
        "rows": 'for row in answer["results"]["bindings"]:\n'
        '    print({name: cell["value"] for name, cell in row.items()})\n',
        "boolean": 'print(answer["boolean"])\n',
        "graph": 'print(answer.decode("utf-8"))\n',
    }[kind]
    return (
        f"# python -m pip install sparqlwrapper\n"
        f"from SPARQLWrapper import {', '.join(sorted((format, 'POST')))}, SPARQLWrapper\n\n"
        f"{_ask(query, endpoint, format)}"
        f"answer = service.query().convert()\n{answer}"
    )


def _pandas(query: str, endpoint: str, kind: str) -> str:
    if kind == "rows":
        return (
            f"# python -m pip install sparqlwrapper pandas\n"
            f"from io import BytesIO\n\nimport pandas as pd\n"
            f"from SPARQLWrapper import CSV, POST, SPARQLWrapper\n\n"
            f"{_ask(query, endpoint, 'CSV')}"
            f"# Codes such as 015146 stay texts; pd.to_numeric makes numbers of a column.\n"
            f"table = pd.read_csv(BytesIO(service.query().convert()), dtype=str)\n"
            f"print(table)\n"
        )
    if kind == "boolean":
        return (
            f"# python -m pip install sparqlwrapper pandas\n"
            f"import pandas as pd\nfrom SPARQLWrapper import JSON, POST, SPARQLWrapper\n\n"
            f"{_ask(query, endpoint, 'JSON')}"
            f'table = pd.DataFrame({{"answer": [service.query().convert()["boolean"]]}})\n'
            f"print(table)\n"
        )
    return (
        f"# python -m pip install sparqlwrapper rdflib pandas\n"
        f"import pandas as pd\nfrom rdflib import Graph\n"
        f"from SPARQLWrapper import POST, TURTLE, SPARQLWrapper\n\n"
        f"{_ask(query, endpoint, 'TURTLE')}"
        f'graph = Graph().parse(data=service.query().convert(), format="turtle")\n'
        f'table = pd.DataFrame(list(graph), columns=["subject", "predicate", "object"])\n'
        f"print(table)\n"
    )


def _ask(query: str, endpoint: str, format: str) -> str:
    return (
        f"service = SPARQLWrapper({_python_text(endpoint)})\n"
        f"service.setMethod(POST)\n"
        # Without this it also sends parameters that name the format in words of its own.
        f"service.setOnlyConneg(True)\n"
        f"service.setReturnFormat({format})\n"
        f"service.setQuery({_python_text(query)})\n"
    )


def _r(query: str, endpoint: str, kind: str) -> str:
    accept = {"rows": "text/csv", "boolean": "application/sparql-results+json"}.get(
        kind, "text/turtle"
    )
    answer = {
        "rows": "# Codes such as 015146 stay texts; type.convert(table, as.is = TRUE) makes numbers.\n"
        'table <- read.csv(text = answer, colClasses = "character", encoding = "UTF-8")\n'
        "print(table)\n",
        "boolean": "print(jsonlite::fromJSON(answer)$boolean)\n",
        "graph": "cat(answer)\n",
    }[kind]
    packages = '"httr2", "jsonlite"' if kind == "boolean" else '"httr2"'
    return (
        f"# install.packages(c({packages})); R 4.1 or later\n"
        f"library(httr2)\n\n"
        f"query <- {_r_text(query)}\n\n"
        f"answer <- request({_r_text(endpoint)}) |>\n"
        f'  req_headers(Accept = "{accept}") |>\n'
        f"  req_body_form(query = query) |>\n"
        f"  req_perform() |>\n"
        f"  resp_body_string()\n\n{answer}"
    )


def _python_text(text: str) -> str:
    """Write a text as Python does, over several lines if it can be read so."""
    if "\n" not in text:
        return repr(text)
    if "\\" in text or '"""' in text or text.endswith('"') or not _plain(text):
        lines = "\n".join(f"    {line!r}" for line in text.splitlines(keepends=True))
        return f"(\n{lines}\n)"
    return f'"""\\\n{text}"""'


def _plain(text: str) -> bool:
    """Whether a text is the same after a file of code was written and read."""
    return all(char == "\n" or char.isprintable() for char in text)


def _r_text(text: str) -> str:
    """Write a text as R's raw strings do (R 4.0), with as many dashes as it needs."""
    dashes = ""
    while f'){dashes}"' in text:
        dashes += "-"
    return f'r"{dashes}({text}){dashes}"'


def _unused(word: str, text: str) -> str:
    lines = set(text.split("\n"))
    while word in lines:
        word += "_"
    return word


_ALL: tuple[tuple[str, str, Callable[[str, str, str], str]], ...] = (
    ("curl", "curl", _curl),
    ("sparqlwrapper", "Python (SPARQLWrapper)", _sparqlwrapper),
    ("pandas", "Python (pandas)", _pandas),
    ("r", "R", _r),
)
