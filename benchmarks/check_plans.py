"""How well and how fast plans are checked: one plan, then more and more, up to one for each comune.

The plans are made up (`tests/generated_plans.py`), with random defects of every kind. Reading the folders
counts; making them up and the start of Python do not. Judged is the time of the processor, the best of the
rounds, which other people's work on the machine does not lengthen; on a quiet one the clock shows the same.

    python benchmarks/check_plans.py [--plans 133] [--rounds 3]

Exit status 1 if a defect is missed, something else is found, one plan takes a second or more, all of them
ten or more, or the time grows faster than their number.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests")]

import generated_plans as made_up  # noqa: E402
from test_examples import key_of  # noqa: E402
from trama.build.dataset import build_dataset  # noqa: E402
from trama.check.comparison import check_plans  # noqa: E402
from trama.plans.package import read_package  # noqa: E402
from trama.settings import Settings  # noqa: E402
from trama.store.release import write_release  # noqa: E402


def main() -> int:
    """Run the benchmark and print what it finds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, default=133)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    comuni = made_up.read_comuni(ROOT)[: given.plans]
    sizes = sorted({1, *(max(2, len(comuni) * part // 8) for part in (1, 2, 4, 8))})
    times: dict[int, float] = {}
    clock: dict[int, float] = {}
    missed = extra = planted = 0
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(root=ROOT, build=Path(folder) / "build")
        write_release(build_dataset(settings), settings.build)
        check_plans([read_package(ROOT / "examples" / "esempio-dup-comune-piccolo")], settings)
        print("plans  objectives  findings  wall time  processor")
        for size in sizes:
            home = Path(folder) / str(size)
            # One comune has no neighbour to quarrel with: the smallest run takes the first of two.
            paths, key = made_up.generate(home, comuni[: max(2, size)], made_up.psttm(ROOT))
            taken = []
            for _ in range(given.rounds):
                start, wall = time.process_time(), time.perf_counter()
                plans = [read_package(path) for path in paths[:size]]
                report = check_plans(plans, settings)
                taken.append((time.process_time() - start, time.perf_counter() - wall))
            times[size] = min(cpu for cpu, _ in taken)
            clock[size] = min(wall for _, wall in taken)
            objectives = sum(plan.objectives for plan in report.lower)
            print(
                f"{size:5}  {objectives:10}  {len(report.findings):8}  {clock[size]:7.2f} s  {times[size]:9.2f} s"
            )
            if size > 1:
                told = [one for one in report.findings if one.code not in made_up.OF_WORDS]
                found = Counter(map(key_of, told))
                planted += sum(key.values())
                missed += sum((key - found).values())
                extra += sum((found - key).values())
    right = planted - missed
    print(f"planted {planted}, missed {missed}, found besides {extra}")
    print(f"recall {right / planted:.4f}, precision {right / (right + extra):.4f}")
    half, whole = sizes[-2], sizes[-1]
    # What a run costs before its first plan is the same for all, and would hide the growth.
    growth = (times[whole] - times[1]) / (times[half] - times[1])
    print(
        f"{whole} plans take {growth:.2f} times what {half} take, for {whole / half:.2f} times the plans"
    )
    good = not missed and not extra and times[1] < 1 and times[whole] < 10
    return 0 if good and growth < 1.3 * whole / half else 1


if __name__ == "__main__":
    sys.exit(main())
