"""The check page: somebody sends a plan and gets it back checked, with suggestions to decide on.

Nothing is kept: the page that is sent back carries the plan, and sends it again with the decisions. The
work is done in a process that can be killed (`trama.submission.worker`).
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from dataclasses import replace
from datetime import date
from urllib.parse import quote, urlsplit

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from trama.check import reports
from trama.errors import TramaError
from trama.publish import rendering
from trama.publish.dataset import Dataset
from trama.publish.site import ServedSite
from trama.submission.asked import (
    ABOVE,
    BESIDE,
    DECISIONS,
    EXAMPLES,
    JUDGEMENTS,
    MOST_ABOVE,
    MOST_BESIDE,
    OWN,
    PAGE,
    PICTURE,
    PLAN,
    RECHECK,
    TEMPLATE,
    WANTED,
    CheckJob,
    Outcome,
    Upload,
)
from trama.submission.worker import outcome_of
from trama.web.accept import choose
from trama.web.failures import REFUSED
from trama.web.pages.answers import (
    MOST_NAME,
    decisions_of,
    judgements_of,
    line_of,
    name_of,
    reading_of,
    uploads_of,
)
from trama.web.pages.checkfailure import failure_of
from trama.web.pages.uppers import instruments, offered, uppers
from trama.web.problems import MEDIA_TYPE, Refusal, answer
from trama.web.protocol.answers import admit_client
from trama.web.replies import HTML, language, page, remembered, view
from trama.web.state import current, service
from trama.web.uploads import longest

blueprint = Blueprint("check", __name__)

NDJSON = "application/x-ndjson"
_PARTS = 20_000
_DOWNLOADS = (
    PLAN,
    DECISIONS,
    JUDGEMENTS,
    *reports.FORMATS,
    "matrix-xlsx",
    "matrix-odt",
    "matrix-docx",
    "matrix-html",
)
_TOO_MANY = Refusal(
    503,
    "busy",
    "in questo momento si stanno ricevendo troppi piani: riprova tra qualche secondo",
    "too many plans are coming in at this moment: try again in some seconds",
    {"Retry-After": "10"},
)


@blueprint.get("/verifica")
def form() -> Response:
    """Show the form that sends a plan."""
    service().expect_check()
    return _open_to_forms(page(_form()))


@blueprint.post("/verifica")
def checked() -> Response:
    """Check the plan that was sent and show the report."""
    job = _job()
    if job.want not in (PAGE, RECHECK):
        job = _job(PAGE)
    pieces = service().check(job)
    if choose(request.headers.get("Accept"), [HTML, NDJSON]) == NDJSON:
        return _told_along(pieces)
    outcome = _outcome(pieces)
    return _answer(outcome)


@blueprint.post("/verifica/scarica")
def download() -> Response:
    """Give the report, or the plan with what was accepted, as a file."""
    job = _job()
    if job.want not in _DOWNLOADS:
        raise Refusal(400, "request", "non c’è un file in questa forma", "no file has this form")
    return _answer(_outcome(service().check(job)))


@blueprint.post("/verifica/pagina")
def sheet() -> Response:
    """Give the picture of a page of the document that was sent."""
    return _answer(_outcome(service().check(_job(PICTURE))))


@blueprint.get("/verifica/modello.xlsx")
def model() -> Response:
    """Give the workbook to fill in, with the objectives of a plan to choose from."""
    upper = request.args.get("contro", "")
    if upper not in {each.id for each in uppers()}:
        upper = uppers()[0].id if uppers() else ""

    def make(data: Dataset) -> Outcome:
        return _outcome(service().check(_bare(TEMPLATE, upper)))

    outcome = remembered(f"template-{upper}", make)
    response = Response(outcome.body, content_type=outcome.content_type)
    response.headers["Content-Disposition"] = _attachment(outcome.filename)
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]


def _form(problem: str = "") -> str:
    return rendering.render(
        "check.html",
        _site(),
        uppers=offered(),
        unlisted=len(uppers()) - len(offered()),
        instruments=instruments(),
        most_above=MOST_ABOVE,
        most_beside=MOST_BESIDE,
        examples=EXAMPLES,
        most=current().settings.check.size,
        seconds=current().settings.check.time,
        problem=problem,
    )


def _job(want: str = "") -> CheckJob:
    """Return what the request at hand asks for; Refusal if it may not, or is too long."""
    _only_from_here()
    _admit()
    _read_form()
    given = request.form
    files, above, beside = (list(uploads_of(request, role)) for role in (OWN, ABOVE, BESIDE))
    chosen = list(dict.fromkeys(filter(None, given.getlist("contro"))))
    also = tuple(dict.fromkeys(given.getlist("anche")))
    _few(len(chosen) + len(also) + len(above), MOST_ABOVE, "piani sovraordinati", "upper plans")
    _few(len(beside), MOST_BESIDE, "piani accanto", "plans beside")
    pasted = given.get("elenco", "")
    if not files and pasted.strip():
        title = name_of(given.get("titolo", "").replace("/", "-")) or "Piano"
        files.append(Upload(f"{title}.txt", pasted.encode()))
    sent = (*files, *above, *beside)
    if sum(len(file.content) for file in sent if not file.packed) > current().settings.check.size:
        raise _too_long()
    wanted = want or given.get("forma", "") or PAGE
    example = given.get("esempio", "") if not files else ""
    return _bare(
        wanted if wanted in WANTED else "",
        chosen[0] if chosen else "",
        above=tuple(chosen[1:]),
        example=example,
        files=sent,
        settled=tuple(
            one
            for one in decisions_of(given.getlist("deciso"))
            if f"{one[0]}\t{one[1]}" not in given.getlist("ritira")
        ),
        judged=judgements_of(given),
        also=also,
        chosen=decisions_of(
            f"{value}\t{line_of(given.get(f'motivo-{key}', ''))}"
            for key, value in given.items()
            if key.startswith(("proposta-", "rilievo-"))
        ),
        author=line_of(given.get("chi-decide", ""))[:MOST_NAME],
        today=date.today().isoformat(),
        reading=reading_of(given),
        sheet=given.get("pagina", "")[:2_100],
    )


def _few(count: int, most: int, it: str, en: str) -> None:
    """Refuse more plans than one check can hold."""
    if count > most:
        raise Refusal(
            400,
            "request",
            f"una verifica può avere al più {most} {it}, e qui sono {count}: togline qualcuno",
            f"a check may have at most {most} {en}, and here are {count}: leave some out",
        )


def _bare(want: str, upper: str, **facts: object) -> CheckJob:
    state = current()
    settings = state.settings
    # The release at hand, whatever the newest one is by now.
    build = state.folder.parent if state.folder else settings.build
    return CheckJob(
        str(settings.root),
        str(build),
        settings.base,
        settings.check.size,
        want,
        language(),
        upper,
        script_root=request.script_root,
        **facts,  # type: ignore[arg-type]
    )


def _only_from_here() -> None:
    """Refuse a form that another site sends (https://www.w3.org/TR/fetch-metadata/)."""
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    sent_from = request.headers.get("Sec-Fetch-Site", "")
    if sent_from:
        same = sent_from in ("same-origin", "none")
    else:
        same = bool(origin) and urlsplit(origin).netloc.lower() == request.host.lower()
    if not same:
        raise Refusal(
            403,
            "request",
            "questa pagina accetta un piano solo dal proprio modulo: aprila e caricalo da lì",
            "this page takes a plan from its own form only: open it and send the plan from there",
        )


def _admit() -> None:
    options = current().settings.check
    admit_client(f"check {request.remote_addr or ''}", options.rate, options.burst)


def _read_form() -> None:
    most = longest(current().settings.check.size)
    if (request.content_length or 0) > most:
        raise _too_long()
    request.max_content_length = most
    request.max_form_memory_size = most
    request.max_form_parts = _PARTS
    request.form  # noqa: B018 - reads the whole form


def _too_long() -> Refusal:
    size = current().settings.check.size
    shown = f"{size / 1_000_000:.3g}"
    return Refusal(
        413,
        "length",
        f"il file è troppo grande: può avere {shown.replace('.', ',')} MB",
        f"the file is too large: it may have {shown} MB",
    )


def _outcome(pieces: Generator[tuple[bytes, bool]]) -> Outcome:
    """Return what comes of a check, whatever steps it comes to."""
    steps = outcome_of(pieces)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


def _told_along(pieces: Generator[tuple[bytes, bool]]) -> Response:
    """Return an answer of lines of JSON: each step as the check comes to it, then the page."""
    steps = outcome_of(pieces)
    # What cannot begin is answered with its own status.
    first = next(steps)
    app, here = current_app._get_current_object(), request.environ  # type: ignore[attr-defined]

    def lines() -> Iterator[bytes]:
        yield _line(step=first)
        try:
            while True:
                try:
                    yield _line(step=next(steps))
                except StopIteration as end:
                    outcome: Outcome = end.value
                    yield _line(status=outcome.status, html=outcome.body.decode())
                    return
        except TramaError as error:
            with app.request_context(here):
                status, body, _ = _failed_page(error)
            yield _line(status=status, html=body)
        finally:
            pieces.close()

    response = Response(lines(), content_type=NDJSON)
    response.call_on_close(pieces.close)
    return _private(response)


def _line(**facts: object) -> bytes:
    return json.dumps(facts, ensure_ascii=False).encode() + b"\n"


def _answer(outcome: Outcome) -> Response:
    response = Response(outcome.body, status=outcome.status, content_type=outcome.content_type)
    if outcome.filename:
        response.headers["Content-Disposition"] = _attachment(outcome.filename)
    return _private(response)


def _attachment(name: str) -> str:
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept"
    return _open_to_forms(response)


def _open_to_forms(response: Response) -> Response:
    # With no referrer at all a browser would not say that a form is this site's own.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _site() -> ServedSite:
    # A failed check is shown at its own address, and is the page of the form.
    return replace(view(), path="/verifica", arguments=())


def _failed_page(error: TramaError) -> tuple[int, str, dict[str, str]]:
    """Return the status, the page and the headers of a check that did not come to its end."""
    failure = failure_of(error, language())
    return failure.status, _form(failure.sentence), failure.headers


@blueprint.errorhandler(TramaError)
def _failed(error: TramaError) -> Response:
    if _for_program():
        failure = failure_of(error, "it"), failure_of(error, "en")
        it, en = (each.sentence for each in failure)
        return answer(Refusal(failure[0].status, "request", it, en, failure[0].headers))
    status, body, headers = _failed_page(error)
    return _shown(status, body, headers)


@blueprint.errorhandler(Refusal)
def _refused(refusal: Refusal) -> Response:
    if REFUSED in request.environ:
        refusal = {413: _too_long(), 503: _TOO_MANY}.get(refusal.status, refusal)
    if _for_program():
        return answer(refusal)
    sentence = refusal.en if language() == "en" else refusal.it
    sentence = sentence[:1].upper() + sentence[1:] + "."
    return _shown(refusal.status, _form(sentence), dict(refusal.headers))


@blueprint.errorhandler(HTTPException)
def _http(error: HTTPException) -> Response:
    if isinstance(error, RequestEntityTooLarge):
        return _refused(_too_long())
    it = "La richiesta non si può leggere: apri la pagina e carica di nuovo il piano"
    en = "The request cannot be read: open the page and send the plan again"
    return _refused(Refusal(error.code or 500, "request", it, en))


def _for_program() -> bool:
    """Whether the client takes a problem, and would not rather have the page, as browsers do."""
    offers = [HTML, NDJSON, MEDIA_TYPE, "application/json"]
    return choose(request.headers.get("Accept"), offers) in (MEDIA_TYPE, "application/json")


def _shown(status: int, body: str, headers: dict[str, str]) -> Response:
    response = Response(body, status=status, content_type="text/html; charset=utf-8")
    response.headers.update(headers)
    return _private(response)
