// Filtering the findings of a report by severity, check, Mission and words.
export function filter(report) {
  const bar = report.querySelector("[data-filter]");
  if (!bar) return;
  const ticks = [...bar.querySelectorAll("[data-severity]")];
  const code = bar.querySelector("[data-code]");
  const mission = bar.querySelector("[data-mission]");
  const text = bar.querySelector("[data-text]");
  const found = bar.querySelector("[data-found]");
  const groups = [...report.querySelectorAll("[data-group]")].map((group) => ({
    group,
    fold: group.querySelector("[data-fold]"),
    cards: [...group.querySelectorAll("[data-card]")].map((card) => ({
      card,
      words: plain(card.textContent),
    })),
  }));
  const total = groups.reduce((sum, { cards }) => sum + cards.length, 0);

  function apply() {
    const severities = new Set(ticks.filter((tick) => tick.checked).map((tick) => tick.value));
    const sought = plain(text.value).split(/\s+/).filter(Boolean);
    const narrow = Boolean(code.value || mission.value || sought.length);
    let count = 0;
    for (const { group, fold, cards } of groups) {
      let shown = 0;
      for (const { card, words } of cards) {
        const fits =
          severities.has(card.dataset.card) &&
          (!code.value || group.dataset.group === code.value) &&
          (!mission.value || card.dataset.mission === mission.value) &&
          sought.every((word) => words.includes(word));
        card.hidden = !fits;
        shown += fits;
      }
      group.hidden = !shown;
      // What is sought must not hide in what is folded.
      if (fold && narrow) fold.open = true;
      count += shown;
    }
    const words = count === 1 ? found.dataset.one.replace("{}", total) : found.dataset.many.replace("{}", count).replace("{}", total);
    found.textContent = words;
  }

  for (const field of [...ticks, code, mission]) field.addEventListener("change", apply);
  text.addEventListener("input", apply);
  bar.hidden = false;
  apply();
}

function plain(words) {
  return words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
