"""How each step grows with the number of plans: processor time at each size, and the exponent between sizes.

    python benchmarks/growth.py [--plans 1 20 133] [--keep FOLDER]

Every step is measured in a process of its own, which reports its time without the start of Python. The
exponent is that of the time over the statements, from the second smallest size to the largest: 1 is linear.
A size of 1 has one plan beside that above it. With `--keep`, countries that stand in the folder are used again.
"""

from __future__ import annotations

import argparse
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from country import make

# What stands before this in a step is not measured.
_BEGIN = "before = time.process_time(); "
STEPS = {
    "build": "from trama.build.dataset import build_dataset; build_dataset(settings)",
    "validate, in memory": (
        "from trama.validate.data import of_build; "
        "from trama.validate.shapes import read_shapes, validate; "
        "validate(of_build(settings.build / 'dataset.nq'), read_shapes(settings.root / 'shapes'))"
    ),
    "names of all things": (
        "from trama.publish.directory import read_directory; read_directory(store())"
    ),
    "network of all links": (
        "from trama.network.network import read_network; read_network(store())"
    ),
    "two plans beside that in force": (
        "from trama.network.network import plans_in_force, read_beside, read_network; "
        "engine = store(); above = plans_in_force(engine); whole = read_network(engine, above); "
        "others = [f'{settings.base}id/{path.name}' for path in lower()[:2]]; "
        + _BEGIN
        + "read_beside(engine, above, others, whole)"
    ),
    "check of one plan": (
        "from trama.check.comparison import check_plans; "
        "from trama.plans.package import read_package; "
        "check_plans([read_package(lower()[0])], settings)"
    ),
    "check of all plans": (
        "from trama.check.comparison import check_plans; "
        "from trama.plans.package import read_package; "
        "check_plans([read_package(path) for path in lower()], settings)"
    ),
    "all ready queries": (
        "from asked import ready; engine = store(); texts = ready(); "
        + _BEGIN
        + "[list(engine.query(text)) for text in texts.values()]"
    ),
    "100 pages of the plan above": (
        "from trama.web.board import Board; "
        "from trama.web.server.app import create_app_of; "
        "from trama.web.state import Service, load_state; "
        "client = create_app_of(Service(load_state(settings), pool=None, board=Board())).test_client(); "
        "paths = [f'/page/psttm-2025-2027/objective/M{m}-{n:02}' for m in range(1, 6) for n in range(1, 6)]; "
        "[client.get(path) for path in paths]; "
        + _BEGIN
        + "[client.get(path) for _ in range(4) for path in paths]"
    ),
    "count of all statements": "list(store().query('SELECT (COUNT(*) AS ?n) { ?s ?p ?o }'))",
    "one objective": (
        "list(store().query('SELECT * { <https://w3id.org/trama/id/psttm-2025-2027/objective/M2-15>"
        " ?p ?o }'))"
    ),
}
_RUN = """
import resource, sys, time
from trama.settings import load_settings
from trama.store.current import open_current
settings = load_settings()
def store():
    return open_current(settings)
def lower():
    return sorted((settings.root / "graph").glob("generato-*"))
before = time.process_time()
{step}
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(time.process_time() - before, peak)
"""


def measured(step: str, root: Path) -> tuple[float, float]:
    """Return the seconds and the megabytes that a step takes."""
    found = subprocess.run(  # noqa: S603 - the steps stand above
        [sys.executable, "-c", _RUN.replace("{step}", step)],
        env=os.environ | {"TRAMA_ROOT": str(root), "PYTHONPATH": str(Path(__file__).parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, megabytes = found.stdout.split()
    return float(seconds), float(megabytes)


def country(folder: Path, plans: int) -> Path:
    """Return the folder of a country that is built, made if it is not there."""
    root = folder / str(plans)
    if not root.exists():
        make(root, plans)
    if not (root / "build" / "manifest.json").exists():
        subprocess.run(
            [sys.executable, "-m", "trama", "build"],
            env=os.environ | {"TRAMA_ROOT": str(root)},
            check=True,
            capture_output=True,
        )
    return root


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, nargs="+", default=[1, 20, 133])
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--step", nargs="+", default=list(STEPS), choices=list(STEPS))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        roots = {plans: country(folder, plans) for plans in given.plans}
        sizes = {
            plans: sum(1 for _ in (root / "build" / "dataset.nq").open("rb"))
            for plans, root in roots.items()
        }
        print("| step |", " | ".join(f"{p} plans" for p in roots), "| exponent | memory at most |")
        print("|---|", "---|" * (len(roots) + 2), sep="")
        print("| statements |", " | ".join(f"{n:,}" for n in sizes.values()), "| | |")
        for name in given.step:
            step = STEPS[name]
            taken = {plans: measured(step, root) for plans, root in roots.items()}
            first, last = given.plans[min(1, len(given.plans) - 2)], given.plans[-1]
            grown = math.log(taken[last][0] / taken[first][0])
            exponent = grown / math.log(sizes[last] / sizes[first])
            times = " | ".join(f"{seconds:.2f} s" for seconds, _ in taken.values())
            peak = max(megabytes for _, megabytes in taken.values())
            print(f"| {name} | {times} | {exponent:.2f} | {peak:,.0f} MB |", flush=True)


if __name__ == "__main__":
    main()
