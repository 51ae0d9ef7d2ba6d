/** Alt and a letter press or focus the element with that `data-key`. */
export function pressByKey() {
  const elements = () => document.querySelectorAll("[data-key]");

  tellKeys(document);
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    // The letter on the keyboard, whatever Alt makes of it.
    const letter = event.code.replace("Key", "").toLowerCase();
    const element = [...elements()].find((candidate) => candidate.dataset.key === letter);
    if (!element) return;
    event.preventDefault();
    if (element.matches("input, select, textarea")) element.focus();
    else element.click();
  });
}

/** Tells assistive technology which keys there are. */
export function tellKeys(within) {
  within.querySelectorAll("[data-key]").forEach((element) => {
    element.setAttribute("aria-keyshortcuts", `Alt+${element.dataset.key.toUpperCase()}`);
  });
}
