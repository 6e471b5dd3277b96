// The editor: Yasqe (CodeMirror 5 with a grammar of SPARQL), our completion, errors at their place.
import Yasqe, { type TextMark } from "@zazuko/yasqe";
import { offers } from "./completion.js";
import { element } from "./dom.js";
import type { Editor, Mistake, Vocabulary } from "./types.js";
import type { Words } from "./words.js";

interface Wanted {
  holder: HTMLElement;
  text: string;
  words: Words;
  vocabulary: () => Promise<Vocabulary>;
  run: () => void;
  changed: () => void;
  told: (error: Mistake | null) => void;
}

const CLOSING = new Set(["}", ")", "]"]);

// Its own check shows messages as HTML with inline style, which the page's policy forbids; ours is below.
Yasqe.prototype.checkSyntax = () => {};
// Its completers ask other hosts. A list given to an editor is merged with this one, so this one goes.
Yasqe.defaults.autocompleters = [];

export function createEditor({
  holder,
  text,
  words,
  vocabulary,
  run,
  changed,
  told,
}: Wanted): Editor {
  const label = document.getElementById("query-label");
  const editor = new Yasqe(holder, {
    value: text,
    autocompleters: [],
    showQueryButton: false,
    createShareableLink: undefined,
    consumeShareLink: null,
    persistenceId: null,
    resizeable: false,
    editorHeight: "auto",
    syntaxErrorCheck: false,
    lineWrapping: true,
    // Text typed into an editable element brings inline style, which the page's policy forbids.
    inputStyle: "textarea",
    screenReaderLabel: words.editor,
    gutters: ["gutterErrorBar", "CodeMirror-linenumbers"],
    foldGutter: false,
    viewportMargin: Infinity,
  });
  editor.setOption("extraKeys", {
    // Tab moves on, as everywhere in a page; the list of completions, if open, takes it first.
    Tab: false,
    "Shift-Tab": false,
    "Ctrl-Space": () => complete(true),
    "Ctrl-Enter": run,
    "Cmd-Enter": run,
    "Ctrl-/": (cm: typeof editor) => cm.toggleComment({ lineComment: "#" }),
  });
  const input = editor.getInputField();
  input.setAttribute("aria-describedby", "query-help syntax");
  input.setAttribute("autocapitalize", "off");
  label?.removeAttribute("for");
  label?.addEventListener("click", () => editor.focus());

  let marks: TextMark[] = [];
  let timer = 0;

  function clear(): void {
    for (const mark of marks) mark.clear();
    marks = [];
    editor.clearGutter("gutterErrorBar");
    editor.eachLine((line) => editor.removeLineClass(line, "background", "q-error-line"));
  }

  function show({ line = 1, column = 1, end, message }: Mistake): void {
    clear();
    const at = Math.min(line - 1, editor.lastLine());
    const length = editor.getLine(at).length;
    const start = Math.max(0, Math.min(column - 1, length - 1));
    const stop = Math.max(start + 1, Math.min(end ?? wordEnd(editor.getLine(at), start), length));
    marks = [
      editor.markText(
        { line: at, ch: start },
        { line: at, ch: stop },
        { className: "q-error-mark" },
      ),
    ];
    editor.addLineClass(at, "background", "q-error-line");
    editor.setGutterMarker(
      at,
      "gutterErrorBar",
      element("span", { class: "q-error-sign", title: message }, "!"),
    );
    told({
      line,
      column,
      message,
      go: () => {
        editor.focus();
        editor.setCursor({ line: at, ch: start });
      },
    });
  }

  function check(): void {
    const error = firstError();
    if (error) {
      show(error);
      return;
    }
    clear();
    const last = editor.lastLine();
    const { stack } = editor.getTokenAt(
      { line: last, ch: editor.getLine(last).length },
      true,
    ).state;
    told(stack.some((awaited) => CLOSING.has(awaited)) ? { message: words.unfinished } : null);
  }

  function firstError(): Mistake | null {
    for (let line = 0; line < editor.lineCount(); line += 1) {
      const { state } = editor.getTokenAt({ line, ch: editor.getLine(line).length }, true);
      if (state.OK !== false) continue;
      const start = state.errorStartPos ?? 0;
      const end = state.errorEndPos ?? editor.getLine(line).length;
      const wrong = editor.getLine(line).slice(start, end);
      const message = state.errorMsg
        ? words.undeclared(wrong.split(":")[0])
        : words.unexpected(wrong) + hopes(state.possibleCurrent);
      return { line: line + 1, column: start + 1, end, message };
    }
    return null;
  }

  function hopes(possible: string[] | undefined): string {
    const known = [...new Set((possible ?? []).map(readable).filter(Boolean))];
    return known.length && known.length <= 8 ? words.expected(known.join(", ")) : "";
  }

  async function complete(asked: boolean): Promise<void> {
    const known = await vocabulary();
    const hint = () => offers(editor, known, words, asked);
    if (!hint()?.list.length) return;
    editor.showHint({
      hint,
      completeSingle: false,
      container: holder,
      closeCharacters: /[\s()[\]{};>,]/,
      extraKeys: {},
    });
    const list = holder.querySelector(".CodeMirror-hints");
    list?.setAttribute("aria-label", words.completions);
  }

  editor.on("changes", () => {
    clearTimeout(timer);
    timer = setTimeout(check, 250);
    changed();
  });
  editor.on("inputRead", (_, change) => {
    if (change.origin === "+input" && /[\w:?"<À-ÿ]/.test(change.text.join(""))) complete(false);
  });
  check();
  return {
    get: () => editor.getValue(),
    set: (value) => editor.setValue(value),
    focus: () => editor.focus(),
    // Where the editor itself sees an error, it knows the place better than the service does.
    show: (error) => {
      const own = firstError();
      show(own ?? error);
      return own ?? error;
    },
  };
}

function wordEnd(line: string, start: number): number {
  const rest = /^(?:[\w:?$-]+|\S)/.exec(line.slice(start));
  return start + (rest?.[0].length ?? 1);
}

// The grammar's names of tokens, where they are not what one would type.
function readable(token: string): string {
  const names: Record<string, string> = {
    VAR1: "?variabile",
    VAR2: "",
    IRI_REF: "<IRI>",
    PNAME_LN: "prefix:name",
    PNAME_NS: "prefix:",
    INTEGER: "1",
  };
  if (token in names) return names[token];
  return /^[A-Z_0-9]+$/.test(token) && /_|\d/.test(token) ? "" : token;
}
