"""What the attacks share: a build of plain statements. Everything is on loopback, and bounded."""

from __future__ import annotations

from pathlib import Path

import pytest
from probe import NQUADS

from served import write_build


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build whose product with itself has a million rows."""
    folder = tmp_path_factory.mktemp("plain")
    write_build(folder, NQUADS)
    return folder
