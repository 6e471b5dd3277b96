"""Trama: strategic plans as linked data, where every link says why."""

__version__ = "0.1.0"
