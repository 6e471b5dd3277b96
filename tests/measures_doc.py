"""The tables of figures in `docs/measures.md`, which are computed, never typed.

A table stands between `<!-- figures: MEASURE; rows N; columns A B C -->` and `<!-- end -->`. After a change of
the links, `python tests/measures_doc.py` writes them anew from the build.
"""

from __future__ import annotations

import re
from pathlib import Path

from trama.network.figures import figures, shown
from trama.network.network import Filter, Network, read_network
from trama.settings import load_settings
from trama.store import open_store

BLOCK = re.compile(
    r"(<!-- figures: (?P<name>[\w-]+)(?:; rows (?P<rows>\d+))?(?:; columns (?P<columns>[\w ]+))? -->\n)"
    r".*?(<!-- end -->)",
    re.DOTALL,
)


def rewritten(text: str, network: Network) -> str:
    """The text with each of its tables as the network has it."""
    return BLOCK.sub(lambda block: block[1] + _table(block, network) + block[5], text)


def _table(block: re.Match[str], network: Network) -> str:
    table = figures(network, block["name"], "en")
    columns = block["columns"].split() if block["columns"] else list(table.columns)
    places = [table.columns.index(column) for column in columns]
    kept = table.rows[: int(block["rows"])] if block["rows"] else table.rows
    rows = [columns, ["---"] * len(columns)]
    rows += [[shown(row[place]) for place in places] for row in kept]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


if __name__ == "__main__":
    settings = load_settings()
    doc = settings.root / "docs" / "measures.md"
    network = read_network(open_store(settings.build / "store")).kept(Filter())
    doc.write_text(rewritten(Path(doc).read_text(encoding="utf-8"), network), encoding="utf-8")
