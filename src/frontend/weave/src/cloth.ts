// What the cloth gains with scripts: a knot opens its reason below, and brings out its two threads.

const frame = document.querySelector<HTMLElement>(".cloth-frame");
const place = document.getElementById("nodo");

function light(knot: Element | null): void {
  for (const lit of document.querySelectorAll(".cloth .near")) lit.classList.remove("near");
  const at = knot?.getAttribute("data-at");
  if (!at) return;
  const [warp, weft] = at.split(" ");
  for (const thread of document.querySelectorAll(
    `.cloth [data-warp="${warp}"], .cloth [data-weft="${weft}"]`,
  )) {
    thread.classList.add("near");
  }
}

async function show(name: string | null, here: HTMLElement): Promise<void> {
  for (const knot of document.querySelectorAll(".cloth [data-knot]")) {
    if (knot.getAttribute("data-knot") === name) knot.setAttribute("aria-current", "true");
    else knot.removeAttribute("aria-current");
  }
  if (!name) {
    here.replaceChildren();
    return;
  }
  const address = new URL(location.href);
  address.pathname = `${address.pathname.replace(/\/$/, "")}/nodo/${name}`;
  address.hash = "";
  const answer = await fetch(address);
  if (!answer.ok) return;
  here.innerHTML = await answer.text();
  here.scrollIntoView({ block: "nearest" });
}

if (frame && place) {
  const knotOf = (event: Event): Element | null => (event.target as Element).closest("[data-knot]");
  for (const kind of ["pointerover", "focusin"]) {
    frame.addEventListener(kind, (event) => light(knotOf(event)));
  }
  frame.addEventListener("pointerleave", () => light(null));
  frame.addEventListener("click", (event) => {
    const knot = knotOf(event);
    if (!knot || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const name = knot.getAttribute("data-knot");
    const address = new URL(location.href);
    if (name) address.searchParams.set("nodo", name);
    history.pushState(null, "", address);
    void show(name, place);
  });
  addEventListener("popstate", () => {
    void show(new URLSearchParams(location.search).get("nodo"), place);
  });
}
