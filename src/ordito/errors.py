"""What can go wrong: shapes that mean nothing, shapes that are for another engine, engines that err."""

from __future__ import annotations


class OrditoError(Exception):
    """Anything that this package tells its caller; the message is a sentence."""


class ShapesError(OrditoError):
    """The shapes graph is ill-formed, or a query in it is one that SHACL forbids: a failure (§3.4)."""


class Unsupported(OrditoError):
    """A shape means something, but cannot be asked of all its focus nodes at once."""


class EngineError(OrditoError):
    """The SPARQL engine computes something wrongly, so that its answers cannot be believed."""

    def __init__(self, sum: str, given: str, right: str) -> None:
        self.sum, self.given, self.right = sum, given, right
        super().__init__(
            f"the SPARQL engine computes {sum} as {given}, and not as {right}: "
            "its answers cannot be believed"
        )
