// Forms with `hx-post` are sent without a reload: htmx asks for the page that the form leads to
// anyway, and puts its part into the page shown. htmx is told by a meta tag what it must not do.
import htmx from "htmx.org/dist/htmx.esm.js";

/** Runs `prepare` for what was put into the page, and sends as ever what cannot be shown in it. */
export function goOnInPlace(prepare) {
  document.addEventListener("htmx:beforeSwap", (event) => {
    const told = event.detail;
    if (told.xhr.status < 400 && told.xhr.responseText.includes(`id="${told.target.id}"`)) {
      leaveGroups(told.target);
      return;
    }
    told.shouldSwap = false;
    sendAsEver(told.requestConfig.elt, told.requestConfig.triggeringEvent?.submitter);
  });
  document.addEventListener("htmx:sendError", (event) => sayOffline(event.detail.elt));
  document.addEventListener("htmx:afterSettle", (event) => {
    const shown = event.detail.elt;
    prepare(shown);
    if (!shown.hasAttribute("hx-target")) return;
    const first = shown.querySelector("[data-error-summary], [role=alert]") ?? shown;
    first.focus({ preventScroll: first === shown });
  });
  return htmx;
}

/** Of folds with one name a browser keeps one open: the new part arrives before the old one goes. */
function leaveGroups(old) {
  for (const fold of old.querySelectorAll("details[name]")) fold.removeAttribute("name");
}

/** The browser shows the answer itself: a sign-in, or what went wrong. */
function sendAsEver(form, pressed) {
  if (pressed?.name) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = pressed.name;
    field.value = pressed.value;
    form.append(field);
  }
  form.submit();
}

function sayOffline(form) {
  form.querySelector("[data-offline]")?.removeAttribute("hidden");
}
