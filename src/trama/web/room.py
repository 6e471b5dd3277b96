"""How much of something may be in hand at once, counted over threads."""

from __future__ import annotations

import threading


class Room:
    """Bytes, or places, of which there are only so many."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._taken = 0
        self._lock = threading.Lock()

    @property
    def taken(self) -> int:
        """How much is taken now."""
        return self._taken

    def take(self, size: int) -> bool:
        """Take some room; False if there is not so much."""
        with self._lock:
            if size > self.most - self._taken:
                return False
            self._taken += size
            return True

    def give_back(self, size: int) -> None:
        """Give back room that was taken."""
        with self._lock:
            self._taken -= size
