// The query page: it runs what is in the editor, shows the answer, and keeps the address true.

import { ask, fetchAs, Problem } from "./ask.js";
import { forget, remember, showAsked } from "./asked.js";
import { chart, chartColumns } from "./chart.js";
import { element, shorten } from "./dom.js";
import { searchGallery } from "./gallery.js";
import { graph } from "./graph.js";
import { comuniOf, map } from "./map.js";
import { namesOf } from "./names.js";
import { type Headings, readable } from "./readable.js";
import { table } from "./table.js";
import type { Answer, Editor, Mistake, Page, Vocabulary } from "./types.js";
import { wordsOf } from "./words.js";

const byId = <T extends HTMLElement = HTMLElement>(id: string) => document.getElementById(id) as T;
const home = byId("query-page");
const { root = "", iris: base = "", lang = "it", ready, asked } = home.dataset;
const words = wordsOf(lang);
const page: Page = { root, base, lang, words };
const headings: Headings = JSON.parse(home.dataset.headings || "[]");
const VIEWS = { table, chart, map, graph };

type View = keyof typeof VIEWS;
const form = byId<HTMLFormElement>("ask");
const parameters = document.getElementById("parameters") as HTMLFormElement | null;
const endpoint = form.action;
const area = byId<HTMLTextAreaElement>("query");

let readyText = ready ? area.value : null;
let editor: Editor = {
  get: () => area.value,
  set: (text) => {
    area.value = text;
  },
  focus: () => area.focus(),
  show: null,
};
let answer: Answer | null = null;
let view = new URLSearchParams(location.search).get("vista") ?? "table";
let running: AbortController | null = null;
let failed: Problem | null = null;
const folded = byId<HTMLDetailsElement>("sparql");
const isReady = () => Boolean(ready) && editor.get().trim() === readyText?.trim();

let lastAsked = asked ? null : area.value;
let here = location.search;

const search = byId<HTMLInputElement>("gallery-search");

// The address

async function stateOf(text: string): Promise<URLSearchParams> {
  const state = new URLSearchParams();
  if (ready && text.trim() === readyText?.trim()) {
    state.set("pronta", ready);
    if (parameters) {
      for (const [name, value] of new FormData(parameters)) {
        if (name !== "lang" && name !== "pronta" && typeof value === "string")
          state.set(name, value);
      }
    }
  } else if ("CompressionStream" in window) state.set("z", await pack(text));
  else state.set("query", text);
  if (view !== "table") state.set("vista", view);
  if (lang === "en") state.set("lang", "en");
  return state;
}

async function pack(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

// A new question is a step that Back takes back; another view of its answer is not.
async function keepAddress(step = false): Promise<void> {
  const state = await stateOf(editor.get());
  const address = `${location.pathname}?${state}`;
  const text = editor.get();
  if (step && lastAsked !== null && lastAsked !== text) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  if (step) lastAsked = text;
  here = location.search;
  const other = document.querySelector<HTMLAnchorElement>("header a[hreflang]");
  if (other) {
    state.set("lang", other.hreflang);
    other.href = `${location.pathname}?${state}`;
  }
}

// Saying things

function tell(text: string): void {
  byId("told").textContent = text;
  byId("problem").hidden = true;
}

function showSyntax(error: Mistake | null): void {
  const place = byId("syntax");
  place.classList.toggle("q-wrong", Boolean(error?.line));
  if (!error) {
    place.replaceChildren();
    return;
  }
  const where = error.line
    ? element("strong", {}, `${words.place(error.line, error.column ?? 1)}: `)
    : "";
  const go = error.go
    ? element("button", { type: "button", class: "q-go", onclick: error.go }, words.go)
    : "";
  place.replaceChildren(where, error.message, " ", go);
}

function showProblem(problem: Problem): void {
  byId("answer").hidden = true;
  failed = problem;
  let error: Mistake = {
    line: problem.line,
    column: problem.column ?? 1,
    message: problem.message,
  };
  if (problem.line && editor.show) error = editor.show(error);
  else if (problem.line) showSyntax(error);
  tell("");
  if (problem.line) folded.open = true;
  const place = byId("problem");
  place.hidden = false;
  place.textContent = `${words.failed}${problem.line ? `: ${words.place(error.line ?? 1, error.column ?? 1).toLowerCase()}.` : `. ${problem.message}`}`;
}

// Running

async function run(): Promise<void> {
  running?.abort();
  const control = new AbortController();
  running = control;
  failed = null;
  busy(true);
  tell(words.running);
  try {
    const found = await ask(endpoint, editor.get(), words, control.signal);
    if (found.kind !== "boolean") found.names = await namesOf(found, page);
    if (running !== control) return;
    answer = found;
    if (answer.kind !== "boolean") {
      if (isReady()) answer = readable(answer, headings);
      answer.unit = unitColumn(answer.columns, editor.get());
    }
    tell("");
    showAnswer(answer);
    await keepAddress(true);
    remember(titleOf(editor.get()), location.pathname + location.search);
    refreshCode();
  } catch (error) {
    if (running !== control) return;
    if (error instanceof Error && error.name === "AbortError") tell(words.stopped);
    else if (error instanceof Problem) showProblem(error);
    else throw error;
  } finally {
    if (running === control) {
      running = null;
      busy(false);
    }
  }
}

function unitColumn(columns: string[], query: string): string | undefined {
  const bound = /\btrama:unit\s+\?(\w+)/.exec(query)?.[1];
  return columns.find((column) => column === bound || /^(unit|unita|unità)$/i.test(column));
}

// A ready question by its title and what was chosen; another by its comment, or its first words.
function titleOf(query: string): string {
  if (isReady()) {
    const values = parameters
      ? [...new FormData(parameters)].filter(
          ([name, value]) => !["lang", "pronta", "plan"].includes(name) && value,
        )
      : [];
    const chosen = values.map(([, value]) => value).join(", ");
    return `${byId("ask-title").textContent?.trim()}${chosen ? ` (${chosen})` : ""}`;
  }
  const lines = query.split("\n").map((each) => each.trim());
  const comment = lines.find((each) => /^#\s*\p{L}/u.test(each))?.replace(/^#\s*/, "");
  const start = lines.filter((each) => each && !/^(PREFIX|BASE|#)/i.test(each)).join(" ");
  return shorten(comment || start, 80);
}

function busy(is: boolean): void {
  byId("stop").hidden = !is;
  byId("answer").setAttribute("aria-busy", String(is));
}

function viewsOf(answer: Answer): [View, string][] {
  const found: [View, string][] = [["table", words.table]];
  if (answer.kind === "boolean" || !answer.rows.length) return [];
  if (chartColumns(answer)) found.push(["chart", words.chart]);
  if (comuniOf(answer).size) found.push(["map", words.map]);
  if (answer.kind === "triples") found.push(["graph", words.graph]);
  return found;
}

function showAnswer(answer: Answer): void {
  byId("answer").hidden = false;
  const took = words.took(answer.took);
  const summary = byId("summary");
  if (answer.kind === "boolean") summary.textContent = answer.value ? words.yes : words.no;
  else if (!answer.rows.length) summary.textContent = words.none;
  else
    summary.textContent = `${answer.kind === "rows" ? words.rows(answer.rows.length) : words.triples(answer.rows.length)} ${took}.`;
  fitFormats(answer.kind === "triples");
  const views = viewsOf(answer);
  const now = views.find(([name]) => name === view)?.[0] ?? "table";
  byId("views").hidden = views.length < 2;
  byId("views").replaceChildren(
    ...views.map(([name, title]) =>
      element(
        "button",
        {
          type: "button",
          "data-view": name,
          "aria-pressed": String(name === now),
          onclick: () => choose(name),
        },
        title,
      ),
    ),
  );
  showView(views.length ? now : "");
}

function choose(name: View): void {
  view = name;
  for (const button of byId("views").querySelectorAll("button"))
    button.setAttribute("aria-pressed", String(button.dataset.view === name));
  showView(name);
  keepAddress();
}

async function showView(name: View | ""): Promise<void> {
  const place = byId("view");
  const shown = answer;
  if (!name || !shown || shown.kind === "boolean") {
    place.replaceChildren();
    return;
  }
  const made = await VIEWS[name](shown, page);
  if (shown === answer) place.replaceChildren(made);
}

function fitFormats(graphs: boolean): void {
  const format = byId<HTMLSelectElement>("format");
  const [rows, triples] = format.querySelectorAll("optgroup");
  rows.disabled = graphs;
  triples.disabled = !graphs;
  const list = graphs ? triples : rows;
  const first = list.querySelector("option");
  if (format.selectedOptions[0]?.parentElement !== list && first) first.selected = true;
}

async function download(): Promise<void> {
  const format = byId<HTMLSelectElement>("format").value;
  const name = `${isReady() ? ready : "trama"}.${format}`;
  try {
    tell(words.running);
    const address = URL.createObjectURL(await fetchAs(endpoint, editor.get(), format, words));
    element("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
    tell(words.saved(name));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    showProblem(error);
  }
}

// The code for it

let codeOf = area.value;

async function refreshCode(): Promise<void> {
  const text = editor.get();
  if (text === codeOf || !byId("snippets").querySelector("details[open]")) return;
  const response = await fetch(`${root}/interroga/codice`, {
    method: "POST",
    body: new URLSearchParams({ query: text }),
  });
  if (!response.ok) return;
  codeOf = text;
  for (const [name, , code] of (await response.json()).snippets as string[][]) {
    const place = byId(`code-${name}`).querySelector("code");
    if (place) place.textContent = code;
  }
}

async function copy(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    tell(done);
  } catch {
    tell(words.copyThis);
  }
}

// Ready questions

async function applyParameters(): Promise<void> {
  if (!parameters) return;
  const values = new URLSearchParams();
  for (const [name, value] of new FormData(parameters))
    if (typeof value === "string") values.set(name, value);
  const response = await fetch(`${root}/interroga/testo?${values}`);
  const facts = await response.json();
  if (!response.ok) return showProblem(new Problem(facts.detail));
  readyText = facts.query;
  editor.set(facts.query);
  return run();
}

// The editor comes after the page, which works without it.

async function loadEditor(): Promise<void> {
  const style = element("link", { rel: "stylesheet", href: `${home.dataset.static}editor.css` });
  const styled = new Promise((resolve, reject) => {
    style.onload = resolve;
    style.onerror = reject;
  });
  document.head.append(style);
  const [{ createEditor }] = await Promise.all([import("./editor.js"), styled]);
  let known: Promise<Vocabulary> | null = null;
  const had = document.activeElement === area;
  const text = area.value;
  const holder = byId("editor");
  const made = createEditor({
    holder,
    text,
    words,
    run,
    vocabulary: () => {
      known ??= fetch(`${root}/interroga/vocabolario.json?lang=${lang}`).then((response) =>
        response.json(),
      );
      return known;
    },
    changed: () => {
      area.value = editor.get();
    },
    told: showSyntax,
  });
  area.hidden = true;
  area.required = false;
  editor = made;
  if (failed) showProblem(failed);
  home.dataset.editor = "ready";
  if (had) editor.focus();
}

for (const id of ["run", "share", "query-help"]) byId(id).hidden = false;
for (const part of document.querySelectorAll<HTMLElement>(".q-search")) part.hidden = false;
for (const button of document.querySelectorAll<HTMLElement>(".q-copy")) {
  button.hidden = false;
  button.addEventListener("click", () =>
    copy(button.previousElementSibling?.textContent ?? "", words.copiedCode),
  );
}
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.submitter?.id === "download") download();
  else run();
});
byId("stop").addEventListener("click", () => running?.abort());
byId("share").addEventListener("click", async () => {
  await keepAddress();
  copy(location.href, words.copied);
});
parameters?.addEventListener("submit", (event) => {
  event.preventDefault();
  applyParameters();
});
parameters?.addEventListener("change", applyParameters);
search.addEventListener("input", () => searchGallery(search.value, words));
for (const details of byId("snippets").children) details.addEventListener("toggle", refreshCode);
byId("gallery-list").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
if (location.hash !== "#ask-title") scrollTo(0, 0);

let editing = false;
function needEditor(): void {
  if (!folded.open || editing) return;
  editing = true;
  loadEditor().catch((error) => console.warn("the editor did not load", error));
}

folded.addEventListener("toggle", needEditor);
byId("history-clear").addEventListener("click", forget);
// A mark in the page is a step of history too, and is no other question.
addEventListener("popstate", () => {
  if (location.search !== here) location.reload();
});
showAsked();
if (asked) run();
needEditor();
