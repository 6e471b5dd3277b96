"""The command line: what it prints, its exit statuses, and that its help is true."""

from __future__ import annotations

import csv
import io
import json
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
import typer.main
from rdflib import RDF, SH, Graph

from trama.check.reports.text import Line
from trama.cli import app, assemble, main
from trama.cli.commands import COMMANDS as TABLE
from trama.cli.commands import GROUPS, list_of_commands
from trama.cli.italian import about, table
from trama.cli.screen import show
from trama.cli.table import as_lines
from trama.settings import Settings

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def trama(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["trama", *arguments])
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        status = 0
        try:
            main()
        except SystemExit as stop:
            status = int(stop.code or 0)
        out, err = capsys.readouterr()
        return status, out, err

    return run


@pytest.fixture
def in_small(small: Settings, monkeypatch: pytest.MonkeyPatch, trama: Run) -> Settings:
    """Run in the small plan, already built."""
    monkeypatch.setenv("TRAMA_ROOT", str(small.root))
    monkeypatch.setenv("TRAMA_BUILD", str(small.build))
    assert trama("build")[0] == 0
    return small


COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example(command: str, trama: Run) -> None:
    status, out, _ = trama(command, "--help")
    assert status == 0
    assert f"trama {command}" in " ".join(out.partition("Esempio")[2].split())


def test_every_command_is_found_in_its_module() -> None:
    for name, command in TABLE.items():
        commands = typer.main.get_command(assemble((command.module,)))
        assert name in getattr(commands, "commands", {name: commands})
    assert sorted(TABLE) == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_the_command_says(name: str) -> None:
    command = typer.main.get_command(app).commands[name]  # type: ignore[attr-defined]
    assert TABLE[name].en == " ".join((command.help or "").split("\n\n")[0].split())
    assert TABLE[name].it.endswith(".")
    assert TABLE[name].it != TABLE[name].en


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]])
def test_help_is_in_the_language_of_the_person(
    arguments: list[str], trama: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for lang, group in (("it_IT.UTF-8", GROUPS[0][0]), ("en_GB.UTF-8", GROUPS[0][1])):
        monkeypatch.setenv("LC_ALL", lang)
        status, out, _ = trama(*arguments)
        assert status == 0
        assert group in out
        assert all(f"  {name} " in out for name in COMMANDS)
        assert max(map(len, out.splitlines())) <= 80


def test_help_and_version_load_no_command() -> None:
    for argument in ("--help", "--version"):
        code = f"import sys; sys.argv = ['trama', {argument!r}]\nfrom trama.cli import main\nmain(); print(*sys.modules)"
        loaded = subprocess.check_output([sys.executable, "-c", code], text=True).split()
        assert "trama.cli.commands" in loaded
        assert not {"typer", "rich", "trama.cli.common", "rdflib", "networkx"} & set(loaded)


def test_colour_is_only_for_terminals() -> None:
    assert "\033" not in list_of_commands("it")
    assert "\033" in list_of_commands("it", colour=True)


def test_version_tells_that_of_the_data_too(in_small: Settings, trama: Run) -> None:
    manifest = json.loads((in_small.build / "manifest.json").read_bytes())
    _, out, _ = trama("--version")
    assert out == f"trama {manifest['trama']}\ndati {manifest['version']}\n"


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("place", [0, 1])
def test_root_is_taken_wherever_it_stands(
    place: int, small: Settings, trama: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAMA_ROOT", "/no/such")
    words = ["queries"]
    words[place:place] = ["--root", str(small.root)] if place else [f"--root={small.root}"]
    assert trama(*words)[:2] == (0, "objectives --param mission=…\n    Objectives\n")


@pytest.mark.parametrize(
    ("command", "spared"),
    [
        ("build", "pyshacl"),
        ("describe", "pyshacl"),
        ("query", "rdflib"),
        ("validate", "trama.build.dataset"),
        ("why", "networkx"),
        ("validate", "rdflib"),
        ("validate", "pyshacl"),
    ],
)
def test_a_command_does_not_load_what_others_need(command: str, spared: str) -> None:
    code = (
        "import sys; from trama.cli import COMMANDS, assemble;"
        f"assemble((COMMANDS[{command!r}].module,));"
        "print(*sys.modules)"
    )
    loaded = subprocess.check_output([sys.executable, "-c", code], text=True).split()
    assert "typer" in loaded
    assert spared not in loaded


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command: str, root: Path) -> None:
    assert f"trama {command}" in (root / "README.md").read_text(encoding="utf-8")


@pytest.mark.usefixtures("english")
def test_build_says_what_it_made(in_small: Settings, trama: Run) -> None:
    status, out, _ = trama("build")
    assert status == 0
    assert "statements in 4 graphs" in out


def test_validate_conforms(in_small: Settings, trama: Run) -> None:
    status, out, _ = trama("validate")
    assert (status, "0 violation" in out) == (0, True)


WRONG = """@prefix trama: <https://w3id.org/trama/ns#> .
<https://w3id.org/trama/id/x> a trama:StrategicObjective .
"""


@pytest.fixture
def wrong(tmp_path: Path) -> str:
    path = tmp_path / "wrong.ttl"
    path.write_text(WRONG, encoding="utf-8")
    return str(path)


def test_validate_tells_what_to_mend_in_both_languages(
    in_small: Settings, trama: Run, wrong: str
) -> None:
    status, out, _ = trama("validate", wrong)
    assert status == 1
    assert "VIOLAZIONE ObjectiveInMission: L'obiettivo non ha una Missione: indicala." in out
    assert "https://w3id.org/trama/id/x" in out
    _, out, _ = trama("validate", wrong, "--lang", "en")
    assert "VIOLATION ObjectiveInMission: The objective has no Mission: name it." in out


def test_validate_writes_json(in_small: Settings, trama: Run, wrong: str) -> None:
    status, out, _ = trama("validate", wrong, "--format", "json")
    document = json.loads(out)
    assert status == 1
    assert document["conforms"] is False
    assert [r["focus"] for r in document["results"]] == ["https://w3id.org/trama/id/x"]


def test_validate_writes_junit(in_small: Settings, trama: Run, wrong: str) -> None:
    _, out, _ = trama("validate", wrong, "--format", "junit")
    suite = ElementTree.fromstring(out)
    assert suite.get("failures") == "1"
    assert suite.find("testcase/failure").get("type") == "violation"  # type: ignore[union-attr]


def test_validate_writes_the_shacl_report(in_small: Settings, trama: Run, wrong: str) -> None:
    _, out, _ = trama("validate", wrong, "--format", "ttl")
    report = Graph().parse(data=out, format="turtle")
    assert len(set(report.subjects(RDF.type, SH.ValidationResult))) == 1


def test_validate_writes_html_escaped(in_small: Settings, trama: Run, tmp_path: Path) -> None:
    path = tmp_path / "script.ttl"
    label = '<http://www.w3.org/2000/01/rdf-schema#label> "<script>alert(1)</script>"@it'
    path.write_text(
        WRONG.replace("trama:StrategicObjective .", f"trama:StrategicObjective ; {label} .")
    )
    status, _, _ = trama("validate", str(path), "--format", "html", "-o", str(tmp_path / "r.html"))
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert status == 1
    assert '<html lang="it">' in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page


def test_validate_fails_only_on_the_asked_severity(
    in_small: Settings, trama: Run, wrong: str
) -> None:
    shapes = in_small.root / "shapes" / "small.ttl"
    shapes.write_text(
        shapes.read_text().replace("sh:minCount 1 ;", "sh:minCount 1 ; sh:severity sh:Warning ;")
    )
    assert trama("validate", wrong)[0] == 0
    assert trama("validate", wrong, "--fail-on", "warning")[0] == 1
    assert trama("validate", wrong, "--fail-on", "info")[0] == 1


@pytest.mark.usefixtures("english")
def test_validate_reads_a_plan_package(in_small: Settings, trama: Run, tmp_path: Path) -> None:
    plan = tmp_path / "mio-piano"
    plan.mkdir()
    (plan / "plan.csv").write_text(
        "id,title_it,kind,start,end,publisher\nmio-piano,Mio,dup,2025,2027,comune-esempio\n"
    )
    # A plan without an objective is refused everywhere.
    status, _, err = trama("validate", str(plan))
    assert (status, "no objective" in err) == (2, True)
    (plan / "missions.csv").write_text("number,label_it\n0,Zero\n")
    status, _, err = trama("validate", str(plan))
    assert status == 2
    assert "mio-piano/missions.csv:2: column number is not a whole number from 1 up: '0'" in err


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none.ttl", None, "none.ttl: there is no such file or folder"),
        ("bad.ttl", b"<a> <b>", "bad.ttl:1: not valid Turtle"),
        ("latin.ttl", '<a:b> <a:c> "\xe0" .'.encode("latin-1"), "latin.ttl"),
    ],
)
def test_validate_refuses_unusable_input(
    in_small: Settings, trama: Run, tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    status, out, err = trama("validate", str(tmp_path / name))
    assert (status, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


@pytest.mark.usefixtures("english")
def test_validate_without_a_build_is_told(
    small: Settings, monkeypatch: pytest.MonkeyPatch, trama: Run
) -> None:
    monkeypatch.setenv("TRAMA_ROOT", str(small.root))
    monkeypatch.setenv("TRAMA_BUILD", str(small.build))
    status, _, err = trama("validate")
    assert status == 2
    assert "run «trama build» first" in err


@pytest.mark.usefixtures("english")
def test_a_broken_shape_is_told_with_its_file(in_small: Settings, trama: Run) -> None:
    (in_small.root / "shapes" / "small.ttl").write_text("@prefix sh: <http://x/> .\nsh:a sh:b")
    status, _, err = trama("validate")
    assert status == 2
    assert "shapes/small.ttl:2: not valid Turtle" in err


OBJECTIVES = (
    "SELECT ?code WHERE { ?o a trama:StrategicObjective ; skos:notation ?code } ORDER BY ?code"
)
PREFIXED = (
    "PREFIX trama: <https://w3id.org/trama/ns#> "
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> " + OBJECTIVES
)


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("format", "expected"),
    [
        ("csv", "code\r\nM1-01\r\nM2-01\r\n"),
        ("tsv", '?code\n"M1-01"\n"M2-01"\n'),
        ("table", "code\nM1-01\nM2-01\n2 rows\n"),
    ],
)
def test_query_formats(in_small: Settings, trama: Run, format: str, expected: str) -> None:
    status, out, _ = trama("query", "--text", PREFIXED, "--format", format)
    assert (status, out.replace("\r\n", "\n")) == (0, expected.replace("\r\n", "\n"))


def test_query_reads_file_name_and_standard_input(
    in_small: Settings, trama: Run, tmp_path: Path
) -> None:
    path = tmp_path / "my.rq"
    path.write_text(
        '#+ title = { it = "a", en = "a" }\n#+ description = { it = "a", en = "a" }\n' + PREFIXED
    )
    expected = [{"code": "M1-01"}, {"code": "M2-01"}]
    for arguments, stdin in ((["-"], PREFIXED), ([str(path)], ""), (["objectives"], "")):
        _, out, _ = trama("query", *arguments, "--format", "csv", stdin=stdin)
        rows = [{"code": row["code"]} for row in csv.DictReader(io.StringIO(out))]
        assert rows == expected


def test_query_takes_a_file_without_a_header(
    in_small: Settings, trama: Run, tmp_path: Path
) -> None:
    (tmp_path / "bare.rq").write_text(PREFIXED)
    status, out, _ = trama("query", str(tmp_path / "bare.rq"), "--format", "csv")
    assert (status, out.split()) == (0, ["code", "M1-01", "M2-01"])


def test_query_takes_parameters(in_small: Settings, trama: Run) -> None:
    _, out, _ = trama("query", "objectives", "-p", "mission=2", "--format", "csv")
    assert [row["code"] for row in csv.DictReader(io.StringIO(out))] == ["M2-01"]


def test_query_writes_turtle_and_json(in_small: Settings, trama: Run) -> None:
    construct = "CONSTRUCT { ?s ?p ?o } WHERE { ?s a trama:Mission ; ?p ?o }"
    text = "PREFIX trama: <https://w3id.org/trama/ns#> " + construct
    _, out, _ = trama("query", "--text", text, "--format", "ttl")
    assert len(Graph().parse(data=out, format="turtle")) > 10
    _, out, _ = trama("query", "--text", "ASK { ?s ?p ?o }", "--format", "json")
    assert json.loads(out)["boolean"] is True


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["query"], "give either a query file, a name, - or --text"),
        (["query", "objectivs"], "the nearest is 'objectives'"),
        (["query", "objectives", "-p", "misson=2"], "the nearest is 'mission'"),
        (["query", "objectives", "-p", "mission"], "a parameter is given as name=value"),
        (["query", "--text", "SELECT"], "1:7"),
        (["query", "--text", " "], "the query is empty"),
        (["query", "--text", "SELECT * { SERVICE <http://a.example/> { ?s ?p ?o } }"], "SERVICE"),
        (["query", "--text", "ASK {}", "--format", "ttl"], "not ttl"),
        (["query", "--text", "ASK {}", "-f", "x"], "no such option: -f"),
        (["query", "--text", "ASK {}", "--format", "csv", "-o", "/no/such/x"], "cannot be written"),
        (["serve", "--port", "99999"], "65535"),
        (["describe", "/no/such/folder"], "there is no such package folder"),
        (["nonsense"], "no such command: «nonsense»"),
        (["querries"], "the nearest is 'queries'"),
        (["--root"], "--root needs a folder"),
    ],
)
def test_bad_arguments_are_told(
    in_small: Settings, trama: Run, arguments: list[str], message: str
) -> None:
    status, out, err = trama(*arguments)
    assert (status, out) == (2, "")
    assert message in " ".join(err.split())
    assert "Traceback" not in err


@pytest.mark.usefixtures("english")
def test_queries_lists_them_with_their_parameters(in_small: Settings, trama: Run) -> None:
    _, out, _ = trama("queries")
    assert out == "objectives --param mission=…\n    Objectives\n"


def test_describe_writes_csvw(in_small: Settings, trama: Run) -> None:
    folder = in_small.root / "graph" / "piano-esempio"
    _, out, _ = trama("describe", str(folder))
    tables = {table["url"]: table["tableSchema"] for table in json.loads(out)["tables"]}
    codes = {column["name"]: column for column in tables["objectives.csv"]["columns"]}
    assert codes["code"]["required"] is True
    assert codes["text_it"]["propertyUrl"] == "http://purl.org/dc/terms/description"


def test_the_examples_in_help_are_commands_that_exist(trama: Run) -> None:
    for command in COMMANDS:
        _, out, _ = trama(command, "--help")
        example = out.partition("Esempio: ")[2].partition("│")[0].splitlines()[0].strip(" `")
        words = shlex.split(example)
        assert words[:2] == ["trama", command]


# In a person's language, on a person's screen


def test_the_help_of_every_command_is_in_italian() -> None:
    sentences = table()["options"]
    seen = set()
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        more = (command.help or "").split("\n\n")[1:]
        told = [part for part in more if not part.startswith("Example: ")]
        assert (name in table()["more"]) == bool(told), name
        examples = about(name, command.help or "").split("Esempio: ")[1:]
        assert len(examples) == (command.help or "").count("Example: ") > 0
        for parameter in command.params:
            if getattr(parameter, "help", None) and parameter.name != "help":
                assert parameter.help in sentences, f"{name}: {parameter.help}"
                seen.add(parameter.help)
    assert seen == set(sentences)


def test_help_is_shown_in_the_language_of_the_person(
    trama: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, out, _ = trama("publish", "--help")
    assert status == 0
    assert "Uso: trama publish [OPZIONI]" in out
    assert "Basta un qualsiasi spazio web" in " ".join(out.split())
    assert "Mostra questo aiuto" in out
    for english in ("Usage", "Options", "Show this", "[default", "Example"):
        assert english not in out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["check", "x", "--formt", "csv"], "il più vicino è «--format»"),
        (["check"], "manca PLANS"),
        (["check", "x", "--format", "cvs"], "--format può essere text, json, csv"),
        (["query", "missions", "extra"], "parole di troppo: extra"),
        (["serve", "--port", "70000"], "--port va da 0 a 65535"),
        (["check", "x", "--against"], "--against vuole un valore"),
        (["chekc", "x"], "il più vicino è «check»"),
    ],
)
def test_a_mistake_names_what_was_meant(arguments: list[str], told: str, trama: Run) -> None:
    status, out, err = trama(*arguments)
    assert (status, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1


def test_rows_that_do_not_fit_are_records() -> None:
    columns, rows = ("code", "text"), [("M1-01", "una [parola] dopo l’altra"), ("M1-02", "")]
    assert as_lines(columns, rows, width=80).splitlines() == [
        "code   text",
        "M1-01  una [parola] dopo l’altra",
        "M1-02",
    ]
    records = as_lines(columns, rows, width=20).splitlines()
    assert records == ["code  M1-01", "text  una [parola]", "      dopo l’altra", "", "code  M1-02"]
    assert "\033[" in as_lines(columns, rows, width=20, colour=True)
    long = "a" * 300
    assert long in as_lines(("x",), [(long,)])


def test_of_two_languages_the_person_s_is_shown(
    in_small: Settings, trama: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = 'SELECT ("uno" AS ?label_it) ("one" AS ?label_en) ("x" AS ?only_en) {}'
    assert trama("query", "--text", text)[1].split()[:4] == ["label_it", "only_en", "uno", "x"]
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert trama("query", "--text", text)[1].split()[:4] == ["label_en", "only_en", "one", "x"]


def test_a_terminal_that_wants_no_colour_gets_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("TERM", "xterm-256color")
    told = [
        Line("violation", "uno due tre quattro cinque sei sette otto", 0, "A-01  "),
        Line("quote", "«x»", 4, "[p] ", "https://example.org/x"),
    ]
    monkeypatch.setenv("NO_COLOR", "1")
    show(told)
    out = capsys.readouterr().out
    assert "\033" not in out
    assert max(map(len, out.splitlines())) <= 40
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setattr("rich.console.Console.is_terminal", property(lambda self: True))
    show(told)
    out = capsys.readouterr().out
    assert "\033[1;31m" in out
    assert "https://example.org/x" in out


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("trama query missio", "missions"),
        ("trama query objectives-of-driver --param ", "driver="),
        ("trama why M2-1", "M2-15"),
        ("trama why driver/1", "driver/10"),
        ("trama template x.xlsx --for cassano", "cassano-d-adda"),
        ("trama network br", "bridges"),
    ],
)
def test_a_shell_completes_names(
    line: str, found: str, built: Settings, trama: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAMA_ROOT", str(built.root))
    monkeypatch.setenv("TRAMA_BUILD", str(built.build))
    monkeypatch.setenv("_TRAMA_COMPLETE", "complete_zsh")
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", line)
    assert f'"{found}"' in trama()[1]
