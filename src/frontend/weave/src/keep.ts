// What a reader takes away: a file, or the address.

import { say, tell } from "./page";

export function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Copy the address of the page, or say where it can be copied from. */
export async function share(): Promise<void> {
  let done = say("Indirizzo copiato", "Address copied");
  try {
    await navigator.clipboard.writeText(location.href);
  } catch {
    const words = say("Copia l’indirizzo dalla barra", "Copy the address from the bar");
    done = `${words}: ${location.href}`;
  }
  tell(done);
  const button = document.querySelector<HTMLButtonElement>("[data-do=share]");
  if (!button) return;
  const before = button.textContent;
  button.textContent = done.slice(0, 40);
  setTimeout(() => {
    button.textContent = before;
  }, 2500);
}
