// A field with data-reveal="label" gets a checkbox below it that shows what is typed.

export function revealTyped(within = document) {
  for (const field of within.querySelectorAll("input[data-reveal]")) {
    const box = document.createElement("input");
    box.type = "checkbox";
    box.id = `${field.id}_reveal`;
    box.className = "kern-form-check__checkbox";
    box.addEventListener("change", () => {
      field.type = box.checked ? "text" : "password";
    });
    const label = document.createElement("label");
    label.htmlFor = box.id;
    label.className = "kern-label";
    label.textContent = field.dataset.reveal;
    const line = document.createElement("div");
    line.className = "kern-form-check reveal";
    line.append(box, label);
    field.after(line);
  }
}
