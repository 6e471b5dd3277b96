// The report in this tab: it survives reload, Back and another language, ends with the tab, and goes to nobody.
const [PAGE, ANSWERS, NEXT] = ["trama-report-", "trama-answers-", "trama-next"];

/** Keep a report and return its name; an empty one if the browser has no room for it. */
export function keep(html: string): string {
  const id = `${Date.now().toString(36)}-${sessionStorage.length}`;
  // The oldest reports make room for the newest.
  for (const old of [...names().sort(), ""]) {
    try {
      sessionStorage.setItem(PAGE + id, html);
      return id;
    } catch {
      drop(old);
    }
  }
  return "";
}

/** Return a report that was kept, if it still is. */
export function kept(id: string): string | null {
  return id ? sessionStorage.getItem(PAGE + id) : null;
}

/** Keep what was answered so far on the page of a report. */
export function keepAnswers(id: string, form: HTMLFormElement): void {
  const given = [...new FormData(form)].filter(
    ([name, value]) =>
      typeof value === "string" && /^(proposta|rilievo|motivo|chi|giudizio)-/.test(name),
  );
  try {
    sessionStorage.setItem(ANSWERS + id, JSON.stringify(given));
  } catch {
    // Then they last as long as the page.
  }
}

/** Put back what was answered on the page of a report. */
export function answer(id: string, form: HTMLFormElement): void {
  const given = JSON.parse(sessionStorage.getItem(ANSWERS + id) ?? "[]") as [string, string][];
  for (const [name, value] of given) {
    const field = form.elements.namedItem(name);
    if (
      field instanceof RadioNodeList ||
      field instanceof HTMLInputElement ||
      field instanceof HTMLSelectElement
    )
      field.value = value;
  }
}

/** Say which report the page that comes next is to show. */
export function pass(id: string): void {
  sessionStorage.setItem(NEXT, id);
}

/** Return which report this page is to show, once. */
export function passed(): string {
  const id = sessionStorage.getItem(NEXT) ?? "";
  sessionStorage.removeItem(NEXT);
  return id;
}

/** Forget all reports. */
export function forget(): void {
  for (const id of names()) drop(id);
}

function names(): string[] {
  return Object.keys(sessionStorage)
    .filter((key) => key.startsWith(PAGE))
    .map((key) => key.slice(PAGE.length));
}

function drop(id: string): void {
  sessionStorage.removeItem(PAGE + id);
  sessionStorage.removeItem(ANSWERS + id);
}
