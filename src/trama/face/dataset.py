"""A dataset that is open: asked, read thing by thing, measured, and what plans are checked against."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions

from trama.errors import QueryError, TramaError
from trama.face.rows import Rows
from trama.language.nearest import nearest
from trama.namespaces import PREFIXES
from trama.query import sparql
from trama.query.library import Query, bare_query, read_queries, read_query
from trama.settings import Settings
from trama.store import Answer, Store
from trama.store.current import open_current
from trama.store.release import read_manifest

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from trama.check.findings import CheckReport
    from trama.face.ready import ReadyQueries
    from trama.face.things import Thing
    from trama.network.explain import Explanation
    from trama.network.network import Network
    from trama.plans.package import Package
    from trama.query.hits import Found
    from trama.query.questions.names import Directory
    from trama.query.questions.understanding import Understood
    from trama.suggest.suggester import Suggester, Suggestions
    from trama.validate.shapes import Report

Given = str | int | Decimal
_PREFIX = re.compile(r"\b([a-z]+):")
_AT = re.compile(r"error at 1:(\d+)")


class Dataset:
    """A dataset that is open for questions; `trama.open` gives one.

    A local one is a build, with its sources; of another server only the answers are known, so what
    needs sources (`check`, `suggest`, `validate`) raises TramaError there.
    """

    def __init__(self, settings: Settings, store: Store | None = None) -> None:
        """Take the settings, which say where sources are and what IRIs begin with.

        The store is that of another server; without one, that of the build, opened when it is needed.
        """
        self.settings, self._store = settings, store

    @property
    def is_local(self) -> bool:
        """Whether it is a build with its sources, and not another server."""
        return self._store is None

    @cached_property
    def store(self) -> Store:
        """The store that is asked; StoreError if nothing is built."""
        return self._store or open_current(self.settings)

    def __repr__(self) -> str:
        where = self.settings.build if self.is_local else getattr(self.store, "address", "")
        return f"<trama dataset {where}>"

    @cached_property
    def version(self) -> str:
        """The version of the build; empty for another server."""
        return str(read_manifest(self.settings.build)["version"]) if self.is_local else ""

    # Asking

    def query(self, query: str, /, **parameters: Given) -> Rows:
        """Return the rows that a SELECT query gives.

        `query` is the name of a ready query, or SPARQL, in which the usual prefixes (`trama:`, `skos:`)
        need not be declared; `parameters` bind its variables: `plan.query("objectives-of-mission",
        mission=3)`. Raises QueryError for a query that cannot be run, with its place, or is no SELECT.
        """
        answer = self.answer(self.find_query(query), parameters)
        if not isinstance(answer, QuerySolutions):
            raise QueryError("face.no-rows")
        return Rows.read(answer)

    def ask(self, query: str, /, **parameters: Given) -> bool:
        """Return the answer to an ASK query; QueryError if it is of another form."""
        answer = self.answer(self.find_query(query), parameters)
        if not isinstance(answer, QueryBoolean):
            raise QueryError("face.no-boolean")
        return bool(answer)

    def graph(
        self, query: str = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", /, **parameters: Given
    ) -> rdflib.Graph:
        """Return what CONSTRUCT or DESCRIBE gives, by default all there is, as a graph of rdflib."""
        import rdflib

        answer = self.answer(self.find_query(query), parameters)
        if isinstance(answer, QuerySolutions | QueryBoolean):
            raise QueryError("face.no-graph")
        turtle = sparql.write(answer, sparql.FORMATS["nt"])
        graph = rdflib.Graph().parse(data=turtle, format="nt")
        for prefix, iri in PREFIXES.items():
            graph.bind(prefix, iri)
        return graph

    def dataset(self) -> rdflib.Dataset:
        """Return everything, each named graph by its name, as a dataset of rdflib."""
        import rdflib

        made = rdflib.Dataset()
        for name in self.query("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"):
            part = self.graph(
                f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{name.g}> {{ ?s ?p ?o }} }}"
            )
            target = made.graph(rdflib.URIRef(str(name.g)))
            for triple in part:
                target.add(triple)
        return made

    def answer(self, query: Query, given: Mapping[str, Given] | None = None) -> Answer:
        """Return the engine's own answer to a query, to be written as JSON, CSV, Turtle and so on."""
        values = {name: str(value) for name, value in (given or {}).items()}
        if query.parameters or not values:
            bound: Mapping[str, NamedNode | Literal] = query.values(values, self.settings.names)
        else:
            bound = {name: self._term(value) for name, value in (given or {}).items()}
        prefixes = prefixes_of(query.text)
        try:
            return sparql.run(self.store, prefixes + query.text, values=bound)
        except QueryError as error:
            # The place that is told is that in the text which was given.
            at = _AT.search(str(error))
            if not prefixes or not at:
                raise
            column = f"error at 1:{max(1, int(at[1]) - len(prefixes))}"
            raise QueryError(str(error).replace(at[0], column)) from None

    def _term(self, value: Given) -> NamedNode | Literal:
        if isinstance(value, str) and value.startswith(("http://", "https://", "urn:")):
            return NamedNode(value)
        return Literal(value if isinstance(value, str | int) else float(value))

    def find_query(self, name: str) -> Query:
        """Return a query: SPARQL as it is, a ready query by its name, a file by its path.

        Raises QueryError, naming the nearest, if a single word is none of them.
        """
        if any(mark in name for mark in "{ \n\t"):
            return bare_query(name)
        if name in self.ready:
            return self.ready[name]
        if Path(name).is_file():
            return read_query(Path(name))
        raise QueryError("command.no-query", source=name, near=nearest(name, self.ready))

    @cached_property
    def ready(self) -> Mapping[str, Query]:
        """The ready queries, by name."""
        return read_queries(self.settings.root / "queries")

    @cached_property
    def names_of_things(self) -> Directory:
        """What things are called, for questions to be understood."""
        from trama.query.questions.names import read_directory

        return read_directory(self.store, self.settings.names)

    def understand(self, question: str) -> Understood:
        """Return the ready query and parameters that a question in Italian asks, or why it is not understood.

        Raises QueryError for a question that is empty or far too long.
        """
        from trama.query.questions.understanding import understand

        return understand(question, self.names_of_things, self.ready)

    @property
    def queries(self) -> ReadyQueries:
        """The ready queries as functions: `plan.queries.objectives_of_driver(driver=4)`."""
        from trama.face.ready import ReadyQueries

        return ReadyQueries(self)

    def search(
        self, words: str, lang: str = "it", *, limit: int = 10, offset: int = 0, kind: str = ""
    ) -> Found:
        """Find things and passages that hold all the words or speak of the same, the best first.

        `kind` is the local name of a class, such as StrategicObjective. If nothing is found, what holds any of the
        words is.
        """
        from trama.namespaces import TRAMA
        from trama.query.search import find

        self._must_be_local()
        release = self.settings.build / "releases" / self.version
        iri = TRAMA[kind].value if kind.isalpha() else kind
        return find(release, self.store, words, lang, limit=limit, offset=offset, kind=iri)

    # Things and links

    def thing(self, name: str) -> Thing:
        """Return a thing by IRI, local name (`instrument/ptm`), its end (`driver/4`), code or acronym.

        Raises QueryError, with the nearest name, if nothing is called so, or several things are.
        """
        from trama.face.things import find_thing

        return find_thing(self, name)

    def objective(self, code: str, *, plan: str = "") -> Thing:
        """Return a strategic objective by its code, such as M2-15; `plan` if several plans have it."""
        from trama.face.things import find_thing

        return find_thing(self, code, kind="StrategicObjective", plan=plan)

    def explain(self, source: str, target: str) -> Explanation:
        """Say why two things are linked: the links between them, or the chain that joins them."""
        from trama.network.explain import explain

        return explain(self.store, source, target, self.settings.names)

    def weave(
        self,
        *,
        kinds: Iterable[str] = (),
        missions: Iterable[str] = (),
        drivers: Iterable[str] = (),
        relations: Iterable[str] = (),
        bases: Iterable[str] = (),
        least: float | Decimal = 0,
        plans: Iterable[str] | None = None,
    ) -> Network:
        """Return the things and links that a filter keeps, with the reason of each link.

        `plans` are the identifiers of those to read, empty for all; without it, all of a dataset of a few
        thousand links, and of a larger one the strategic plan in force. Without `bases`, stated and curated links; `least` is the least confidence, from 0 to 1.
        """
        from trama.network.filters import find_filter
        from trama.network.network import read_network

        network = read_network(self.store, None if plans is None else self._plans_named(plans))
        wanted = find_filter(
            network,
            kinds=kinds,
            missions=missions,
            drivers=drivers,
            relations=relations,
            bases=bases,
            least=Decimal(str(least)),
        )
        return network.kept(wanted)

    def _plans_named(self, names: Iterable[str]) -> list[str]:
        """The IRIs of plans of the dataset by their identifiers; QueryError, with the nearest, if one is none."""
        known = {
            str(row.plan): str(row.plan).removeprefix(self.settings.names.thing("").value)
            for row in self.query("SELECT DISTINCT ?plan WHERE { ?part trama:inPlan ?plan }")
        }
        found = []
        for name in names:
            iris = [iri for iri, local in known.items() if name in (iri, local)]
            if not iris:
                near = nearest(name, known.values())
                raise QueryError("name.no-plan", plan=name, near=near)
            found += iris
        return found

    def network(self, **filter: Any) -> nx.MultiDiGraph[str]:
        """Return the links as a networkx graph; the arguments are those of `weave`.

        Nodes are IRIs with `kind`, `code`, `label_it`, `label_en`, `mission`; edges hold `relation`,
        `basis`, `confidence`, `weight` and `link`.
        """
        return self.weave(**filter).graph()

    # Plans

    def check(
        self,
        *plans: Package | Path | str,
        against: Package | Path | str = "",
        further: Sequence[Package | Path | str] = (),
        beside: Sequence[Package | Path | str] = (),
        editions: Sequence[Package | Path | str] = (),
        store: str | Path = "",
        answered: Collection[tuple[str, str]] = (),
    ) -> CheckReport:
        """Check plans against the plan above them, by default the strategic plan in force.

        A plan is a package that was read, a folder or a file. `further` are more plans above, held against in the same report,
        and `beside` plans that stand beside, of which only what is between them and `plans` is told. `store` is where the plan above stands, if
        not in the build: the address of a SPARQL server, or a folder of builds or of a store; `answered` are
        the pairs of codes that a person has answered about, which are not asked again. Raises SourceProblems
        with everything that cannot be read.
        """
        from trama.check.comparison import check_plans
        from trama.check.spread import processors
        from trama.face.naming import plan_in_build

        def above(plan: Package | Path | str) -> Package | str:
            if isinstance(plan, str | Path):
                return plan_in_build(str(plan), self.settings)
            return plan

        self._must_be_local()
        uppers = [above(one) for one in (against, *further)]
        read = [one for one in uppers if not isinstance(one, str)]
        return check_plans(
            self._packages(plans, read),
            self.settings,
            upper=uppers[0],
            further=uppers[1:],
            beside=self._packages(beside),
            editions=self._packages(editions),
            answered=answered,
            processes=processors(),
            store=str(store),
        )

    def suggester(self, against: Package | Path | str = "") -> Suggester:
        """Return what ranks the objectives of an upper plan, by default the one in force, for any text."""
        from trama.face.naming import plan_named
        from trama.plans.package import read_packages
        from trama.suggest.suggester import Suggester, upper_objectives

        self._must_be_local()
        root = self.settings.root
        upper = (
            plan_named(str(against), self.settings) if isinstance(against, str | Path) else against
        )
        registers = [one for one in read_packages(root / "graph", root=root) if not one.is_plan]
        return Suggester(upper_objectives(upper, registers, self.settings.names))

    def suggest(
        self,
        plan: Package | Path | str,
        *,
        against: Suggester | Package | Path | str = "",
        top: int = 3,
    ) -> list[Suggestions]:
        """Return, for each objective that declares no alignment, those of the upper plan it may serve."""
        from trama.suggest.suggester import Suggester, suggest

        (lower,) = self._packages([plan])
        ranked = against if isinstance(against, Suggester) else self.suggester(against)
        return suggest(lower, ranked, top)

    def validate(self, *files: Path | str, whole: bool = False) -> Report:
        """Hold the build, or Turtle files and plans together with it, against the shapes.

        Results about files are only those about what the files describe. Where an earlier build was
        validated, only what can have changed is asked about, with the same results; `whole` asks anew.
        """
        from trama.face.validation import validate_files

        self._must_be_local()
        return validate_files([Path(file) for file in files], self.settings, whole=whole)

    def read_plan(self, path: Path | str) -> Package:
        """Read a plan from a folder or file, its names resolved to what the registers here hold.

        Raises SourceError or SourceProblems with everything wrong, each with its place.
        """
        (read,) = self._packages([path])
        return read

    def _packages(
        self, plans: Sequence[Package | Path | str], above: Sequence[Package] = ()
    ) -> list[Package]:
        from trama.face.naming import read_plans

        paths = [Path(plan) for plan in plans if isinstance(plan, str | Path)]
        read = iter(read_plans(paths, self.settings, above))
        return [next(read) if isinstance(plan, str | Path) else plan for plan in plans]

    def _must_be_local(self) -> None:
        if not self.is_local:
            raise TramaError("face.local")


def prefixes_of(text: str) -> str:
    """Return the declarations of the usual prefixes that a query uses, unless it has declarations."""
    from trama.rdf.tokens import keywords

    if next(iter(keywords(text)), "") in ("PREFIX", "BASE"):
        return ""
    used = set(_PREFIX.findall(text))
    return "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items() if name in used)
