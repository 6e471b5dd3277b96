"""What stays of earlier versions: all of the newest ones, and the dumps of those before.

A version that is put away keeps its manifest and its dumps, which need no program; its store, its
search index and its plain dataset go. Building the same sources again makes it whole again.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from trama.errors import StoreError
from trama.options import StoreOptions
from trama.store.dumps import dumps_of
from trama.store.release import current_of

_STAY = ("manifest.json", "dumps")


def tidy(folder: Path, base: str, options: StoreOptions) -> None:
    """Put away the releases of a build folder beyond the newest, as the settings say.

    The current one always stays whole. A version is put away only once its dumps are there. Raises
    StoreError if that cannot be done; what is not done yet the next call does.
    """
    current = current_of(folder).resolve()
    try:
        found = [path for path in (folder / "releases").glob("[!.]*") if path != current]
        found.sort(key=lambda path: path.stat().st_mtime, reverse=True)
        last = options.versions - 1 if options.versions else len(found)
        for path in found[max(0, last) :]:
            shutil.rmtree(path)
        for path in found[options.whole - 1 : max(0, last)]:
            _put_away(path, base)
    except (OSError, SyntaxError) as error:
        raise StoreError("store.versions", reason=error) from error


def _put_away(release: Path, base: str) -> None:
    times = release.stat()
    if not (release / "dumps").is_dir() and not (release / "dataset.nq").is_file():
        return
    kept, _ = dumps_of(release, base)
    if kept.parent != release.resolve():
        raise OSError(f"{release} cannot be written to")
    for path in release.iterdir():
        if path.name not in _STAY:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    # Versions are told apart by age, and putting one away makes it no younger.
    os.utime(release, ns=(times.st_atime_ns, times.st_mtime_ns))
