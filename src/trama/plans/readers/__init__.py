"""Reading a plan, whatever form it comes in: one importer for ours and for anyone's.

A reader only finds tables; `trama.plans.package.assemble` checks them, so that a bad cell is told in the same
way whether it stood in a CSV file, a workbook or an XML element.
"""

from __future__ import annotations

from trama.plans.readers.plan import FORMS, form_of, read_bytes, read_plan

__all__ = ["FORMS", "form_of", "read_bytes", "read_plan"]
