// What the form asks for, as a filter of the network and as an address.

import type { Filter, Network } from "./data";
import { field, form } from "./page";

const GROUPS = ["kind", "mission", "driver", "relation", "basis"];

const boxes = (name: string) => [...form.querySelectorAll<HTMLInputElement>(`input[name=${name}]`)];

/** The filter that the ticked boxes and the fields make. */
export function filter(): Filter {
  const chosen = (name: string) =>
    new Set(
      boxes(name)
        .filter((box) => box.checked)
        .map((box) => box.value),
    );
  const bases = chosen("basis");
  return {
    kinds: chosen("kind"),
    missions: chosen("mission"),
    drivers: chosen("driver"),
    relations: chosen("relation"),
    bases: bases.size ? bases : new Set(["Stated", "Curated"]),
    least: Number(field("least").value) || 0,
  };
}

/** The state of the form as the query of an address, without what is usual. */
export function query(network: Network): URLSearchParams {
  const given = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value.trim() && !isUsual(name, value)) {
      given.append(name, value.trim());
    }
  }
  for (const name of ["kind", "basis"]) if (isUsualGroup(network, name)) given.delete(name);
  return given;
}

/** The state of the form as a query that takes nothing for granted, as a file's address needs. */
export function whole(): URLSearchParams {
  const given = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value.trim()) given.append(name, value.trim());
  }
  return given;
}

/** Bring the form to the state that an address tells. */
export function restore(network: Network, given: URLSearchParams): void {
  for (const name of ["at", "from", "to"]) field(name).value = given.get(name) ?? "";
  field("layout").value = given.get("layout") ?? "layered";
  field("least").value = given.get("least") ?? "0";
  for (const name of GROUPS) {
    const wanted = given.getAll(name);
    for (const box of boxes(name)) {
      box.checked = wanted.length ? wanted.includes(box.value) : isSet(network, name, box.value);
    }
  }
}

/** Tick a box, so that what it stands for is shown. */
export function tick(name: string, value: string): void {
  for (const box of boxes(name)) if (box.value === value) box.checked = true;
}

/** Let everything of a group through. */
export function untick(name: string): void {
  for (const box of boxes(name)) box.checked = false;
}

// Without a layout the address would show the cloth.
const isUsual = (name: string, value: string): boolean => name === "least" && Number(value) === 0;

function isUsualGroup(network: Network, name: string): boolean {
  return boxes(name).every((box) => box.checked === isSet(network, name, box.value));
}

function isSet(network: Network, name: string, value: string): boolean {
  if (name === "kind") {
    return !network.apart.has(network.kinds.findIndex(([kind]) => kind === value));
  }
  return name === "basis" && value !== "Inferred";
}
