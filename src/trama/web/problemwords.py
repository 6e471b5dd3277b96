"""The words for what can be wrong with a request, by kind, in Italian and English."""

from __future__ import annotations

from collections.abc import Mapping

Pair = tuple[str, str]

TITLES: Mapping[str, Pair] = {
    "syntax": ("La query non è scritta in SPARQL 1.1", "The query is not SPARQL 1.1"),
    "query": ("La query non può essere eseguita", "The query cannot be run"),
    "nested": ("La query è annidata troppo a fondo", "The query is nested too deep"),
    "request": ("La richiesta non è valida", "The request is not valid"),
    "read-only": ("Il servizio è in sola lettura", "The service is read only"),
    "forbidden": ("La richiesta non è ammessa", "The request is not allowed"),
    "not-acceptable": (
        "Nessun formato richiesto è disponibile",
        "None of the formats asked for is available",
    ),
    "media-type": ("Il tipo del contenuto non è accettato", "The type of the body is not accepted"),
    "method": ("Il metodo non è ammesso", "The method is not allowed"),
    "length": ("La richiesta è troppo lunga", "The request is too long"),
    "headers": ("Le intestazioni sono troppo lunghe", "The headers are too long"),
    "range": ("La parte richiesta non c’è", "There is no such part"),
    "not-found": ("Il grafo non esiste", "There is no such graph"),
    "unknown": ("Non trovato", "Not found"),
    "gone": ("Ritirato", "Retired"),
    "host": ("L’indirizzo non è di questo sito", "The address is not of this site"),
    "late": ("La richiesta non è arrivata in tempo", "The request did not come in time"),
    "time": ("La query ha superato il tempo concesso", "The query took too long"),
    "memory": ("La query richiede troppa memoria", "The query needs too much memory"),
    "rows": ("Il risultato ha troppe righe", "The answer has too many rows"),
    "bytes": ("Il risultato è troppo grande", "The answer is too large"),
    "busy": ("Il servizio è occupato", "The service is busy"),
    "rate": ("Troppe richieste", "Too many requests"),
    "store": ("I dati non sono leggibili", "The data cannot be read"),
    "room": ("Manca spazio", "No space left"),
    "internal": ("Errore del servizio", "Internal error"),
}
"""The title of each kind of problem."""

ABOUT: Mapping[str, Pair] = {
    "time": (
        "La query è interrotta a un limite di tempo (query.time). Restringila o aggiungi LIMIT.",
        "A query is stopped at a limit of time (query.time). Narrow it, or add LIMIT.",
    ),
    "memory": (
        "La query è interrotta a un limite di memoria (query.memory). Restringila.",
        "A query is stopped at a limit of memory (query.memory). Narrow it.",
    ),
    "rows": (
        "La risposta supera le righe ammesse (query.rows). Usa LIMIT e OFFSET.",
        "The answer has more rows than allowed (query.rows). Use LIMIT and OFFSET.",
    ),
    "bytes": (
        "La risposta supera la lunghezza ammessa (query.bytes). Usa LIMIT e OFFSET.",
        "The answer is longer than allowed (query.bytes). Use LIMIT and OFFSET.",
    ),
    "busy": (
        "Non c’è posto per un’altra query: Retry-After dice quando riprovare.",
        "There is no room for another query: Retry-After says when to try again.",
    ),
    "rate": (
        "Da questo indirizzo arrivano troppe richieste: Retry-After dice quando riprovare.",
        "Too many requests come from this address: Retry-After says when to try again.",
    ),
    "syntax": (
        "line e column dicono dove, nella query, la lettura si è fermata.",
        "line and column say where in the query the reading stopped.",
    ),
    "request": (
        "detail dice che cosa correggere; parameter, se c’è, quale parametro.",
        "detail says what to mend and parameter, if it is there, which parameter.",
    ),
    "store": (
        "Il servizio non riesce a leggere i dati: riprova più tardi.",
        "The service cannot read its data: try again later.",
    ),
    "host": (
        "Il sito risponde solo ai nomi che conosce (server.hosts).",
        "The site answers only to the names it knows (server.hosts).",
    ),
}
"""What the page of a kind says, where its title does not say all."""

STATUSES: Mapping[int, tuple[str, Pair]] = {
    400: (
        "request",
        ("La richiesta non si può leggere.", "The request cannot be read."),
    ),
    403: ("forbidden", ("La richiesta non è ammessa.", "The request is not allowed.")),
    404: (
        "unknown",
        ("A questo indirizzo non c’è nulla.", "There is nothing at this address."),
    ),
    405: ("method", ("Qui si può usare {allow}.", "{allow} can be used here.")),
    406: (
        "not-acceptable",
        ("Nessun formato richiesto c’è.", "None of the formats asked for is available."),
    ),
    408: (
        "late",
        ("La richiesta non è arrivata per intero in tempo.", "The request did not come in time."),
    ),
    411: ("request", ("Manca la lunghezza del contenuto.", "The body’s length is missing.")),
    412: ("request", ("La condizione posta non vale.", "The condition does not hold.")),
    413: ("length", ("Il contenuto è troppo lungo.", "The body is too long.")),
    414: ("length", ("L’indirizzo è troppo lungo.", "The address is too long.")),
    415: (
        "media-type",
        ("Il tipo del contenuto non è accettato.", "The type of the body is not accepted."),
    ),
    416: (
        "range",
        ("La parte richiesta è oltre la fine.", "The part that is asked for is past the end."),
    ),
    421: ("host", ("Questo sito non ha quel nome.", "This site does not go by that name.")),
    431: ("headers", ("Le intestazioni sono troppo lunghe.", "The headers are too long.")),
    500: (
        "internal",
        (
            "Qualcosa è andato storto: l’errore è nel registro del servizio.",
            "Something went wrong: the error is in the log of the service.",
        ),
    ),
    501: ("request", ("La richiesta usa ciò che qui non c’è.", "That is not done here.")),
    503: (
        "busy",
        (
            "Il servizio non può rispondere in questo momento: riprova tra poco.",
            "The service cannot answer at this moment: try again soon.",
        ),
    ),
}
"""The kind of problem and the sentence of each status that says no more of itself."""

LIMITS: Mapping[str, Pair] = {
    "time": (
        "La query è stata interrotta dopo {limit:g} secondi: restringila o aggiungi LIMIT.",
        "The query was stopped after {limit:g} seconds: narrow it or add LIMIT.",
    ),
    "memory": (
        "La query è stata interrotta perché richiede più memoria di quanta ne sia concessa.",
        "The query was stopped, for it needs more memory than it may take.",
    ),
    "rows": (
        "Il risultato ha più di {limit:.0f} righe: nulla è stato troncato, usa LIMIT e OFFSET.",
        "The answer has more than {limit:.0f} rows: nothing was cut off, use LIMIT and OFFSET.",
    ),
    "bytes": (
        "Il risultato ha più di {limit:.0f} byte: nulla è stato troncato, usa LIMIT e OFFSET.",
        "The answer has more than {limit:.0f} bytes: nothing was cut off, use LIMIT and OFFSET.",
    ),
}
TRY_LATER: Pair = (
    "In questo momento il servizio non può eseguire altre query: riprova tra {seconds} secondi.",
    "The service can run no more queries at this moment: try again in {seconds} seconds.",
)
NO_ROOM: Pair = (
    "Sul disco del servizio non c’è più spazio: riprova più tardi.",
    "The service has no room left on its disk: try again later.",
)
