"""Puts the documentation into the wheel: it is built first, by what the wheel needs and Zensical."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OUT = Path("build", "documentation")


class Documentation(BuildHookInterface):  # type: ignore[type-arg]
    """Builds the site of documentation into a wheel; a checkout in use has its own."""

    def dependencies(self) -> list[str]:
        """What the site is made with: the reference is made from the code, which must run."""
        return [*self.metadata.core.dependencies, "zensical>=0.1.3"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the site and add it to what goes into the wheel."""
        if version == "editable":
            return
        root = Path(self.root)
        out = root / OUT
        script = root / "src" / "docsite" / "make.py"
        subprocess.run([sys.executable, str(script), str(out)], check=True, cwd=root)  # noqa: S603
        build_data["force_include"][str(out)] = "trama/data/documentation"
