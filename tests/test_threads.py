"""What threads share is safe to share: search gives the same answers to forty at once as to one."""

from __future__ import annotations

import ast
import json
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest

from served import serving
from trama.build.dataset import build_dataset
from trama.language import italian, matching
from trama.language.stemming import stem_of
from trama.query import search
from trama.settings import Settings
from trama.store import OxigraphStore
from trama.store.release import write_release
from trama.web.once import Once

CLIENTS = 40


@pytest.fixture
def _restless() -> Iterator[None]:
    """Threads take turns as often as can be."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.fixture(scope="module")
def vocabulary(root: Path) -> list[str]:
    text = (root / "graph" / "psttm-2025-2027" / "text.md").read_text(encoding="utf-8")
    return sorted({word for word in italian.words(text) if word.isalpha()})


def forget() -> None:
    for kept in (matching.stems_of, matching._known, matching._bare, italian.stem, italian._words):
        kept.cache_clear()


@pytest.mark.usefixtures("_restless")
@pytest.mark.parametrize("lang", ["it", "en"])
def test_stems_are_right_in_every_thread(vocabulary: list[str], lang: str) -> None:
    words = vocabulary[:1500]
    wanted = [stem_of(word, lang) for word in words]
    forget()

    def stems(offset: int) -> list[str]:
        turned = [*words[offset:], *words[:offset]]
        found = [matching.stems_of(word, lang)[0] for word in turned]
        return [*found[-offset:], *found[:-offset]] if offset else found

    with ThreadPoolExecutor(8) as threads:
        for found in threads.map(stems, range(0, 1500, 190)):
            assert found == wanted
    # What was kept is right, too, as long as the process lives.
    assert [matching.stems_of(word, lang)[0] for word in words] == wanted


@pytest.mark.usefixtures("_restless")
def test_a_word_finds_the_same_from_every_thread(
    built: Settings, store: OxigraphStore, vocabulary: list[str]
) -> None:
    release = (built.build / "current").resolve()
    words = ["presentano", *vocabulary[::60]]
    wanted = {w: search.find(release, store, w, "it") for w in words}
    forget()
    with ThreadPoolExecutor(12) as threads:
        asked = words * 3
        for word, found in zip(
            asked, threads.map(lambda w: search.find(release, store, w, "it"), asked), strict=True
        ):
            assert found == wanted[word], word


@pytest.mark.integration
def test_forty_clients_search_across_a_new_build_and_all_answers_are_right(
    small: Settings, vocabulary: list[str]
) -> None:
    """The build changes while they ask; each answer is that of the version before or after."""
    write_release(build_dataset(small), small.build)
    long = [word for word in vocabulary if len(word) > 3]
    words = [*long[::5][:200], "obiettivo", "piano"]

    def ask(word: str) -> tuple[str, int, list[str]]:
        reply = server.ask("GET", f"/search?format=json&q={quote(word)}")
        found = json.loads(reply.body)
        return word, reply.status, [hit["iri"] for hit in found.get("hits", ())]

    with serving(small.build, root=small.root, server_processes=2) as server:
        before = {word: hits for word, _, hits in map(ask, words)}
        missions = small.root / "graph" / "piano-esempio" / "missions.csv"
        text = missions.read_text(encoding="utf-8")
        done = threading.Event()

        def rebuild() -> None:
            missions.write_text(text.replace("Mission", "Missione", 1), encoding="utf-8")
            write_release(build_dataset(small), small.build)
            done.set()

        builder = threading.Thread(target=rebuild)
        with ThreadPoolExecutor(CLIENTS) as clients:
            builder.start()
            answers = list(clients.map(ask, words * 4))
        builder.join()
        assert done.is_set()
        after = {word: hits for word, _, hits in map(ask, words)}
    assert {status for _, status, _ in answers} == {200}
    assert any(before.values())
    for word, _, hits in answers:
        assert hits in (before[word], after[word]), word


def test_what_is_made_once_is_made_once(root: Path) -> None:
    once, made, gate = Once(), [], threading.Barrier(8)

    def make() -> int:
        made.append(1)
        return len(made)

    def ask(_: int) -> int:
        gate.wait()
        return once.get("it", make)

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(ask, range(8))) == {1}
    # One thing may be made of another, and what failed is tried again.
    assert once.get("of it", lambda: once.get("it", make) + 1) == 2
    with pytest.raises(ZeroDivisionError):
        once.get("bad", lambda: 1 // 0)
    assert once.get("bad", lambda: 1) == 1


# Objects that a module makes when it is imported are shared by all threads of a process. These kinds are safe, for
# they do not change, or guard themselves.
SAFE = {
    # do not change
    "compile", "frozenset", "Namespace", "Path", "Struct", "getLogger", "TypeVar", "Form", "Refusal", "Theme",
    "Direction", "Name",
    "NamedNode", "Literal", "Decimal", "partial", "sysconf", "tuple", "dict", "files", "set", "sorted", "str", "join",
    # guard themselves: a thread's own, a lock, what a framework fills at import only
    "local", "Lock", "RLock", "Blueprint", "Store",
}  # fmt: skip


def test_no_module_shares_an_object_that_is_not_known_to_be_safe(root: Path) -> None:
    """Look at what is made at import in the packages that threads run."""
    packages = (
        "language",
        "rdf",
        "store",
        "query",
        "workers",
        "network",
        "drawing",
        "publish",
        "web",
    )
    made: dict[str, str] = {}
    for package in packages:
        for path in sorted((root / "src" / "trama" / package).rglob("*.py")):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                value = getattr(node, "value", None)
                if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(value, ast.Call):
                    callee = value.func
                    name = (
                        callee.attr
                        if isinstance(callee, ast.Attribute)
                        else getattr(callee, "id", "?")
                    )
                    made.setdefault(name, f"{path}:{node.lineno}")
    unknown = {name: place for name, place in made.items() if name not in SAFE}
    assert not unknown
