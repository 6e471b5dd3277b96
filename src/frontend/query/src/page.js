// The query page: it runs what is in the editor, shows the answer, and keeps the address true.
import { Problem, ask, fetchAs } from "./ask.js";
import { chart, chartColumns } from "./chart.js";
import { element } from "./dom.js";
import { graph } from "./graph.js";
import { comuniOf, map } from "./map.js";
import { namesOf } from "./names.js";
import { table } from "./table.js";
import { wordsOf } from "./words.js";

const byId = (id) => document.getElementById(id);
const home = byId("query-page");
const { root, iris: base, lang, ready, asked } = home.dataset;
const words = wordsOf(lang);
const page = { root, base, lang, words };
const form = byId("ask");
const parameters = byId("parameters");
const endpoint = form.action;
const area = byId("query");

let readyText = ready ? area.value : null;
let editor = { get: () => area.value, set: (text) => { area.value = text; }, focus: () => area.focus(), show: null };
let answer = null;
let view = new URLSearchParams(location.search).get("vista") ?? "table";
let running = null;
let failed = null;

// The address

async function stateOf(text) {
  const state = new URLSearchParams();
  if (ready && text.trim() === readyText?.trim()) {
    state.set("pronta", ready);
    if (parameters) {
      for (const field of parameters.elements) if (field.name && field.name !== "lang" && field.name !== "pronta") state.set(field.name, field.value);
    }
  } else if ("CompressionStream" in window) state.set("z", await pack(text));
  else state.set("query", text);
  if (view !== "table") state.set("vista", view);
  if (lang === "en") state.set("lang", "en");
  return state;
}

async function pack(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

async function keepAddress() {
  const state = await stateOf(editor.get());
  const address = `${location.pathname}?${state}`;
  history.replaceState(null, "", address);
  const other = document.querySelector("header a[hreflang]");
  if (other) {
    state.set("lang", other.hreflang);
    other.href = `${location.pathname}?${state}`;
  }
}

// Saying things

function tell(text) {
  byId("told").textContent = text;
}

function showSyntax(error) {
  const place = byId("syntax");
  place.classList.toggle("q-wrong", Boolean(error?.line));
  if (!error) return place.replaceChildren();
  const where = error.line ? element("strong", {}, `${words.place(error.line, error.column)}: `) : "";
  const go = error.go ? element("button", { type: "button", class: "q-go", onclick: error.go }, words.go) : "";
  return place.replaceChildren(where, error.message, " ", go);
}

function showProblem(problem) {
  byId("answer").hidden = true;
  failed = problem;
  let error = { line: problem.line, column: problem.column ?? 1, message: problem.message };
  if (problem.line && editor.show) error = editor.show(error);
  else if (problem.line) showSyntax(error);
  tell(`${words.failed}${problem.line ? `: ${words.place(error.line, error.column).toLowerCase()}.` : `. ${problem.message}`}`);
}

// Running

async function run() {
  running?.abort();
  const control = new AbortController();
  running = control;
  failed = null;
  busy(true);
  tell(words.running);
  try {
    const found = await ask(endpoint, editor.get(), words, control.signal);
    found.names = await namesOf(found, page);
    if (running !== control) return;
    answer = found;
    tell("");
    showAnswer();
    await keepAddress();
    refreshCode();
  } catch (error) {
    if (running !== control) return;
    if (error.name === "AbortError") tell(words.stopped);
    else if (error instanceof Problem) showProblem(error);
    else throw error;
  } finally {
    if (running === control) {
      running = null;
      busy(false);
    }
  }
}

function busy(is) {
  byId("stop").hidden = !is;
  byId("answer").setAttribute("aria-busy", String(is));
}

function viewsOf() {
  const found = [["table", words.table]];
  if (answer.kind === "boolean" || !answer.rows.length) return [];
  if (chartColumns(answer)) found.push(["chart", words.chart]);
  if (comuniOf(answer).size) found.push(["map", words.map]);
  if (answer.kind === "triples") found.push(["graph", words.graph]);
  return found;
}

function showAnswer() {
  byId("answer").hidden = false;
  const took = words.took(answer.took);
  const summary = byId("summary");
  if (answer.kind === "boolean") summary.textContent = answer.value ? words.yes : words.no;
  else if (!answer.rows.length) summary.textContent = words.none;
  else summary.textContent = `${answer.kind === "rows" ? words.rows(answer.rows.length) : words.triples(answer.rows.length)} ${took}.`;
  fitFormats(answer.kind === "triples");
  const views = viewsOf();
  const now = views.some(([name]) => name === view) ? view : "table";
  byId("views").hidden = views.length < 2;
  byId("views").replaceChildren(...views.map(([name, title]) =>
    element("button", { type: "button", "data-view": name, "aria-pressed": String(name === now), onclick: () => choose(name) }, title)));
  showView(views.length ? now : "");
}

function choose(name) {
  view = name;
  for (const button of byId("views").children) button.setAttribute("aria-pressed", String(button.dataset.view === name));
  showView(name);
  keepAddress();
}

async function showView(name) {
  const place = byId("view");
  if (!name) return place.replaceChildren();
  const shown = answer;
  const made = await { table, chart, map, graph }[name](answer, page);
  return shown === answer && place.replaceChildren(made);
}

function fitFormats(graphs) {
  const [rows, triples] = byId("format").children;
  rows.disabled = graphs;
  triples.disabled = !graphs;
  const list = graphs ? triples : rows;
  if (byId("format").selectedOptions[0]?.parentElement !== list) list.firstElementChild.selected = true;
}

async function download() {
  const format = byId("format").value;
  const name = `${ready && editor.get().trim() === readyText?.trim() ? ready : "trama"}.${format}`;
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

async function refreshCode() {
  const text = editor.get();
  if (text === codeOf || !byId("snippets").querySelector("details[open]")) return;
  const response = await fetch(`${root}/interroga/codice`, { method: "POST", body: new URLSearchParams({ query: text }) });
  if (!response.ok) return;
  codeOf = text;
  for (const [name, , code] of (await response.json()).snippets) byId(`code-${name}`).querySelector("code").textContent = code;
}

async function copy(text, done) {
  try {
    await navigator.clipboard.writeText(text);
    tell(done);
  } catch {
    tell(words.copyThis);
  }
}

// Ready questions

async function applyParameters() {
  const values = new URLSearchParams(new FormData(parameters));
  const response = await fetch(`${root}/interroga/testo?${values}`);
  const facts = await response.json();
  if (!response.ok) return showProblem(new Problem(facts.detail));
  readyText = facts.query;
  editor.set(facts.query);
  return run();
}

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function searchGallery() {
  const sought = fold(byId("gallery-search").value).split(/\s+/).filter(Boolean);
  let found = 0;
  for (const group of byId("gallery-list").children) {
    let any = false;
    const title = fold(group.querySelector("h3").textContent);
    for (const link of group.querySelectorAll("a")) {
      const text = `${fold(`${link.textContent} ${link.dataset.words}`)} ${title}`;
      const fits = sought.every((word) => text.includes(word));
      link.parentElement.hidden = !fits;
      any ||= fits;
      found += fits;
    }
    group.hidden = !any;
  }
  byId("gallery-found").textContent = sought.length ? words.found(found) : "";
}

// The editor comes after the page, which works without it.

async function loadEditor() {
  const style = element("link", { rel: "stylesheet", href: `${home.dataset.static}editor.css` });
  const styled = new Promise((resolve, reject) => { style.onload = resolve; style.onerror = reject; });
  document.head.append(style);
  const [{ createEditor }] = await Promise.all([import("./editor.js"), styled]);
  let known = null;
  const had = document.activeElement === area;
  const text = area.value;
  const holder = byId("editor");
  const made = createEditor({
    holder, text, words, run,
    vocabulary: () => (known ??= fetch(`${root}/interroga/vocabolario.json?lang=${lang}`).then((response) => response.json())),
    changed: () => { area.value = editor.get(); },
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
document.querySelector(".q-search").hidden = false;
for (const button of document.querySelectorAll(".q-copy")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button.previousElementSibling.textContent, words.copiedCode));
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
parameters?.addEventListener("submit", (event) => { event.preventDefault(); applyParameters(); });
parameters?.addEventListener("change", applyParameters);
byId("gallery-search").addEventListener("input", searchGallery);
for (const details of byId("snippets").children) details.addEventListener("toggle", refreshCode);
byId("gallery-list").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
if (location.hash !== "#ask-title") scrollTo(0, 0);

if (asked) run();
loadEditor().catch((error) => console.warn("the editor did not load", error));
