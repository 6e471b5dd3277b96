#!/usr/bin/env python3
"""Set up Trama in this checkout and run it, or its tests: `python3 dev.py serve`, `python3 dev.py test`.

It needs Python 3.11 or later and nothing else: a virtual environment with the locked dependencies is
made in `.venv` the first time, and again whenever the lock changes.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
# What the tests need that pip cannot bring: a program or a file, and the Debian package that has it.
PROGRAMS = {
    "caddy": "caddy",
    "chromium": "chromium",
    "curl": "curl",
    "javac": "default-jdk-headless",
    "nginx": "nginx",
    "soffice": "libreoffice-calc-nogui libreoffice-writer-nogui",
    "systemd-analyze": "systemd",
    "tesseract": "tesseract-ocr tesseract-ocr-ita",
    "virtuoso-t": "virtuoso-opensource",
    "/usr/share/java/jena-core.jar": "libapache-jena-java",
}
CHECKS = (["ruff", "format", "--check"], ["ruff", "check"], ["mypy"], ["deptry", "src"])
USAGE = (
    "usage: python3 dev.py serve [--host H] [--port P] | test [pytest arguments] | setup | release"
)


def main() -> int:
    """Run one command and return its exit status."""
    command, *arguments = sys.argv[1:] or ["help"]
    if command == "serve":
        set_up("requirements.lock")
        build_documentation()
        for step in (["build"], ["validate"], ["serve", *arguments]):
            status = run("trama", *step)
            if status:
                return status
        return 0
    if command == "test":
        set_up("requirements-dev.lock")
        install_programs()
        build_documentation()
        if arguments:
            return run("pytest", *arguments)
        failed = [check for check in CHECKS if run(*check)]
        # What wants the machine for itself comes after the rest, which shares it.
        for part in (["-n", "2", "--dist", "loadfile", "-m", "not alone"], ["-m", "alone"]):
            if run("pytest", "-rs", *part):
                failed.append(part)
        return bool(failed)
    if command == "release":
        set_up("requirements-dev.lock")
        return release()
    if command == "setup":
        set_up("requirements-dev.lock")
        return 0
    print(USAGE)
    return 0 if command in ("help", "-h", "--help") else 2


def set_up(lock: str) -> None:
    """Make the virtual environment, unless it already holds what the lock says."""
    stamp = VENV / f".{lock}.sha256"
    wanted = hashlib.sha256((ROOT / lock).read_bytes() + sys.version.encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("setting up .venv (this takes a minute, once)", flush=True)
    check(sys.executable, "-m", "venv", str(VENV), hint="on Debian: apt install python3-venv")
    pip = [str(BIN / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    check(*pip, "--require-hashes", "-r", str(ROOT / lock))
    check(*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    stamp.write_text(wanted)


def install_programs() -> None:
    """Install the programs that the tests need where that can be done unasked; else tests say what is missing."""
    may_install = shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0
    packages = [
        names
        for needed, names in PROGRAMS.items()
        if not shutil.which(needed) and not Path(needed).is_file()
    ]
    if not packages or not may_install:
        return
    print(f"installing for the tests (once): {', '.join(packages)}", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["install", "-y", "-qq", "--no-install-recommends"]
    subprocess.run(["apt-get", "update", "-qq"], stdout=subprocess.DEVNULL, env=quiet)
    # One at a time: what one system does not have should not keep the others away.
    for names in packages:
        subprocess.run(["apt-get", *install, *names.split()], stdout=subprocess.DEVNULL, env=quiet)


def build_documentation() -> None:
    """Build the site that is served at /docs, where what builds it is installed."""
    if (BIN / f"zensical{'.exe' if os.name == 'nt' else ''}").exists():
        check(str(BIN / "python"), "src/docsite/make.py")


def release() -> int:
    """Write into `dist/` the wheel, the list of what is installed with it, and their sums; see docs/guides/releasing.md."""
    out = ROOT / "dist"
    shutil.rmtree(out, ignore_errors=True)
    made = [build_wheel(out / name) for name in ("first", "second")]
    if made[0].read_bytes() != made[1].read_bytes():
        print("dev.py: two builds of the same sources differ")
        return 1
    wheel = made[0].rename(out / made[0].name)
    shutil.rmtree(out / "first")
    shutil.rmtree(out / "second")
    listed = out / f"{wheel.name.partition('-py')[0]}.cdx.json"
    tool = [
        str(BIN / "cyclonedx-py"),
        "requirements",
        "requirements.lock",
        "--pyproject",
        "pyproject.toml",
    ]
    check(*tool, "--output-reproducible", "--output-file", str(listed))
    sums = [f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.name}" for p in (wheel, listed)]
    (out / "SHA256SUMS").write_text("\n".join(sums) + "\n")
    print("\n".join(sums))
    return 0


def build_wheel(folder: Path) -> Path:
    """Build the wheel into a folder, its times those of the last commit, and return it."""
    time = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True)
    os.environ["SOURCE_DATE_EPOCH"] = time.stdout.decode().strip() or "1735689600"
    tool = [str(BIN / "python"), "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    check(*tool)
    return next(folder.glob("*.whl"))


def check(*command: str, hint: str = "") -> None:
    """Run a command that must succeed."""
    if subprocess.run(command, cwd=ROOT).returncode:
        sys.exit(f"dev.py: «{' '.join(command[:4])} …» failed{'; ' + hint if hint else ''}")


def run(tool: str, *arguments: str) -> int:
    """Run a tool of the virtual environment and return its exit status."""
    try:
        return subprocess.run([str(BIN / tool), *arguments], cwd=ROOT).returncode
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    if sys.version_info < (3, 11):
        sys.exit("dev.py: Trama needs Python 3.11 or later")
    sys.exit(main())
