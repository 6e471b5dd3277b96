"""Build the bundles that the pages use: `python3 src/frontend/build.py [NAME…] [--check | --lock]`.

Each folder beside this file is a bundle: a `package.json` whose script `build` writes into the folder
named by OUT. That is put in `src/trama/publish/static/NAME/`, so that serving needs Python only; only this script needs Node.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
STATIC = HERE.parent / "trama" / "publish" / "static"
QUIET = ("--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")
# A lock that names the registry it was made with would tie everyone to that registry.
LOCK = ("install", "--package-lock-only", "--omit-lockfile-registry-resolved", *QUIET)


class BundleError(Exception):
    """A bundle that cannot be built, or is not what is committed."""


def bundles() -> list[str]:
    """Return the names of the bundles there are."""
    return sorted(folder.parent.name for folder in HERE.glob("*/package.json"))


def build(name: str, out: Path) -> None:
    """Build a bundle into an empty folder, from the packages that its lock names."""
    folder = HERE / name
    _npm(folder, "ci", *QUIET)
    _npm(folder, "run", "--silent", "build", OUT=str(out))
    if not contents(out):
        raise BundleError(f"{name}: its build script wrote nothing into OUT")


def judge() -> None:
    """Have the compiler, the formatter and the linter read all sources, whose packages are in place."""
    _npm(HERE, "ci", *QUIET)
    _npm(HERE, "run", "--silent", "check")


def contents(folder: Path) -> dict[str, bytes]:
    """Return what a folder holds, by path inside it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def differences(committed: dict[str, bytes], built: dict[str, bytes]) -> list[str]:
    """Return the paths that two folders do not share byte for byte."""
    paths = sorted(committed.keys() | built.keys())
    return [path for path in paths if committed.get(path) != built.get(path)]


def put(files: dict[str, bytes], home: Path) -> None:
    """Make a folder hold these files and no others, each changed at once: it may be in use."""
    for path, content in files.items():
        target = home / path
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(f".{target.name}.new")
        fresh.write_bytes(content)
        fresh.replace(target)
    for path in contents(home).keys() - files.keys():
        (home / path).unlink()


def work(name: str, *, check: bool) -> str:
    """Build one bundle, put it in its place or compare it with what is there, and say so."""
    with tempfile.TemporaryDirectory(prefix="trama-bundle-") as scratch:
        out = Path(scratch) / name
        out.mkdir()
        build(name, out)
        built, home = contents(out), STATIC / name
        size = sum(map(len, built.values()))
        if check:
            if wrong := differences(contents(home), built):
                raise BundleError(
                    f"{name}: {', '.join(wrong)} {'is' if len(wrong) == 1 else 'are'} not what "
                    f"the sources build; run python3 src/frontend/build.py {name}"
                )
            return f"{name}: as built, {len(built)} files, {size} bytes"
        put(built, home)
        return f"{name}: built, {len(built)} files, {size} bytes"


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks, and return its exit code."""
    parser = argparse.ArgumentParser(description="Build the bundles that the pages use.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="all of them if none is named")
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--check", action="store_true", help="compare with what is committed, and judge the sources"
    )
    how.add_argument("--lock", action="store_true", help="write package-lock.json anew")
    asked = parser.parse_args(arguments)
    known = bundles()
    try:
        for name in asked.names or known:
            if name not in known:
                raise BundleError(f"no bundle is named {name!r}; there are {', '.join(known)}")
            if asked.lock:
                _npm(HERE / name, *LOCK)
                print(f"{name}: locked")
            else:
                print(work(name, check=asked.check))
        if asked.lock and not asked.names:
            _npm(HERE, *LOCK)
            print("tools: locked")
        elif asked.check and not asked.names:
            judge()
            print("sources: typed, formatted and without a complaint")
    except BundleError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _npm(folder: Path, *arguments: str, **environment: str) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise BundleError("npm is not on this machine: install Node.js 20 or newer")
    done = subprocess.run(  # noqa: S603 - the arguments are this script's own
        [npm, *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip()
        raise BundleError(f"{folder.name}: npm {arguments[0]} failed: {said}")


if __name__ == "__main__":
    sys.exit(main())
