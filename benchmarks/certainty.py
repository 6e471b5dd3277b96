"""Count how often each rule that reads documents was right, on layouts whose objectives are known.

    python benchmarks/certainty.py FOLDER… [--first FOLDER…] [--write]

A folder holds `out/NAME/key.json`, with the objectives' `text`, beside `plan.docx` and `plan.pdf`. Layouts after
`--first` are those that the rules have not seen; a set is such only once. `--write` puts the counts where the reader
takes its certainties from. Told too: how many rows of each certainty, as it is told now, were right.
"""

from __future__ import annotations

import csv
import difflib
import json
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

from trama.errors import TramaError
from trama.plans.readers.documents import certainty, propose
from trama.plans.readers.documents.proposal import Row

FORMS = ("docx", "pdf")
LIKE = 0.9
TO = Path(certainty.__file__).with_name("certainties.csv")


def plain(text: str) -> str:
    """Return the letters and figures of a text."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).lower()


def judged(folder: Path) -> list[tuple[Row, bool]]:
    """Return each row that was read in a folder's layouts, and whether an objective has its words."""
    found: list[tuple[Row, bool]] = []
    for key in sorted(folder.glob("out/*/key.json")):
        objectives = json.loads(key.read_text(encoding="utf-8"))["objectives"]
        for form in FORMS:
            path = key.with_name(f"plan.{form}")
            wanted = [plain(one["text"]) for one in objectives]
            try:
                rows = propose(path.read_bytes(), path.name).rows
            except TramaError as error:
                print(f"{path.parent.name}/{path.name}: {error.said('en')}")
                continue
            for row in rows:
                text = plain(row.text)
                best = max(wanted, key=lambda one: ratio(text, one), default="")
                right = ratio(text, best) >= LIKE
                if right:
                    wanted.remove(best)
                found.append((row, right))
    return found


def ratio(one: str, other: str) -> float:
    """Return how alike two texts are, 0 if their lengths differ by much."""
    if abs(len(one) - len(other)) > 0.25 * max(len(one), len(other)):
        return 0.0
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


def main(folders: list[Path], first: list[Path], *, write: bool) -> None:
    """Print the counts and what they say of the certainties told now; write them if asked."""
    counts: dict[tuple[str, float], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    told: dict[tuple[bool, float], list[int]] = defaultdict(lambda: [0, 0])
    for folder in [*folders, *first]:
        new = folder in first
        for row, right in judged(folder):
            tally = counts[row.rule, certainty.band_of(row.strength)]
            for place, add in enumerate((1, right, new, new and right)):
                tally[place] += add
            told[new, row.certainty][0] += 1
            told[new, row.certainty][1] += right
    rows = []
    for (rule, start), tally in sorted(counts.items()):
        # A band with a few rows tells nothing by itself: it is judged with all of its rule.
        whole = [
            sum(column)
            for column in zip(*(t for (r, _), t in counts.items() if r == rule), strict=True)
        ]
        lower = certainty.bound(*(tally if tally[0] >= certainty.ENOUGH else whole))
        rows.append((rule, f"{start:.2f}", *tally, f"{lower:.2f}"))
    for row in (certainty.FIELDS, *rows):
        print(",".join(map(str, row)))
    for (new, sure), (count, right) in sorted(told.items()):
        name = "first meeting" if new else "seen before"
        print(f"{name}: told {sure:.2f}, {count} rows, right {right / count:.3f}")
    if write:
        with TO.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([certainty.FIELDS, *rows])


if __name__ == "__main__":
    given = sys.argv[1:]
    write = "--write" in given
    given = [one for one in given if one != "--write"]
    cut = given.index("--first") if "--first" in given else len(given)
    main([Path(one) for one in given[:cut]], [Path(one) for one in given[cut + 1 :]], write=write)
