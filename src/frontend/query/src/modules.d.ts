// The part of Yasqe and CodeMirror 5 that this page uses; the types of Yasqe itself rest on packages that it
// does not bring.
declare module "@zazuko/yasqe" {
  export interface Position {
    line: number;
    ch: number;
  }
  export interface Hint {
    text: string;
    render: (item: HTMLElement) => void;
    hint: (editor: YasqeEditor, data: { from: Position; to: Position }) => void;
  }
  export interface TextMark {
    clear(): void;
  }
  export interface TokenState {
    OK?: boolean;
    stack: string[];
    errorStartPos?: number;
    errorEndPos?: number;
    errorMsg?: string;
    possibleCurrent?: string[];
  }
  export interface YasqeEditor {
    getValue(): string;
    setValue(text: string): void;
    getCursor(): Position;
    setCursor(place: Position): void;
    getLine(line: number): string;
    lastLine(): number;
    lineCount(): number;
    eachLine(each: (line: object) => void): void;
    focus(): void;
    getInputField(): HTMLElement;
    setOption(name: string, value: unknown): void;
    toggleComment(options: { lineComment: string }): void;
    replaceRange(text: string, from: Position, to?: Position, origin?: string): void;
    markText(from: Position, to: Position, options: { className: string }): TextMark;
    addLineClass(line: number | object, where: string, name: string): void;
    removeLineClass(line: number | object, where: string, name: string): void;
    clearGutter(name: string): void;
    setGutterMarker(line: number, gutter: string, marker: HTMLElement): void;
    getTokenAt(place: Position, precise: boolean): { state: TokenState };
    showHint(options: object): void;
    on(event: "changes", then: () => void): void;
    on(
      event: "inputRead",
      then: (editor: YasqeEditor, change: { origin: string; text: string[] }) => void,
    ): void;
  }
  interface YasqeClass {
    new (holder: HTMLElement, options: object): YasqeEditor;
    prototype: { checkSyntax: () => void };
    defaults: { autocompleters: string[] };
  }
  const Yasqe: YasqeClass;
  export default Yasqe;
}
