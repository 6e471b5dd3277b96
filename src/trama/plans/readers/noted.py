"""What was read otherwise than it was written, or left aside: one note of a kind and place, with how often and an example."""

from __future__ import annotations

from dataclasses import dataclass, field

from trama.messages import Message

SHOWN = 60


@dataclass(slots=True)
class Noted:
    """Notes in the order in which their kinds were first seen."""

    _messages: list[Message] = field(default_factory=list)
    _seen: dict[tuple[str, str, str], list[tuple[str, str]]] = field(default_factory=dict)

    def message(self, key: str, **values: object) -> None:
        """Add a note of its own."""
        made = Message(key, **values)
        if made not in self._messages:
            self._messages.append(made)

    def saw(self, kind: str, where: str, column: str, shown: str, read: str) -> None:
        """Count something of a kind, `note.<kind>`: what the cell shows and what it was read as."""
        self._seen.setdefault((kind, where, column), []).append((shown, read))

    def messages(self) -> list[Message]:
        """Return all notes."""
        made = [*self._messages]
        for (kind, where, column), seen in self._seen.items():
            shown, read = seen[0]
            values = {"where": where, "column": column, "count": len(seen)}
            made.append(Message(f"note.{kind}", **values, shown=shown[:SHOWN], read=read[:SHOWN]))
        return made
