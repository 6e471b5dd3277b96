// Filtering the findings of a report by severity, check, Mission and words.
export function filter(report: HTMLElement): void {
  const bar = report.querySelector<HTMLElement>("[data-filter]");
  const code = bar?.querySelector<HTMLSelectElement>("[data-code]");
  const mission = bar?.querySelector<HTMLSelectElement>("[data-mission]");
  const text = bar?.querySelector<HTMLInputElement>("[data-text]");
  const found = bar?.querySelector<HTMLElement>("[data-found]");
  if (!bar || !code || !mission || !text || !found) return;
  const ticks = [...bar.querySelectorAll<HTMLInputElement>("[data-severity]")];
  const groups = [...report.querySelectorAll<HTMLElement>("[data-group]")].map((group) => ({
    group,
    fold: group.querySelector<HTMLDetailsElement>("[data-fold]"),
    cards: [...group.querySelectorAll<HTMLElement>("[data-card]")].map((card) => ({
      card,
      words: plain(card.textContent ?? ""),
    })),
  }));
  const total = groups.reduce((sum, { cards }) => sum + cards.length, 0);

  const say = (): void => {
    const severities = new Set(ticks.filter((tick) => tick.checked).map((tick) => tick.value));
    const sought = plain(text.value).split(/\s+/).filter(Boolean);
    const narrow = Boolean(code.value || mission.value || sought.length);
    let count = 0;
    for (const { group, fold, cards } of groups) {
      let shown = 0;
      for (const { card, words } of cards) {
        const fits =
          severities.has(card.dataset.card ?? "") &&
          (!code.value || group.dataset.group === code.value) &&
          (!mission.value || card.dataset.mission === mission.value) &&
          sought.every((word) => words.includes(word));
        card.hidden = !fits;
        shown += Number(fits);
      }
      group.hidden = !shown;
      // What is sought must not hide in what is folded.
      if (fold && narrow) fold.open = true;
      count += shown;
    }
    const { one = "", many = "" } = found.dataset;
    found.textContent = (count === 1 ? one : many.replace("{}", String(count))).replace(
      "{}",
      String(total),
    );
  };

  for (const field of [...ticks, code, mission]) field.addEventListener("change", say);
  text.addEventListener("input", say);
  bar.hidden = false;
  say();
}

function plain(words: string): string {
  return words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
