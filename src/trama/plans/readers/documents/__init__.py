"""A plan in a document as it was adopted - Word, LibreOffice, PDF, a web page - read into a proposal.

A reader makes lines and tables of a file (`docx`, `odt`, `pdf`, `html`, `text`); `recognise` knows no file
and makes rows of them; `assembly` makes a plan of the rows. What is read is a proposal until a person has
confirmed it.
"""

from __future__ import annotations

from trama.plans.package import Package
from trama.plans.readers.documents.assembly import package_of
from trama.plans.readers.documents.proposal import Proposal
from trama.plans.readers.documents.reading import FORMS, propose

__all__ = ["FORMS", "Proposal", "package_of", "propose", "read_document"]


def read_document(content: bytes, name: str) -> Package:
    """Read a document as a plan that nobody confirmed.

    Raises SourceError if it cannot be read or holds no objective, SourceProblems with bad rows.
    """
    return package_of(propose(content, name), name)
