"""Writing a plan in the forms that readers read, with a report of what a form cannot hold."""

from __future__ import annotations

from trama.plans.writers.convert import WRITERS, write_plan
from trama.plans.writers.template import write_template

__all__ = ["WRITERS", "write_plan", "write_template"]
