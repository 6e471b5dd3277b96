"""Documents by strangers: read in a process that can be killed, nothing of theirs run, fetched or written."""

from __future__ import annotations

import io
import os
import pickle
import socket
import zipfile
from pathlib import Path

import pytest

from layouts import word_file
from small_pdf import dup_pdf
from trama.errors import SourceError, TramaError
from trama.plans.known import knowing
from trama.plans.package import read_packages
from trama.plans.readers import read_bytes, read_plan
from trama.plans.readers.documents import propose
from trama.plans.readers.documents.apart import _Plain, propose_apart

PLAIN = [row.text for row in propose(dup_pdf(), "dup.pdf").rows]


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """No connection may be opened."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)


def test_a_file_is_read_in_another_process(tmp_path: Path, root: Path) -> None:
    path = tmp_path / "dup.pdf"
    path.write_bytes(dup_pdf())
    with knowing(lambda: read_packages(root / "graph", root=root)):
        apart, here = propose_apart(dup_pdf(), "dup.pdf"), propose(dup_pdf(), "dup.pdf")
    assert apart == here
    assert read_plan(path).proposed == len(here.rows)


@pytest.mark.parametrize(
    ("limit", "key"), [({"megabytes": 60}, "document.heavy"), ({"seconds": 0}, "document.late")]
)
def test_a_process_that_passes_a_limit_is_ended(limit: dict[str, int], key: str) -> None:
    with pytest.raises(SourceError) as told:
        propose_apart(dup_pdf(), "dup.pdf", **limit)
    assert told.value.message.key == key
    assert told.value.said("it").startswith("dup.pdf: il documento")


def test_what_another_process_found_wrong_is_told_as_here() -> None:
    for content, name in ((b"%PDF-1.4 nothing", "a.pdf"), (dup_pdf()[:300], "b.pdf")):
        with pytest.raises(TramaError) as here:
            propose(content, name)
        with pytest.raises(TramaError) as apart:
            propose_apart(content, name)
        assert apart.value.said("it") == here.value.said("it")


def test_what_comes_back_can_do_nothing() -> None:
    class Command:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.system, ("true",)

    with pytest.raises(pickle.UnpicklingError):
        _Plain(io.BytesIO(pickle.dumps(Command()))).load()


_SCRIPT = b"<< /S /JavaScript /JS (app.launchURL\\('http://example.org/'\\)) >>"
_LINK = b"<< /Type /Annot /Subtype /Link /Rect [0 0 595 842] /A << /S /URI /URI (http://example.org/) >> >>"
_FILE = b"<< /Type /Filespec /F (a.exe) /EF << /F 3 0 R >> >>"


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize(
    "more",
    [
        {"catalog": b"/OpenAction " + _SCRIPT},
        {"catalog": b"/Names << /EmbeddedFiles << /Names [(a.exe) " + _FILE + b"] >> >>"},
        {"catalog": b"/AcroForm << /XFA (<xdp/>) /Fields [] >>"},
        {"page": b"/Annots [" + _LINK + b"] /AA << /O " + _SCRIPT + b" >>"},
        {"page": b"/Rotate 90"},
        {"page": b"/Rotate 180"},
        {"page": b"/Rotate 270"},
        {"page": b"/Rotate 45"},
    ],
    ids=["script", "attachment", "form", "link", "90", "180", "270", "45"],
)
def test_a_pdf_does_nothing_and_reads_the_same(more: dict[str, bytes]) -> None:
    assert [row.text for row in propose(dup_pdf(**more), "dup.pdf").rows] == PLAIN


def test_a_page_of_very_many_objects_is_read_for_its_words() -> None:
    # A reader that held each drawn line against each other would not come back.
    drawn = b"\n".join(
        b"%d %d m %d %d l S" % (k % 590, k % 840, k % 590 + 5, k % 840) for k in range(60_000)
    )
    assert [row.code for row in propose(dup_pdf(drawn=drawn), "dup.pdf").rows][:2] == [
        "1.1",
        "1.1.1",
    ]


def _with(members: dict[str, bytes], layout: str = "headings") -> bytes:
    """A Word file with some members in place of its own, or more."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word_file(layout))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name not in members:
                new.writestr(name, old.read(name))
        for name, content in members.items():
            new.writestr(name, content)
    return out.getvalue()


_OUTSIDE = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
    b'Target="http://example.org/evil.dotm" TargetMode="External"/></Relationships>'
)


@pytest.mark.usefixtures("offline")
def test_a_word_file_fetches_no_template_and_runs_no_macro() -> None:
    content = _with(
        {"word/_rels/settings.xml.rels": _OUTSIDE, "word/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 90}
    )
    assert len(propose(content, "dup.docx").rows) == len(
        propose(word_file("headings"), "dup.docx").rows
    )


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize(
    "doctype",
    [
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE a SYSTEM "http://example.org/a.dtd">',
        b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>',
    ],
)
def test_entities_of_a_word_file_are_told(doctype: bytes) -> None:
    content = _with({"word/document.xml": doctype + b"<a>&b;</a>"})
    with pytest.raises(SourceError) as told:
        read_bytes(content, "dup.docx")
    assert "\n" not in told.value.said("it")
    assert "root:" not in told.value.said("it")
