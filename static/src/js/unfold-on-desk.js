// What somebody does next is unfolded unasked where there is room. On a phone, and without a script,
// it stays folded: what there is to read comes first, and the button is one tap away.
// The style sheet shows it until this has run, so that nothing jumps.

const desk = window.matchMedia("(min-width: 576px)");

export function unfoldOnDesk(within = document) {
  for (const details of within.querySelectorAll("details[data-unasked]")) {
    if (desk.matches) details.open = true;
    details.removeAttribute("data-unasked");
  }
}
