"""Build the sources of TRAMA_ROOT and die at the n-th thing done to the file system, as by kill -9.

Run by `test_release`: `python killed_build.py N`. Exit status 0 means that the build ended first.
"""

import os
import signal
import sys

from trama.build.dataset import build_dataset
from trama.settings import load_settings
from trama.store.release import write_release

EVENTS = {"os.mkdir", "os.rename", "os.symlink", "os.chmod", "os.remove", "os.rmdir", "os.utime"}


def main(fatal: int) -> None:
    settings = load_settings()
    built = build_dataset(settings)
    seen = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        writes = event == "open" and str(arguments[1] or "r")[0] in "wax"
        if writes or event in EVENTS:
            seen += 1
            if seen == fatal:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    write_release(built, settings.build)


if __name__ == "__main__":
    main(int(sys.argv[1]))
