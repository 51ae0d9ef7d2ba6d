// On a phone, what a page has unfolded unasked is folded: what there is to read comes first.
// The style sheet hides it until then, so that nothing jumps.

const phone = window.matchMedia("(max-width: 575px)");

export function foldOnPhone(within = document) {
  for (const details of within.querySelectorAll("details[data-unasked]")) {
    if (phone.matches) details.open = false;
    details.removeAttribute("data-unasked");
  }
}
