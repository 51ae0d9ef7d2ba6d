const TYPING = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])";
const STEPS = { j: 1, k: -1 };

/**
 * Alt and a key press or focus the element with that `data-key`; Alt and J or K go through a list.
 * The keys alone do so, too, for whoever has switched that on, and never while something is typed.
 */
export function pressByKey() {
  const alone = document.body.hasAttribute("data-single-keys");
  const elements = () => [...document.querySelectorAll("[data-key]")];

  tellKeys(document);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.isComposing) return;
    if (!event.altKey && (!alone || event.target.closest(TYPING))) return;
    const key = pressed(event);
    const own = inRow(key);
    if (own) {
      event.preventDefault();
      own.click();
      return;
    }
    const element = elements().find((candidate) => candidate.dataset.key === key) ?? row(STEPS[key]);
    if (!element) return;
    event.preventDefault();
    reach(element);
  });
}

/** Tells assistive technology which keys there are. */
export function tellKeys(within) {
  const alone = document.body.hasAttribute("data-single-keys");
  within.querySelectorAll("[data-key]").forEach((element) => {
    const key = element.dataset.key.toUpperCase();
    element.setAttribute("aria-keyshortcuts", alone ? `${key} Alt+${key}` : `Alt+${key}`);
  });
}

/** What was typed; where Alt makes a sign of a letter, the letter on the keyboard. */
function pressed(event) {
  const letter = event.altKey && !/^[a-z/?]$/i.test(event.key) && event.code.match(/^Key([A-Z])$/);
  return (letter ? letter[1] : event.key).toLowerCase();
}

/** What the key does with the row that has the focus: `data-row-key` in it; S opens its fold. */
function inRow(key) {
  const focused = document.activeElement?.closest("li, tr, td");
  if (!focused?.querySelector("[data-row]") || !/^[a-z]$/.test(key)) return null;
  const fold = key === "s" ? focused.querySelector("details > summary") : null;
  return focused.querySelector(`[data-row-key="${key}"]`) ?? fold;
}

/** The link of the list so many rows further; of a list that has no focus, the first one. */
function row(step) {
  if (!step) return undefined;
  const rows = [...document.querySelectorAll("[data-row]")];
  const at = rows.findIndex((link) => link.closest("tr, li").contains(document.activeElement));
  return rows[at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)];
}

function reach(element) {
  if (element.matches(`${TYPING}, [data-row]`)) {
    const fold = element.closest("details:not([open])");
    if (fold) fold.open = true;
    element.focus();
  } else {
    element.click();
  }
}
