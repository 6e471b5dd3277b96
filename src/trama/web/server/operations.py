"""What those who run the service ask: `/health`, and `/metrics` in the text format of Prometheus."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, jsonify

from trama.errors import TramaError
from trama.query.evaluation import Job
from trama.web.board import BUCKETS, Board
from trama.web.state import current, service
from trama.workers.pool import Busy

blueprint = Blueprint("operations", __name__)

_COUNTERS = {
    "trama_http_requests_total": (
        "Requests answered, by class of status",
        "class",
        {f"{number}xx": f"requests_{number}xx" for number in range(1, 6)},
    ),
    "trama_queries_total": (
        "Queries, by what became of them",
        "outcome",
        {
            name: f"queries_{name}"
            for name in ("answered", "cached", "not_modified", "refused", "limited", "busy")
        },
    ),
    "trama_workers_ended_total": (
        "Workers that were killed or died, by cause",
        "cause",
        {name: f"workers_{name}" for name in ("time", "memory", "slow", "died")},
    ),
    "trama_connections_ended_total": (
        "Connections that were ended before their time, by cause",
        "cause",
        {name: f"connections_{name}" for name in ("idle", "late", "slow", "many", "room")},
    ),
}
_GAUGES = {
    "workers_idle": ("trama_workers_idle", "Workers that wait for a query"),
    "workers_busy": ("trama_workers_busy", "Workers that evaluate a query"),
    "workers_are_slow": ("trama_workers_slow", "Workers that evaluate a slow query"),
    "queries_waiting": ("trama_queries_waiting", "Queries that wait for a worker"),
    "cache_bytes": ("trama_cache_bytes", "Bytes of answers that are kept"),
    "connections": ("trama_connections", "Connections that are open"),
    "answers_waiting": ("trama_answers_waiting", "Answers that wait on disk for slow clients"),
    "waiting_bytes": ("trama_waiting_bytes", "Bytes of answers that wait on disk for slow clients"),
}

# The part of the room for answers that wait above which there is little.
_FULL = 0.9


@blueprint.get("/health")
def health() -> tuple[Response, int]:
    """Say whether queries are answered: 200 if so, 503 if not."""
    state = current()
    try:
        for _ in service().run(state, Job("ASK {}", "csv")):
            pass
    except Busy:
        # A full house is in good health.
        status = "busy"
    except TramaError as error:
        return jsonify(status="failed", reason=str(error)), 503
    else:
        status = "ok"
    board, options = service().board, state.settings.server
    if board.total("store_damaged"):
        reason = service().damage or "a query met data that cannot be read"
        return jsonify(status="damaged", reason=reason), 503
    waiting = {"answers": board.total("answers_waiting"), "bytes": board.total("waiting_bytes")}
    most = options.waiting * 1_000_000 * options.processes
    if waiting["bytes"] > _FULL * most or waiting["answers"] >= (
        options.waiting_answers * options.processes
    ):
        # Pages and short answers go on: only long ones to slow clients are broken off.
        status = "short of room"
    version = state.manifest.get("version", "")
    told = {name: int(value) for name, value in waiting.items()}
    return jsonify(status=status, version=version, waiting=told), 200


@blueprint.get("/metrics")
def metrics() -> Response:
    """Return the numbers of all processes of the server."""
    here = service()
    for name, value in (here.pool.facts() if here.pool else {}).items():
        gauge = {"waiting": "queries_waiting", "slow": "workers_are_slow"}
        here.board.put(gauge.get(name, f"workers_{name}"), value)
    here.board.put("cache_bytes", here.cache.size)
    version = current().manifest.get("version", "")
    text = "\n".join((*_lines(here.board), f'trama_dataset_info{{version="{version}"}} 1', ""))
    return Response(text, content_type="text/plain; version=0.0.4; charset=utf-8")


def _lines(board: Board) -> Iterator[str]:
    for name, (help, label, parts) in _COUNTERS.items():
        yield from (f"# HELP {name} {help}", f"# TYPE {name} counter")
        for value, counter in parts.items():
            yield f'{name}{{{label}="{value}"}} {board.total(counter):.0f}'
    name = "trama_answer_bytes_total"
    yield from (f"# HELP {name} Bytes of answers to queries", f"# TYPE {name} counter")
    yield f"{name} {board.total('answer_bytes'):.0f}"
    name = "trama_http_request_seconds"
    yield from (f"# HELP {name} Time to the end of a request", f"# TYPE {name} histogram")
    below = 0.0
    for index, most in enumerate(BUCKETS):
        below += board.total(f"bucket_{index}")
        yield f'{name}_bucket{{le="{most:g}"}} {below:.0f}'
    below += board.total(f"bucket_{len(BUCKETS)}")
    yield f'{name}_bucket{{le="+Inf"}} {below:.0f}'
    yield f"{name}_sum {board.total('seconds'):.6f}"
    yield f"{name}_count {below:.0f}"
    for counter, (name, help) in _GAUGES.items():
        yield from (f"# HELP {name} {help}", f"# TYPE {name} gauge")
        yield f"{name} {board.total(counter):.0f}"
    name = "trama_dataset_info"
    yield from (f"# HELP {name} The dataset that is served", f"# TYPE {name} gauge")
