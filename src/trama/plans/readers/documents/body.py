"""What most of a document looks like."""

from __future__ import annotations

from dataclasses import dataclass

from trama.plans.readers.documents.words import Vocabulary


@dataclass(slots=True)
class Body:
    """What most letters of a document look like; `spaces` is whether its file holds those between words."""

    size: float
    vocabulary: Vocabulary
    spaces: bool = True
