"""Damaged files, made from a sound one in ways that chance and malice have: the same for the same seed."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Iterator

Mutation = Callable[[random.Random, bytes], bytes]

LAUGHS = (
    b'<!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + i, (b"&%c;" % (97 + i)) * 10) for i in range(12))
    + b"]>"
)
OUTSIDE = b'<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
WORDS = (
    *(
        "",
        "0",
        "-1",
        "9" * 400,
        "1e400",
        "NaN",
        "2027-02-30",
        "2027-13",
        "=1+1",
        "#REF!",
        "\ufffd",
        "\u202e",
    ),
    *(
        "é" * 2_000,
        "a;b;;c",
        ";",
        "x" * 60_000,
        "../../etc/passwd",
        "<b>",
        "&amp;",
        "'\"",
        "\u0000",
        "{#x}",
    ),
    *(
        "psttm-2025-2027#",
        "#",
        "plan#M1#M2",
        "sì",
        "SES",
        "0402",
        "99.99",
        " ",
        "\t",
        "a\nb",
        "{plan}",
    ),
)


def truncated(rng: random.Random, content: bytes) -> bytes:
    """The file, cut off somewhere."""
    return content[: rng.randrange(len(content))]


def flipped(rng: random.Random, content: bytes) -> bytes:
    """The file with some bytes changed."""
    changed = bytearray(content)
    for _ in range(rng.choice((1, 3, 20, 200))):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def shuffled(rng: random.Random, content: bytes) -> bytes:
    """The file with a stretch of it moved, doubled or taken out."""
    start, end = sorted(rng.randrange(len(content)) for _ in range(2))
    place = rng.randrange(len(content))
    piece = content[start:end]
    without = content[:start] + content[end:]
    return rng.choice(
        (
            without,
            content[:place] + piece + content[place:],
            without[:place] + piece + without[place:],
        )
    )


def encoded(rng: random.Random, content: bytes) -> bytes:
    """The file in another encoding, or with bytes that no encoding has."""
    text = content.decode("utf-8", "replace")
    return rng.choice(
        (
            text.encode("utf-16"),
            text.encode("utf-32"),
            text.encode("latin-1", "replace"),
            b"\xff\xfe" + content,
            content.replace(b"UTF-8", b"utf-7").replace(b"utf-8", b"koi8-x"),
            content.replace(b"a", b"\xc3\x28", 3),
            b"\xef\xbb\xbf" * rng.randrange(1, 4) + content,
            content.replace(b"o", b"\x00", 2),
        )
    )


def worded(rng: random.Random, content: bytes) -> bytes:
    """The file with a word of it replaced by a value that does not belong there."""
    text = content.decode("utf-8", "replace")
    start = rng.randrange(len(text))
    while start < len(text) and not text[start].isalnum():
        start += 1
    end = start
    while end < len(text) and (text[end].isalnum() or text[end] in "-_#./"):
        end += 1
    return (text[:start] + rng.choice(WORDS) + text[end:]).encode("utf-8", "replace")


def repeated(rng: random.Random, content: bytes) -> bytes:
    """The file with a line of it many times over."""
    lines = content.split(b"\n")
    line = rng.randrange(len(lines))
    times = min(rng.choice((2, 50, 3_000)), 500_000 // (len(lines[line]) + 1) + 2)
    return b"\n".join(lines[:line] + [lines[line]] * times + lines[line:])


def doctyped(rng: random.Random, content: bytes) -> bytes:
    """XML with entities that multiply, or come from outside."""
    declaration, end, rest = content.partition(b"?>")
    doctype = rng.choice((LAUGHS, OUTSIDE))
    entity = b"&l;" if doctype == LAUGHS else b"&x;"
    place = rest.find(b"<", rng.randrange(1, max(2, len(rest) // 2)))
    return declaration + end + doctype + rest[:place] + entity + rest[place:]


def nested(rng: random.Random, content: bytes) -> bytes:
    """The file with brackets or elements in one another, very deep."""
    depth = rng.choice((150, 5_000, 100_000))
    place = rng.randrange(len(content))
    opening = rng.choice((b"<Goal>", b"<c><v>", b"[", b"{", b"(", b'{"@id":[', b"[ <a:b> "))
    return content[:place] + opening * depth + content[place:]


TEXTUAL: tuple[Mutation, ...] = (
    truncated,
    flipped,
    shuffled,
    encoded,
    worded,
    worded,
    repeated,
    nested,
)
XML: tuple[Mutation, ...] = (*TEXTUAL, doctyped)


def mutants(form: str, content: bytes, count: int, seed: int) -> Iterator[bytes]:
    """Yield damaged files of a form, always the same ones for a seed."""
    rng = random.Random(f"{form} {seed}")
    for number in range(count):
        if form in ("xlsx", "csv-zip", "docx", "odt"):
            yield _archive(rng, content, number)
        else:
            kinds = XML if form == "stratml" else TEXTUAL
            mutated = kinds[number % len(kinds)](rng, content)
            yield (
                kinds[rng.randrange(len(kinds))](rng, mutated)
                if mutated and number % 4 == 3
                else mutated
            )


def _archive(rng: random.Random, content: bytes, number: int) -> bytes:
    """Half of the archives are damaged from outside, half are whole and hold damaged files."""
    if number % 4 == 0:
        return (truncated, flipped, shuffled)[number // 4 % 3](rng, content)
    members = _members(content)
    name = rng.choice([n for n in members if not n.startswith("docProps")])
    kinds = (*XML, lying, unstyled, formulas, retyped, far) if name.endswith(".xml") else TEXTUAL
    if number % 25 == 1:
        del members[name]
    elif members[name]:
        members[name] = kinds[number // 2 % len(kinds)](rng, members[name])
    return packed(members)


def _members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {member: archive.read(member) for member in archive.namelist()}


def packed(members: dict[str, bytes]) -> bytes:
    """Return an archive of some files."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return output.getvalue()


def replaced(content: bytes, member: str, new: bytes) -> bytes:
    """Return an archive with one of its files replaced."""
    return packed(_members(content) | {member: new})


def lying(rng: random.Random, content: bytes) -> bytes:
    """A sheet that claims to be as large as sheets can be, or nothing."""
    claim = rng.choice((b"A1:XFD1048576", b"A1", b"ZZZZ9:A1", b""))
    start, ref, rest = content.partition(b'<dimension ref="')
    return start + ref + claim + rest[rest.find(b'"') :] if ref else flipped(rng, content)


def unstyled(rng: random.Random, content: bytes) -> bytes:
    """Cells whose style or shared text does not exist."""
    return content.replace(b's="1"', b's="%d"' % rng.randrange(1, 10**8)).replace(
        b"<v>1</v>", b"<v>%d</v>" % rng.randrange(10**6)
    )


def formulas(rng: random.Random, content: bytes) -> bytes:
    """Cells that hold formulas, with a value or without."""
    formula = rng.choice(
        (b"<f>1+1</f>", b"<f>WEBSERVICE(&quot;http://example.org&quot;)</f>", b"<f/>")
    )
    return content.replace(b"<v>", formula + rng.choice((b"<v>", b"<w>")), rng.randrange(1, 9))


def retyped(rng: random.Random, content: bytes) -> bytes:
    """Cells of another type than their value."""
    kind = rng.choice((b"n", b"b", b"e", b"d", b"str", b"inlineStr", b"s", b"?"))
    return content.replace(b't="s"', b't="' + kind + b'"', rng.randrange(1, 30))


def far(rng: random.Random, content: bytes) -> bytes:
    """Cells at places far away, or nowhere."""
    place = rng.choice((b"XFD1048576", b"A9999999", b"ZZZ1", b"1A", b"", b"A0", b"KN3"))
    return content.replace(b'r="B2"', b'r="' + place + b'"').replace(
        b'<row r="2"', b'<row r="1048576"'
    )
