"""Making ready, in the background, what the first visitor of a release would otherwise wait for."""

from __future__ import annotations

import logging
import threading

from flask import Flask, g

from trama.publish.site import LANGUAGES
from trama.web.state import Service, State

log = logging.getLogger("trama")

# In this order: what people meet first comes first.
PAGES = (
    "/trama.json",
    "/trama",
    "/",
    "/testo",
    "/mappa",
    "/suggest?q=m",
    "/matrici",
    "/matrici/strumenti",
    "/interroga",
    "/interroga/vocabolario.json",
    "/interroga/comuni.json",
    "/catalogo",
)


def warm(app: Flask, state: State) -> threading.Thread:
    """Answer the main pages of a release once, in a thread of its own, so that all they need is kept.

    Before that its store is read through once, so that damage shows before somebody meets it.

    Returns the thread, already started. What cannot be answered is left to the log and to who asks.
    """
    thread = threading.Thread(target=_answer, args=(app, state), name="warming", daemon=True)
    thread.start()
    return thread


def _answer(app: Flask, state: State) -> None:
    # At the priority of all threads: one that others go before would keep the interpreter's lock while
    # it waits for a processor, and all of them with it.
    service: Service = app.extensions["trama"]
    service.examine(state)
    if service.damage:
        return
    for page in PAGES:
        for lang in LANGUAGES:
            address = f"{page}{'&' if '?' in page else '?'}lang={lang}"
            try:
                with app.test_request_context(address):
                    g.trama_state = state
                    app.dispatch_request()
            except Exception:
                log.exception("%s could not be made ready", address)
