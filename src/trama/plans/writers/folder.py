"""A plan as a package folder: a CSV file a table, and the source text if it has one of its own."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from trama.files import write_atomically
from trama.messages import Message
from trama.plans.package import TEXT_FILE, Package
from trama.plans.writers.cells import header_of, row_of


def write_folder(package: Package, folder: Path) -> list[Message]:
    """Write a plan's tables into a folder, which is made if need be; return what is lost: nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in folder_files(package).items():
        write_atomically(folder / name, content)
    return []


def folder_files(package: Package) -> Mapping[str, bytes]:
    """Return the files of a plan's package folder by their names."""
    files: dict[str, bytes] = {}
    for name, elements in package.tables.items():
        if not elements:
            continue
        rows = [row_of(element) for element in elements]
        if package.composed:
            # a text made of the tables is made again from them
            rows = [{k: v for k, v in row.items() if k != "passages"} for row in rows]
        output = io.StringIO()
        header = header_of(rows, type(elements[0]))
        writer = csv.DictWriter(output, header, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        files[name] = output.getvalue().encode()
    if package.text and not package.composed:
        files[TEXT_FILE] = package.text.content.encode()
    return files
