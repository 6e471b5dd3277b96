"""A country of made-up plans: a folder with sources, as large as asked, to build and measure on.

    python benchmarks/country.py FOLDER [--plans 133]

The comuni beyond those of the register are invented, and stand in its zones in turn; every plan is one of
`tests/generated_plans.py` without planted defects. The same number gives the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests")]

import generated_plans as made_up  # noqa: E402

LINKED = ("ontology", "shapes", "queries")


def make(folder: Path, plans: int) -> Path:
    """Write the sources of a country with so many plans into a folder that does not exist yet."""
    folder.mkdir(parents=True)
    for name in LINKED:
        (folder / name).symlink_to(ROOT / name, target_is_directory=True)
    shutil.copytree(ROOT / "graph", folder / "graph")
    comuni = made_up.read_comuni(ROOT)
    if plans > len(comuni):
        comuni += _invented(folder / "graph" / "territory" / "comuni.csv", comuni, plans)
    upper = made_up.psttm(ROOT)
    for comune in comuni[:plans]:
        draft = made_up.draft(comune, upper, seed=6)
        written = made_up.write(draft, folder / "graph" / draft.id)
        # A plan that stands among the registers need not say where its comune is.
        (written / "comuni.csv").unlink()
    return folder


def _invented(register: Path, known: list[made_up.Comune], plans: int) -> list[made_up.Comune]:
    with register.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    taken = {comune.istat for comune in known}, {comune.cadastral for comune in known}
    codes = (f"{n:06}" for n in range(100_001, 200_000) if f"{n:06}" not in taken[0])
    letters = (
        code
        for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        for n in range(1000)
        if (code := f"{letter}{n:03}") not in taken[1]
    )
    made = []
    for number in range(plans - len(known)):
        like = rows[number % len(rows)]
        row = like | {
            "istat": next(codes),
            "cadastral": next(letters),
            "label_it": f"Comune inventato {number + 1}",
            "union": "",
            "name_in_plan": "",
        }
        rows.append(row)
        made.append(
            made_up.Comune(row["istat"], row["cadastral"], row["label_it"], row["zone"], "")
        )
    with register.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return made


def main() -> None:
    """Write the sources."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--plans", type=int, default=133)
    given = parser.parse_args()
    make(given.folder, given.plans)


if __name__ == "__main__":
    main()
