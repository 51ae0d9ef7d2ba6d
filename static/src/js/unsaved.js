const changed = new Set();

/** Asks before a page with typed and unsent text is left. */
export function warnUnsaved() {
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-warn-unsaved]");
    if (form) changed.add(form);
  });
  document.addEventListener("submit", (event) => changed.delete(event.target));
  window.addEventListener("beforeunload", (event) => {
    if (changed.size) event.preventDefault();
  });
}

/** Carries what is typed and unsent over to the same forms of what takes a page's place. */
export function carryUnsaved() {
  let typed = [];

  document.addEventListener("htmx:beforeSwap", (event) => {
    const left = [...changed].filter((form) => event.detail.target.contains(form));
    typed = left.map((form) => ({ action: form.getAttribute("action"), fields: new FormData(form) }));
    left.forEach((form) => changed.delete(form));
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    typed = typed.filter((one) => {
      const form = [...event.detail.elt.querySelectorAll("form")].find(
        (candidate) => candidate.getAttribute("action") === one.action,
      );
      if (form) refill(form, one.fields);
      return !form;
    });
  });
}

function refill(form, fields) {
  fields.forEach((value, name) => {
    const control = form.elements[name];
    if (control?.matches?.("textarea, select, input:not([type=hidden]):not([type=file])"))
      control.value = value;
  });
  changed.add(form);
}
