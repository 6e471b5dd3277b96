"""The parts of an office document as small trees, one after another, so that no whole file is held."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from trama.errors import SourceError
from trama.messages import Message
from trama.plans.readers.sheets import events
from trama.plans.readers.xml import start_of

MAX_NODES = 400_000


@dataclass(slots=True)
class Node:
    """An XML element: its name without a namespace, attributes, and what it holds in order."""

    tag: str
    attributes: dict[str, str]
    children: list[Node | str] = field(default_factory=list)

    def get(self, name: str, otherwise: str = "") -> str:
        """Return an attribute by its name without a namespace."""
        return self.attributes.get(name, otherwise)

    def nodes(self, *tags: str) -> Iterator[Node]:
        """Yield the elements directly below, of some names or of all."""
        for child in self.children:
            if isinstance(child, Node) and (not tags or child.tag in tags):
                yield child

    def find(self, *path: str) -> Node | None:
        """Return the first element below along a path of names."""
        here: Node | None = self
        for tag in path:
            here = next(here.nodes(tag), None) if here else None
        return here

    def words(self) -> str:
        """Return all text below."""
        return "".join(c if isinstance(c, str) else c.words() for c in self.children)


def parts_of(
    archive: zipfile.ZipFile, member: str, name: str, inside: str | None = None
) -> Iterator[Node]:
    """Yield each element directly below the one called `inside`, or below the root.

    Raises SourceError if the member is damaged, or one element holds more than MAX_NODES.
    """
    stack: list[Node] = []
    seen, depth, base = 0, 0, -1
    for event, tag, value, _ in events(archive, member, name):
        if event == "start":
            depth += 1
            if base < 0:
                if inside is None or tag == inside:
                    base = depth
                continue
            seen += 1
            if seen > MAX_NODES:
                reason = Message("document.nodes", member=member, most=MAX_NODES)
                raise SourceError(reason, path=name)
            plain = {key.rpartition(" ")[2]: text for key, text in start_of(value).items()}
            node = Node(tag, plain)
            if stack:
                stack[-1].children.append(node)
            stack.append(node)
        elif event == "text":
            if stack:
                stack[-1].children.append(str(value))
        else:
            depth -= 1
            if stack:
                done = stack.pop()
                if not stack:
                    yield done
                    seen = 0
            elif base >= 0 and depth < base:
                base = -1 if inside is not None else base
