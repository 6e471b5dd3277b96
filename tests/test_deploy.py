"""What `deploy/` says fits the checkout: files that are there, settings that exist, nothing unlocked."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from needs import program
from trama.settings import load_settings


@pytest.fixture
def containerfile(root: Path) -> str:
    return (root / "deploy" / "Containerfile").read_text(encoding="utf-8")


def test_the_image_takes_what_the_service_reads_and_nothing_else(
    root: Path, containerfile: str
) -> None:
    copied = [
        source
        for line in re.findall(r"^COPY (.*)$", containerfile, re.MULTILINE)
        for source in line.split()[:-1]
    ]
    assert all((root / source).exists() for source in copied)
    # What a checkout of one machine has must not overwrite what was set up in the image.
    assert "." not in copied
    assert {"graph", "ontology", "shapes", "queries", "examples", "src", "LICENSE"} <= set(copied)
    ignored = (root / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert not set(copied) & set(ignored)


def test_the_image_installs_what_is_locked_by_its_hash(containerfile: str) -> None:
    installs = re.findall(r"pip install ([^\n\\\\]*)", containerfile)
    assert len(installs) == 2
    assert "--require-hashes -r requirements.lock" in installs[0]
    assert "--no-deps" in installs[1]


def test_the_service_does_not_run_as_root(root: Path, containerfile: str) -> None:
    assert "\nUSER trama\n" in containerfile.partition("\nCMD ")[0] + "\n"
    assert "\nUser=trama\n" in (root / "deploy" / "trama.service").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["Containerfile", "trama.service"])
def test_every_setting_that_is_given_exists(root: Path, name: str) -> None:
    text = (root / "deploy" / name).read_text(encoding="utf-8")
    given = set(re.findall(r"\b(TRAMA_[A-Z_]+)=", text))
    known = {setting.variable for setting in load_settings({"TRAMA_ROOT": str(root)}).given}
    assert given
    assert given <= known


def test_systemd_takes_the_unit(root: Path, tmp_path: Path) -> None:
    program("systemd-analyze", what="systemd")
    # The unit as it is, but for a program that is there.
    text = (root / "deploy" / "trama.service").read_text(encoding="utf-8")
    unit = tmp_path / "trama.service"
    unit.write_text(text.replace("/opt/trama/.venv/bin/trama", "/bin/true"), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
