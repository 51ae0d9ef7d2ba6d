/** Follows marked links so that "back" does not lead to the page that was left. */
export function followWithoutTrace() {
  document.querySelectorAll("a[data-replace]").forEach((link) =>
    link.addEventListener("click", (event) => {
      event.preventDefault();
      location.replace(link.href);
    }),
  );
}
