"""The programs of `benchmarks/`, which stand outside of the package, as modules for tests that recompute figures."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

FOLDER = Path(__file__).resolve().parent.parent / "benchmarks"


def bench(name: str) -> ModuleType:
    """Return the program `benchmarks/<name>.py`, loaded once under its own name, as those that use it import it."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]
