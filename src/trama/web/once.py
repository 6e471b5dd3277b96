"""What is made once of a release and kept as long as it is served, with the lock that makes it once."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar, cast

Made = TypeVar("Made")


class Once:
    """Things by name, each made by the first who asks for it; the others wait until it is there.

    What cannot be made is tried again by the next who asks. One thing may be made of another.
    """

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}
        self._lock = threading.Lock()
        self._locks: defaultdict[str, threading.RLock] = defaultdict(threading.RLock)

    def get(self, name: str, make: Callable[[], Made]) -> Made:
        """Return the thing of a name, which `make` makes if there is none."""
        try:
            return cast(Made, self._made[name])
        except KeyError:
            pass
        with self._lock:
            own = self._locks[name]
        with own:
            if name not in self._made:
                self._made[name] = make()
            return cast(Made, self._made[name])

    def __contains__(self, name: str) -> bool:
        return name in self._made
