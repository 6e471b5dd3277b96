// How the things of an answer are called: asked of the site once for the whole answer, never for each row.
import type { Answer, Names, Page } from "./types.js";

const MOST = 2000;

export async function namesOf(answer: Answer, page: Page): Promise<Names> {
  const ours = new Set<string>();
  for (const row of answer.kind === "boolean" ? [] : answer.rows) {
    for (const term of Object.values(row)) {
      if (
        term?.type === "uri" &&
        (term.value.startsWith(page.base) || term.value.startsWith("https://w3id.org/trama/"))
      )
        ours.add(term.value);
      if (ours.size >= MOST) break;
    }
  }
  if (!ours.size) return new Map();
  try {
    const body = new URLSearchParams({ iris: [...ours].join("\n") });
    const response = await fetch(`${page.root}/interroga/nomi?lang=${page.lang}`, {
      method: "POST",
      body,
    });
    return new Map(response.ok ? Object.entries((await response.json()).names) : []);
  } catch {
    // Without names the table shows addresses, as before.
    return new Map();
  }
}
