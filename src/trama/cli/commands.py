"""The commands, by group, with the line of help that each has in the list of commands.

The list is printed from here without loading any command; a test holds it to what the commands say.
"""

from __future__ import annotations

from dataclasses import dataclass

from trama import __version__


@dataclass(frozen=True, slots=True)
class Command:
    """A command, the module of this package that has it, and its line in both languages."""

    name: str
    module: str
    it: str
    en: str


GROUPS: tuple[tuple[str, str, tuple[Command, ...]], ...] = (
    (
        "I dati",
        "The data",
        (
            Command(
                "build",
                "build",
                "Costruisce i dati, la banca dati e un elenco dai pacchetti di `graph/`.",
                "Build the dataset, the store and a manifest from the plan packages in `graph/`.",
            ),
            Command(
                "validate",
                "validate",
                "Confronta i dati costruiti, o file e cartelle tuoi, con le regole (SHACL).",
                "Validate the built dataset, or files and folders of your own, against the shapes.",
            ),
            Command(
                "describe",
                "describe",
                "Descrive le tabelle di un pacchetto come metadati CSV on the Web.",
                "Describe the tables of a plan package, as CSV on the Web metadata.",
            ),
            Command(
                "read",
                "read",
                "Legge un piano da un documento in obiettivi, ognuno con posto, regola e certezza.",
                "Read a plan in a document into objectives, each with its place, its rule and how sure it is.",
            ),
            Command(
                "convert",
                "convert",
                "Porta un piano in un'altra forma e dice che cosa la nuova non può contenere.",
                "Turn a plan into another form, and say what the new form cannot hold.",
            ),
            Command(
                "new",
                "new",
                "Prepara un piano vuoto: una cartella di tabelle che si legge e si valida così com'è.",
                "Lay out an empty plan: a folder of tables that reads and validates as it is.",
            ),
            Command(
                "links",
                "links",
                "Passa in rassegna i legami meno sicuri e i suggerimenti, e scrive che cosa decidi nelle tabelle del piano.",
                "Walk the links that are least sure, and suggestions, and record what you decide in the plan's tables.",
            ),
            Command(
                "template",
                "template",
                "Scrive una cartella di lavoro per un piano, con aiuti, scelte di codici e un esempio.",
                "Write a workbook for a plan, with help texts, drop-downs of valid codes and an example.",
            ),
            Command(
                "load",
                "load",
                "Carica i dati costruiti in un altro server SPARQL, al posto di quelli che ha.",
                "Load the build into another SPARQL server, in the place of what it has of the build's graphs.",
            ),
        ),
    ),
    (
        "Interrogare",
        "Ask",
        (
            Command(
                "query",
                "query",
                "Pone ai dati una domanda SPARQL, pronta o tua.",
                "Ask the built dataset a SPARQL query.",
            ),
            Command(
                "ask",
                "ask",
                "Risponde a una domanda in italiano con una domanda pronta, o dice di non averla capita.",
                "Answer a question in Italian by a ready query, or say that it is not understood.",
            ),
            Command(
                "queries",
                "query",
                "Elenca le domande pronte di `queries/` con i loro parametri.",
                "List the ready queries of `queries/`, with their parameters.",
            ),
            Command(
                "why",
                "why",
                "Dice perché due cose sono legate: base, certezza e citazioni di ogni legame.",
                "Say why two things are linked: each link with its basis, confidence and quotes.",
            ),
            Command(
                "search",
                "search",
                "Trova cose e passi per parole, per radice o per inizio, con o senza accenti.",
                "Find things and passages by their words, by stem or beginning, accents or not.",
            ),
            Command(
                "network",
                "network",
                "Misura la rete dei legami: ponti, centralità, comunità, dipendenze.",
                "Measure the network of links: bridges, centrality, communities, dependence.",
            ),
            Command(
                "draw",
                "network",
                "Disegna la rete dei legami in un file, nella forma che dice la sua estensione.",
                "Draw the network of links into a file, in the form that its ending tells.",
            ),
        ),
    ),
    (
        "Confrontare piani",
        "Compare plans",
        (
            Command(
                "check",
                "check",
                "Confronta piani con quello che sta sopra: copertura, lacune, contraddizioni.",
                "Check plans against the plan above them: what they cover, leave out and contradict.",
            ),
            Command(
                "diff",
                "diff",
                "Dice che ne è di ogni obiettivo nella nuova edizione, parola per parola.",
                "Say what became of each objective: continued, revised word by word, merged, split, dropped or new.",
            ),
            Command(
                "suggest",
                "suggest",
                "Propone a quali obiettivi del piano sovraordinato servono quelli che non lo dicono.",
                "Suggest which objectives of the upper plan those without an alignment may serve.",
            ),
            Command(
                "matrix",
                "matrix",
                "Scrive le matrici di coerenza di un piano, con motivi, testi e relazioni.",
                "Write the coherence matrices of a plan, with reasons, both texts and relations.",
            ),
        ),
    ),
    (
        "Pubblicare e servire",
        "Publish and serve",
        (
            Command(
                "serve",
                "serve",
                "Serve i dati costruiti: una pagina iniziale e un endpoint SPARQL.",
                "Serve the built dataset: a start page and a SPARQL endpoint.",
            ),
            Command(
                "publish",
                "publish",
                "Scrive i dati come sito statico: pagine, documenti, dump, catalogo, vocabolario.",
                "Write the built dataset as a static site: pages, documents, dumps, catalogue, vocabulary.",
            ),
            Command(
                "docs",
                "docs",
                "Scrive la documentazione dell'ontologia: una pagina per lingua e i file Turtle.",
                "Write the ontology's documentation: a page in Italian, one in English, and the Turtle files.",
            ),
            Command(
                "mcp",
                "mcp",
                "Apre i dati costruiti agli assistenti, con il Model Context Protocol.",
                "Serve the built dataset to assistants by the Model Context Protocol.",
            ),
            Command(
                "config",
                "config",
                "Elenca le impostazioni con valore, valore predefinito e provenienza.",
                "List every setting with its value, its default and where the value is from.",
            ),
        ),
    ),
)
COMMANDS = {command.name: command for _, _, commands in GROUPS for command in commands}
_WORDS = {
    "it": {
        "about": "Piani strategici come dati collegati, in cui ogni legame dice perché.",
        "usage": "Uso: trama [OPZIONI] COMANDO [ARGOMENTI]…",
        "options": "Opzioni",
        "root": "Lavora su questa copia del progetto, o cartella con le stesse sottocartelle.",
        "version": "Dice la versione del programma e quella dei dati.",
        "help": "Mostra questo elenco; `trama COMANDO --help` spiega un comando.",
        "install": "Fa completare i comandi alla tua shell con il tasto Tab.",
        "lang": "Lingua di quel che si dice; se manca, quella del sistema.",
        "show": "Mostra quel che serve alla shell per completarli.",
    },
    "en": {
        "about": "Strategic plans as linked data, where every link says why.",
        "usage": "Usage: trama [OPTIONS] COMMAND [ARGS]…",
        "options": "Options",
        "root": "Work on this checkout, or folder with the same folders in it.",
        "version": "Say the version of the program and that of the data.",
        "help": "Show this list; `trama COMMAND --help` explains a command.",
        "install": "Have your shell complete commands at the Tab key.",
        "lang": "Language of what is said; that of the system if not given.",
        "show": "Show what the shell needs to complete them.",
    },
}


def list_of_commands(lang: str, *, width: int = 80, colour: bool = False) -> str:
    """Return the list of commands in `it` or `en`, wrapped to a width in columns."""
    words = _WORDS[lang]
    options = (
        ("--lang it|en", words["lang"]),
        ("--root DIR", words["root"]),
        ("--version", words["version"]),
        ("--install-completion", words["install"]),
        ("--show-completion", words["show"]),
        ("--help, -h", words["help"]),
    )
    parts = [words["usage"], words["about"]]
    for it, en, commands in GROUPS:
        lines = [(command.name, command.it if lang == "it" else command.en) for command in commands]
        parts.append(_block(it if lang == "it" else en, lines, 11, width, colour))
    parts.append(_block(words["options"], options, 23, width, colour))
    return "\n\n".join(parts) + "\n"


def version(dataset: str, lang: str) -> str:
    """Return the lines that `--version` prints; the dataset's version is empty if none is built."""
    none = {"it": "non ancora costruiti", "en": "not built yet"}
    data = {"it": "dati", "en": "dataset"}
    return f"trama {__version__}\n{data[lang]} {dataset or none[lang]}\n"


def _block(
    title: str,
    lines: tuple[tuple[str, str], ...] | list[tuple[str, str]],
    indent: int,
    width: int,
    colour: bool,
) -> str:
    bold, cyan, end = ("\033[1m", "\033[36m", "\033[0m") if colour else ("", "", "")
    told = [f"{bold}{title}{end}"]
    for name, text in lines:
        first, *rest = _wrapped(text, max(20, width - indent - 2))
        told.append(f"  {cyan}{name}{end}{' ' * max(1, indent - len(name))}{first}")
        told += [" " * (indent + 2) + line for line in rest]
    return "\n".join(told)


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    return lines
