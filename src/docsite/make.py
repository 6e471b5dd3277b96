"""Build the site of documentation: `python3 src/docsite/make.py [OUT]`, by default into `build/documentation`.

The pages are those of `docs/` (English) and `docs/it/` (Italian), and a reference made from the code. Zensical
(https://zensical.org/) makes the site, once a language. Nothing in it asks anything of another server, and no script
stands inside a page, so it is served under the policy of all pages.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
OUT = ROOT / "build" / "documentation"
LANGUAGES = ("it", "en")

NOTEBOOKS = [f"notebooks/{name}.md" for name in ("questions", "two_plans", "network", "figure")]

Nav = list[tuple[str, list[str]]]
NAV: dict[str, Nav] = {
    "it": [
        ("", ["index.md"]),
        ("Per cominciare", ["primi-passi.md"]),
        (
            "Come si fa",
            [
                "guide/verificare.md",
                "guide/installare.md",
                "guide/aggiungere.md",
                "guide/python.md",
                *NOTEBOOKS,
            ],
        ),
        (
            "Riferimento",
            [
                "riferimento/comandi.md",
                "riferimento/impostazioni.md",
                "riferimento/domande.md",
                "riferimento/api.md",
                "riferimento/ontologia.md",
            ],
        ),
        ("Come funziona", ["come-funziona.md"]),
    ],
    "en": [
        ("", ["index.md"]),
        ("Tutorial", ["first-steps.md"]),
        (
            "How to",
            [
                "guides/checking.md",
                "guides/installing.md",
                "guides/adding.md",
                "guides/python.md",
                *NOTEBOOKS,
                "curating.md",
                "questions.md",
                "assistants.md",
                "reconciliation.md",
                "publishing.md",
                "running.md",
                "guides/releasing.md",
            ],
        ),
        (
            "Reference",
            [
                "reference/commands.md",
                "reference/settings.md",
                "reference/queries.md",
                "reference/api.md",
                "reference/ontology.md",
                "reference/python.md",
                "checks.md",
                "plans-in.md",
                "model.md",
                "measures.md",
            ],
        ),
        (
            "Explanation",
            [
                "reading.md",
                "suggest.md",
                "contrasts.md",
                "coherence-matrix.md",
                "growth.md",
                "stability.md",
                "decisions/index.md",
            ],
        ),
    ],
}
"""The pages of each language by their kind: tutorial, how-to, reference, explanation. Others are found by search."""

_WORDS = {
    "it": {"name": "Trama · documentazione", "dark": "Tema scuro", "light": "Tema chiaro"},
    "en": {"name": "Trama · documentation", "dark": "Dark theme", "light": "Light theme"},
}
_LINK = re.compile(r"(!?)\[([^\]]*)\]\((?!https?:|#|mailto:)([^)#\s]+)(#[^)]*)?\)")
_NO_MAP = '<?xml version="1.0"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>\n'
# What the theme gives is too faint beside its ground (WCAG 2.1, 1.4.3).
_STYLE = """[data-md-color-scheme="default"] .md-nav .md-nav__link--active .md-ellipsis { color: #26348f; }
[data-md-color-scheme="slate"] .md-nav .md-nav__link--active .md-ellipsis { color: #c3ccff; }
"""
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def main(arguments: Sequence[str]) -> int:
    """Build the site and say where it is."""
    out = Path(arguments[0]) if arguments else OUT
    build(out)
    print(f"the documentation is in {out}")
    return 0


def build(out: Path) -> None:
    """Build the site in both languages into a folder, which it replaces; SystemExit if Zensical cannot."""
    with tempfile.TemporaryDirectory() as folder:
        for lang in LANGUAGES:
            place = Path(folder) / lang
            write_sources(place / "docs", lang)
            (place / "zensical.toml").write_text(_settings(lang), encoding="utf-8")
            _make(place)
            _tidy(place / "site")
        shutil.rmtree(out, ignore_errors=True)
        for lang in LANGUAGES:
            shutil.copytree(Path(folder) / lang / "site", out / lang)


def write_sources(folder: Path, lang: str) -> None:
    """Write the pages of a language as Markdown: those that are kept, and those made from the code."""
    sys.path.insert(0, str(Path(__file__).parent))
    from reference import pages

    home = DOCS / "it" if lang == "it" else DOCS
    left_out = [] if lang == "it" else [DOCS / "it", DOCS / "screenshots"]
    made = dict(pages(lang))
    for path in sorted((DOCS / "notebooks").glob("*.ipynb")):
        made[f"notebooks/{path.stem}.md"] = _notebook(json.loads(path.read_text(encoding="utf-8")))
    if lang == "en":
        made["decisions/index.md"] = _decisions()
    for path in sorted(home.rglob("*.md")):
        if not any(path.is_relative_to(other) for other in left_out):
            place = path.relative_to(home)
            text = path.read_text(encoding="utf-8")
            _write(
                folder / place, _LINK.sub(partial(_linked, page=path, home=home, made=made), text)
            )
    for name, text in {**made, "trama.css": _STYLE}.items():
        _write(folder / name, text)


def _linked(found: re.Match[str], *, page: Path, home: Path, made: dict[str, str]) -> str:
    """Keep a link that leads to a page; of one that leads out of the documentation, keep the words."""
    picture, words, target, anchor = found.groups()
    path = Path(os.path.normpath(page.parent / target))
    inside = path.is_relative_to(home) and (
        path.exists() or path.relative_to(home).as_posix() in made
    )
    if inside and "screenshots" not in path.parts and path.suffix == ".md":
        return found[0]
    if path.is_relative_to(DOCS) and path.is_file() and path.suffix == ".md" and home != DOCS:
        up = "../" * (len(page.relative_to(home).parts) + (page.name != "index.md"))
        return (
            f"[{words}]({up}en/{path.relative_to(DOCS).with_suffix('').as_posix()}/{anchor or ''})"
        )
    return "" if picture else words


def _notebook(book: dict[str, Any]) -> str:
    """A notebook as a page: its words, its code, and what that gives."""
    parts = []
    for cell in book["cells"]:
        source = "".join(cell["source"])
        parts.append(source if cell["cell_type"] == "markdown" else f"```python\n{source}\n```")
        for output in cell.get("outputs", []):
            told = output.get("text") or output.get("data", {}).get("text/plain", "")
            parts.append(f"```text\n{''.join(told).rstrip()}\n```")
    return "\n\n".join(parts) + "\n"


def _decisions() -> str:
    lines = ["# Decisions", "", "What was decided, with the figures that decided it.", ""]
    for path in sorted((DOCS / "decisions").glob("*.md")):
        title = path.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ")
        lines.append(f"- [{title}]({path.name})")
    return "\n".join(lines) + "\n"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _settings(lang: str) -> str:
    """The settings of Zensical for a language."""
    words, other = _WORDS[lang], "en" if lang == "it" else "it"
    nav = ",\n  ".join(
        json.dumps(page)
        if not title
        else "{ " + json.dumps(title) + " = " + json.dumps(pages) + " }"
        for title, pages in NAV[lang]
        for page in (pages if not title else [""])
    )
    names = {"it": "Italiano", "en": "English"}
    return f"""[project]
site_name = {json.dumps(words["name"])}
site_url = ""
extra_css = ["trama.css"]
nav = [
  {nav}
]
[project.theme]
language = "{lang}"
font = false
features = ["navigation.sections", "navigation.footer", "navigation.top", "search.highlight"]
[[project.theme.palette]]
media = "(prefers-color-scheme: light)"
scheme = "default"
toggle.icon = "lucide/moon"
toggle.name = {json.dumps(words["dark"])}
[[project.theme.palette]]
media = "(prefers-color-scheme: dark)"
scheme = "slate"
toggle.icon = "lucide/sun"
toggle.name = {json.dumps(words["light"])}
[project.extra]
generator = false
homepage = "/"
[[project.extra.alternate]]
name = "{names[lang]}"
link = "/docs/{lang}/"
lang = "{lang}"
[[project.extra.alternate]]
name = "{names[other]}"
link = "/docs/{other}/"
lang = "{other}"
[project.markdown_extensions]
admonition = {{}}
attr_list = {{}}
tables = {{}}
toc.permalink = true
pymdownx.highlight.use_pygments = true
pymdownx.superfences = {{}}
"""


def _make(place: Path) -> None:
    command = [str(Path(sys.executable).with_name("zensical")), "build", "--strict"]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise SystemExit(f"the documentation cannot be built:\n{done.stdout}{done.stderr}")


def _tidy(site: Path) -> None:
    """Take the scripts out of the pages, each into a file; the map of a site without an address is empty."""
    (site / "sitemap.xml").write_text(_NO_MAP, encoding="utf-8")
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        up = "../" * (len(page.relative_to(site).parts) - 1)
        page.write_text(_INLINE.sub(partial(_apart, site=site, up=up), text), encoding="utf-8")


def _apart(found: re.Match[str], *, site: Path, up: str) -> str:
    script = found[1]
    name = f"assets/javascripts/{hashlib.sha256(script.encode()).hexdigest()[:12]}.js"
    (site / name).write_text(script, encoding="utf-8")
    return f'<script src="{up or "./"}{name}"></script>'


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
