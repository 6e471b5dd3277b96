"""What the first visit of each kind of page costs a process, and the second: processor time, and memory held after it.

    python benchmarks/first_visits.py ROOT [--addresses / /suggest?q=m …] [--cold]

ROOT is the folder of a country that is built (`benchmarks/growth.py --keep` makes such folders). With `--cold`
what is kept beside its release is made anew: what a release makes once, and not each process, counts as well.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import time
from pathlib import Path

_ADDRESSES = (
    "/page/psttm-2025-2027/objective/M2-15",
    "/suggest?q=m",
    "/suggest?q=bi",
    "/interroga",
    "/interroga?pronta=objectives-of-mission",
    "/interroga/vocabolario.json",
    "/domanda?q=quali+obiettivi+ha+la+Missione+3",
    "/search?q=biblioteche",
    "/",
    "/testo",
    "/page/comune/015146",
    "/page/psttm-2025-2027",
    "/page/instrument/ptm",
)
_KEPT = "[!.]*-[0-9]*"


def main() -> None:
    """Visit each address twice in one process, and print a line of JSON for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=Path)
    parser.add_argument("--addresses", nargs="+", default=_ADDRESSES)
    parser.add_argument("--cold", action="store_true")
    given = parser.parse_args()
    os.environ["TRAMA_ROOT"] = str(given.root)

    from trama.settings import load_settings
    from trama.web.board import Board
    from trama.web.server.app import create_app_of
    from trama.web.state import Service, load_state

    settings = load_settings()
    if given.cold:
        for kept in (settings.build / "current").resolve().glob(_KEPT):
            if kept.is_dir() and kept.name.partition("-")[0] in ("search", "directory"):
                shutil.rmtree(kept)
    state = load_state(settings)
    client = create_app_of(Service(state, pool=None, board=Board())).test_client()
    _tell("start", 0.0, 0)
    for address in given.addresses:
        took = []
        for _ in range(2):
            begun = time.process_time()
            answer = client.get(address)
            took.append(round(time.process_time() - begun, 4))
        _tell(address, took[0], len(answer.data), again=took[1], status=answer.status_code)


def _tell(address: str, seconds: float, size: int, **facts: object) -> None:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    held = {line.split(":")[0]: line.split()[1] for line in status.splitlines() if "kB" in line}
    facts |= {"private_mb": int(held["RssAnon"]) >> 10, "most_mb": int(held["VmHWM"]) >> 10}
    print(json.dumps({"address": address, "first": seconds, **facts, "bytes": size}), flush=True)


if __name__ == "__main__":
    main()
