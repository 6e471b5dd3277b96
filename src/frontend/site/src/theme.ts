document.documentElement.classList.add("scripted");
// Before the first paint: the reader's own choice of light or dark, where one was made.
try {
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // Storage may be forbidden; the system's preference then holds.
}
