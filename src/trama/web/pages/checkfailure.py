"""A check that did not come to its end, said to the person who asked for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from trama.errors import StoreError, TramaError
from trama.query.evaluation import LimitReached
from trama.workers.pool import Busy

_LIMIT = {
    "time": (
        "La verifica è stata interrotta dopo {limit} secondi: il piano è troppo lungo o intricato per "
        "questa pagina. Si può verificare dal proprio computer con il comando «trama check».",
        "The check was stopped after {limit} seconds: the plan is too long or intricate for this page. "
        "It can be checked on one’s own computer with the command “trama check”.",
    ),
    "memory": (
        "La verifica è stata interrotta perché il piano richiede più memoria di quanta ne sia concessa.",
        "The check was stopped, for the plan needs more memory than it may take.",
    ),
}
_STORE = (
    "I dati pubblicati non sono leggibili: riprova più tardi.",
    "The published data cannot be read: try again later.",
)
_BUSY = (
    "In questo momento si stanno verificando altri piani: riprova tra {seconds} secondi.",
    "Other plans are being checked at this moment: try again in {seconds} seconds.",
)


@dataclass(frozen=True, slots=True)
class Failure:
    """The status, the sentence and the headers of an answer that tells a failure."""

    status: int
    sentence: str
    headers: dict[str, str] = field(default_factory=dict)


def failure_of(error: TramaError, lang: str) -> Failure:
    """Return how a failure is told in a language."""
    english = lang == "en"
    if isinstance(error, Busy):
        sentence = _BUSY[english].format(seconds=error.retry_after)
        return Failure(503, sentence, {"Retry-After": str(error.retry_after)})
    if isinstance(error, LimitReached):
        number = f"{error.limit:g}" if english else f"{error.limit:g}".replace(".", ",")
        return Failure(422, _LIMIT[error.kind][english].format(limit=number))
    if isinstance(error, StoreError):
        return Failure(503, _STORE[english], {"Retry-After": "10"})
    sentence = error.message.said(lang)
    return Failure(422, sentence[:1].upper() + sentence[1:] + ".")
