// A button with data-inserts="template" puts the text of the chosen entry at the cursor of the
// field named in data-into. Without this script it sends the form and the page comes back with it.

export function insertTexts() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-inserts]");
    if (!button) return;
    event.preventDefault();
    const elements = button.form.elements;
    const text = elements[button.dataset.inserts].selectedOptions[0]?.dataset.text;
    const field = elements[button.dataset.into];
    if (text) field.setRangeText(apart(field, text), field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
}

/** Between what is written already and the text there is an empty line. */
function apart(field, text) {
  const before = field.value.slice(0, field.selectionStart).trimEnd();
  return before ? `\n\n${text}` : text;
}
