// Any table of a page as CSV (RFC 4180), as it is shown.

// What a spreadsheet would take for a formula is text here (OWASP, CSV injection).
const FORMULA = /^\s*[=+\-@|%]/;

export function offerCsv(table: HTMLTableElement): void {
  const english = document.documentElement.lang === "en";
  const name = table.closest("[aria-label]")?.getAttribute("aria-label") ?? "Trama";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain take";
  button.textContent = english ? "Download as CSV" : "Scarica in CSV";
  button.addEventListener("click", () => {
    const file = new Blob([`\ufeff${csvOf(table)}`], { type: "text/csv;charset=utf-8" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = `${name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-")}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  });
  const place = table.closest(".scroll") ?? table;
  place.after(button);
}

export function csvOf(table: HTMLTableElement): string {
  return [...table.rows]
    .map((row) => [...row.cells].map((cell) => fieldOf(cell.textContent ?? "")).join(","))
    .join("\r\n")
    .concat("\r\n");
}

function fieldOf(text: string): string {
  const plain = text.replace(/\s+/g, " ").trim();
  const safe =
    FORMULA.test(plain) && Number.isNaN(Number(plain.replace(",", "."))) ? `'${plain}` : plain;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
