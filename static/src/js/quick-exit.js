const TWICE_WITHIN = 1500;

/** Leaves the page so that neither the screen nor "back" shows it: by link, or Escape twice. */
export function offerQuickExit() {
  const link = document.querySelector("[data-quick-exit]");
  if (!link) return;
  let escaped = -Infinity;

  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave(link.href);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (event.timeStamp - escaped < TWICE_WITHIN) leave(link.href);
    escaped = event.timeStamp;
  });
  // A browser that kept the page in memory would show it again, with what was typed.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}

function leave(address) {
  document.querySelectorAll("form").forEach((form) => form.reset());
  document.body.hidden = true;
  document.title = "…";
  location.replace(address);
}
