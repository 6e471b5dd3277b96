"""Rendering a template for a site, whether it is served or static."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from trama.publish.dataset import LICENCE
from trama.publish.numbers import day, number
from trama.publish.site import Site
from trama.publish.words import word
from trama.rdf.forms import FORMATS

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates, with everything escaped and nothing undefined."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render(template: str, site: Site, **facts: Any) -> str:
    """Return a page of a site; the template finds the site's words under `w`."""
    words: Callable[..., str] = lambda key, *values: word(key, site.lang, *values)  # noqa: E731
    when: Callable[[str], str] = lambda value: day(value, site.lang)  # noqa: E731
    digits: Callable[[object], str] = lambda value: number(str(value), site.lang)  # noqa: E731
    return (
        environment()
        .get_template(template)
        .render(
            site=site,
            w=words,
            bytes=_bytes,
            digits=digits,
            when=when,
            licence=LICENCE,
            formats=FORMATS,
            **facts,
        )
    )


def _bytes(size: int) -> str:
    """A size for people, in whole units, which every language writes alike."""
    return f"{size} byte" if size < 1000 else f"{round(size / 1000)} kB"
