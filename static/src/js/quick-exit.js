/** Leaves the page so that neither the screen nor "back" shows it: by link or Escape. */
export function offerQuickExit() {
  const link = document.querySelector("[data-quick-exit]");
  if (!link) return;

  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave(link.href);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave(link.href);
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
