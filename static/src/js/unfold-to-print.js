// What is folded is printed, too, where a browser's styles alone cannot unfold it. A picture is not
// loaded for that: whoever wants it on paper looks at it first.

export function unfoldToPrint() {
  let unfolded = [];
  window.addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll(".page--case details:not([open])")].filter(
      (fold) => !fold.closest(".files"),
    );
    unfolded.forEach((fold) => (fold.open = true));
  });
  window.addEventListener("afterprint", () => unfolded.forEach((fold) => (fold.open = false)));
}
