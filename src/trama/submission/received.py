"""The plans that were sent for one check, each read by its own file: the one to check, those above, those beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trama.errors import SourceError, SourceProblems
from trama.messages import Message
from trama.plans.known import knowing
from trama.plans.package import Package, read_package, read_packages
from trama.plans.readers import read_bytes
from trama.plans.readers.documents import Proposal, package_of
from trama.plans.readers.documents.review import answered, unpacked
from trama.plans.readers.guess import plan_of
from trama.plans.readers.plan import is_document
from trama.submission import reading
from trama.submission.asked import (
    ABOVE,
    BESIDE,
    EXAMPLES,
    OWN,
    UNREAD,
    CheckJob,
    Upload,
    of_role,
    one_file,
    unpacked_files,
)

_NAMED = {ABOVE: "submission.file-above", BESIDE: "submission.file-beside"}


@dataclass(frozen=True, slots=True)
class Received:
    """The plans that were sent, and the files that they were read from; `content` and `name` are those of the first."""

    plan: Package
    above: tuple[Package, ...]
    beside: tuple[Package, ...]
    files: tuple[Upload, ...]
    content: bytes = b""
    name: str = ""


def receive_plans(job: CheckJob) -> Received:
    """Read the plans that a job sends; SourceProblems with what is wrong with any of them, each by its file."""
    files = tuple(unpacked_files(job))
    content, name = (b"", "") if job.example else own_file(files)
    above, beside, problems = _others(job, files)
    with knowing(lambda: known_to(job, above)):
        try:
            plan = _example(job) if job.example else _plan(job, content, name)
        except SourceError as error:
            problems.insert(0, error)
        except SourceProblems as error:
            problems[:0] = error.problems
    if problems:
        raise SourceProblems(problems)
    _tell_apart(job, plan.plan, plan.shown, files, [*above, *beside])
    return Received(plan, tuple(above), tuple(beside), files, content, name)


def receive_proposal(job: CheckJob, files: Sequence[Upload]) -> Proposal:
    """Read the document that a job sends as a proposal; SourceProblems with what is wrong with it, or the other files.

    So nobody looks through its rows before what is wrong with another file is mended.
    """
    content, name = own_file(files)
    above, beside, problems = _others(job, files)
    if problems:
        raise SourceProblems(problems)
    _tell_apart(job, plan_of(name).id, name, files, [*above, *beside])
    with knowing(lambda: known_to(job, above)):
        return reading.proposed(content, name)


def _others(
    job: CheckJob, files: Sequence[Upload]
) -> tuple[list[Package], list[Package], list[SourceError]]:
    """Read the plans above and those beside, and return them with what is wrong with their files."""
    problems: list[SourceError] = []

    def read(role: str) -> list[Package]:
        found = []
        for file in of_role(files, role):
            try:
                found.append(read_bytes(file.content, file.name))
            except SourceProblems as error:
                problems.extend(_named(one, file, job.lang) for one in error.problems)
            except SourceError as error:
                problems.append(_named(error, file, job.lang))
        return found

    with knowing(lambda: packages_of(job)):
        above = read(ABOVE)
    # A plan may name what those above it hold, be they published or not.
    with knowing(lambda: known_to(job, above)):
        return above, read(BESIDE), problems


def own_file(files: Sequence[Upload]) -> tuple[bytes, str]:
    """Return the one file of the plan to check; SourceError if only others were sent."""
    own = of_role(files, OWN)
    if files and not own:
        raise SourceError("submission.no-own-file")
    return one_file(own)


def packages_of(job: CheckJob) -> list[Package]:
    """Return the plans and registers of `graph/`."""
    root = Path(job.root)
    return read_packages(root / "graph", root=root)


def known_to(job: CheckJob, sent: Sequence[Package]) -> list[Package]:
    """Return the plans and registers of `graph/` with the plans that were sent, which take the place of their namesakes."""
    names = {each.plan for each in sent}
    published = (each for each in packages_of(job) if not each.is_plan or each.plan not in names)
    return [*published, *sent]


def _example(job: CheckJob) -> Package:
    if job.example not in EXAMPLES:
        raise SourceError("submission.no-example", value=job.example)
    return read_package(Path(job.root) / "examples" / job.example, root=Path(job.root))


def _plan(job: CheckJob, content: bytes, name: str) -> Package:
    """Return the plan of a file; a document as it was answered, if it was."""
    if job.reading and job.reading != UNREAD and is_document(content, name):
        proposal = reading.proposed(content, name)
        return package_of(answered(proposal, unpacked(job.reading)), name)
    return read_bytes(content, name)


def _named(error: SourceError, file: Upload, lang: str) -> SourceError:
    """Return an error of a file that is not the plan to check, with what it is beside its name."""
    what = Message(_NAMED[file.role]).said(lang)
    inside = error.path not in (None, file.name)
    path = f"{error.path} ({what}: {file.name})" if inside else f"{file.name} ({what})"
    return SourceError(
        error.message, path=path, line=error.line, cell=error.cell, value=error.value
    )


def _tell_apart(
    job: CheckJob, own: str, name: str, files: Sequence[Upload], others: Sequence[Package]
) -> None:
    """Raise SourceError if two of the plans go by the same identifier, or one is a published one that was chosen."""
    told = {own: name}
    sent = (*of_role(files, ABOVE), *of_role(files, BESIDE))
    for file, plan in zip(sent, (each.plan for each in others), strict=True):
        if file.role == ABOVE and plan in (job.upper, *job.above):
            raise _named(SourceError("submission.chosen-too", plan=plan), file, job.lang)
        if plan in told:
            same = SourceError("submission.same-plan", plan=plan, other=told[plan])
            raise _named(same, file, job.lang)
        told[plan] = file.name
