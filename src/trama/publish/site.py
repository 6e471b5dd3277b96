"""Where things are on a site: the same pages served by a program, or laid down as plain files.

A place is a key such as `id/comune/015146`, `graph/territory`, `ns/plan-kind/strategic-plan`, `ns#Driver`
or `catalogo`. A site turns it into an address, for the language of the page being written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol
from urllib.parse import quote, urlencode

from trama.namespaces import KIND, TRAMA

LANGUAGES = ("it", "en")


class Site(Protocol):
    """What a template asks of a site."""

    @property
    def lang(self) -> str:
        """The language of the page being written."""
        ...

    @property
    def live(self) -> bool:
        """Whether a program answers: then there are search, API and SPARQL."""
        ...

    def page(self, key: str, *, page: int = 1, lang: str = "") -> str:
        """The address of a page for people."""
        ...

    def data(self, key: str, format: str, *, page: int = 1) -> str:
        """The address of a document for machines."""
        ...

    def file(self, path: str) -> str:
        """The address of a file: a style sheet, a dump."""
        ...

    def translated(self, lang: str) -> str:
        """The address of the page being written, in another language."""
        ...

    def within(self, key: str) -> bool:
        """Whether the page being written is this place, or stands below it."""
        ...

    def canonical(self) -> str:
        """The one address of the page being written, whole; empty if the site does not know its host."""
        ...


def key_of(iri: str, base: str) -> str:
    """Return the place of an IRI of ours, fragments of things left out; empty if it is another's."""
    for part in ("id/", "graph/"):
        if iri.startswith(base + part):
            return iri.removeprefix(base).partition("#")[0]
    if iri.startswith(TRAMA.iri):
        return "ns#" + iri.removeprefix(TRAMA.iri)
    if iri.startswith(KIND.iri):
        return "ns/" + iri.removeprefix(KIND.iri)
    return "ns" if iri == TRAMA.iri.rstrip("#") else ""


@dataclass(frozen=True, slots=True)
class ServedSite:
    """A site that a program serves; `root` is the path it hangs from, `path` that of the request."""

    lang: str = "it"
    root: str = ""
    path: str = "/"
    arguments: tuple[tuple[str, str], ...] = ()
    live: bool = True
    origin: str = ""

    def page(self, key: str, *, page: int = 1, lang: str = "") -> str:
        """The address of a page for people."""
        facts = {"lang": "en"} if (lang or self.lang) == "en" else {}
        if page > 1:
            facts["page"] = str(page)
        key, _, fragment = key.partition("#")
        return self.root + _with(served_path(key), facts) + (f"#{fragment}" if fragment else "")

    def data(self, key: str, format: str, *, page: int = 1) -> str:
        """The address of a document for machines."""
        path = f"/{key}" if key.split("/")[0] in ("graph", "catalogo", "ns") else ""
        path = path or f"/data/{key.removeprefix('id/')}"
        if key.startswith("ns/"):
            path = f"/data/{key}"
        return self.root + _with(f"{quote(path)}.{format}", {"page": str(page)} if page > 1 else {})

    def file(self, path: str) -> str:
        """The address of a file."""
        return f"{self.root}/{quote(path)}"

    def translated(self, lang: str) -> str:
        """The address of the page being written, in another language."""
        kept = {name: value for name, value in self.arguments if name != "lang"}
        return self.root + _with(quote(self.path), {**kept, "lang": lang})

    def within(self, key: str) -> bool:
        """Whether the page being written is this place, or stands below it."""
        path = self.path.strip("/")
        return bool(key) and (path == key or path.startswith(f"{key}/"))

    def canonical(self) -> str:
        """The one address of the page being written; empty if the host is not known."""
        if not self.origin:
            return ""
        facts = {"lang": "en"} if self.lang == "en" else {}
        # A page of a list, a search or a ready query is a page of its own; other states are not.
        kept = {name: value for name, value in self.arguments if name in ("page", "q", "pronta")}
        return self.origin + self.root + _with(quote(self.path), {**kept, **facts})


def served_path(key: str) -> str:
    """The path of a place's page on a served site."""
    if key in ("", "ns"):
        return f"/{key}/" if key else "/"
    if key.startswith("id/"):
        return quote("/page/" + key.removeprefix("id/"))
    if key.startswith("ns/"):
        return quote("/page/" + key)
    return quote("/" + key)


@dataclass(frozen=True, slots=True)
class StaticSite:
    """A site of plain files; `here` is the place being written and `number` its page.

    Every address is relative, so the site works in any folder, and names its file, so that it also
    works without a server.
    """

    lang: str = "it"
    here: str = ""
    number: int = 1
    live: bool = False

    def page(self, key: str, *, page: int = 1, lang: str = "") -> str:
        """The address of a page for people."""
        key, _, fragment = key.partition("#")
        return self._to(html_file(key, lang or self.lang, page)) + (
            f"#{fragment}" if fragment else ""
        )

    def data(self, key: str, format: str, *, page: int = 1) -> str:
        """The address of a document for machines, which holds all pages."""
        return self._to(f"{key}.{format}")

    def file(self, path: str) -> str:
        """The address of a file."""
        return self._to(path)

    def translated(self, lang: str) -> str:
        """The address of the page being written, in another language."""
        return self.page(self.here, page=self.number, lang=lang)

    def within(self, key: str) -> bool:
        """Whether the page being written is this place, or stands below it."""
        return bool(key) and (self.here == key or self.here.startswith(f"{key}/"))

    def canonical(self) -> str:
        """Nothing: plain files do not know where they are put."""
        return ""

    def at(self, here: str, lang: str, number: int = 1) -> StaticSite:
        """The site seen from another place."""
        return replace(self, here=here, lang=lang, number=number)

    def _to(self, file: str) -> str:
        # Up to the top and down again: longer than need be, and far quicker to tell.
        up = "../" * (self.here.count("/") + 1) if self.here else ""
        return up + quote(file)


def html_file(key: str, lang: str, page: int = 1) -> str:
    """The file of a place's page on a static site: a folder's index, and its sisters."""
    name = "index" if lang == "it" else lang
    name += f"-{page}" if page > 1 else ""
    return f"{key}/{name}.html" if key else f"{name}.html"


def _with(path: str, facts: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(facts)}" if facts else path
