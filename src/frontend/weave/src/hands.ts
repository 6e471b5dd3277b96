// What a hand does to the drawing: with a mouse, with fingers, with keys.

export interface Hands {
  pick(x: number, y: number): number | null;
  hover(at: number | null): void;
  choose(at: number | null): void;
  open(): void;
  pan(dx: number, dy: number): void;
  zoom(factor: number, x?: number, y?: number): void;
  step(dx: number, dy: number): void;
  first(): void;
  last(): void;
  fit(): void;
  leave(): void;
}

// What moved less was meant to be a click.
const STILL = 6;

export function hands(host: HTMLElement, does: Hands): void {
  pointers(host, does);
  keys(host, does);
}

function pointers(host: HTMLElement, does: Hands): void {
  const down = new Map<number, PointerEvent>();
  let moved = 0;
  let apart = 0;
  const place = (event: MouseEvent): [number, number] => {
    const box = host.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  host.addEventListener("pointerdown", (event) => {
    down.set(event.pointerId, event);
    moved = 0;
    apart = 0;
    host.setPointerCapture(event.pointerId);
  });
  host.addEventListener("pointermove", (event) => {
    const before = down.get(event.pointerId);
    if (!before) {
      does.hover(does.pick(...place(event)));
      return;
    }
    down.set(event.pointerId, event);
    const [dx, dy] = [event.clientX - before.clientX, event.clientY - before.clientY];
    moved += Math.abs(dx) + Math.abs(dy);
    if (down.size === 1) {
      does.pan(dx, dy);
      return;
    }
    const [a, b] = [...down.values()];
    const far = Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
    const [x, y] = place(a);
    const [x2, y2] = place(b);
    if (apart) does.zoom(far / apart, (x + x2) / 2, (y + y2) / 2);
    apart = far;
  });
  host.addEventListener("pointerup", (event) => {
    if (down.delete(event.pointerId) && moved < STILL) does.choose(does.pick(...place(event)));
  });
  host.addEventListener("pointercancel", (event) => down.delete(event.pointerId));
  host.addEventListener("pointerleave", () => does.hover(null));
  host.addEventListener("dblclick", () => does.open());
  host.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey && document.activeElement !== host) return;
      event.preventDefault();
      does.zoom(Math.exp(-event.deltaY * 0.0015), ...place(event));
    },
    { passive: false },
  );
}

const WAYS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function keys(host: HTMLElement, does: Hands): void {
  const acts: Record<string, () => void> = {
    Home: does.first,
    End: does.last,
    Enter: does.open,
    Escape: does.leave,
    "0": does.fit,
    "+": () => does.zoom(1.35),
    "=": () => does.zoom(1.35),
    "-": () => does.zoom(1 / 1.35),
  };
  host.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const way = WAYS[event.key];
    if (way && event.shiftKey) does.pan(-60 * way[0], -60 * way[1]);
    else if (way) does.step(...way);
    else if (event.key in acts) acts[event.key]();
    else return;
    event.preventDefault();
  });
}
