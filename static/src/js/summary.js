/** Lists every question with its answer before sending, each with a way back to its step. */
export function summarise(form, steps, words, show) {
  const box = form.querySelector("[data-steps-summary]");
  if (!box) return;
  const list = document.createElement("dl");
  list.className = "summary";
  steps.forEach((step, index) => {
    for (const group of step.querySelectorAll(
      ".kern-form-input, .kern-fieldset, .kern-form-check",
    )) {
      if (group.parentElement.closest(".kern-fieldset")) continue;
      list.append(row(question(group), answer(group) || words.empty, words.change, () => show(index)));
    }
  });
  box.replaceChildren(list);
}

function row(name, value, change, goBack) {
  const line = document.createElement("div");
  const term = document.createElement("dt");
  const details = document.createElement("dd");
  const way = document.createElement("dd");
  const button = document.createElement("button");
  term.textContent = name;
  details.textContent = value;
  way.className = "summary__change";
  button.type = "button";
  button.textContent = change;
  button.setAttribute("aria-label", `${change}: ${name}`);
  button.addEventListener("click", goBack);
  way.append(button);
  line.append(term, details, way);
  return line;
}

function question(group) {
  const label = group.querySelector("legend, .kern-label");
  return label.firstChild.textContent.trim();
}

function answer(group) {
  const checks = [...group.querySelectorAll("[type=checkbox], [type=radio]")];
  if (checks.length) {
    const chosen = checks.filter((check) => check.checked);
    return chosen.map((check) => check.labels[0].textContent.trim()).join(", ");
  }
  const control = group.querySelector("input, select, textarea");
  if (control.tagName === "SELECT") return control.value && control.selectedOptions[0].textContent.trim();
  if (control.type === "date" && control.value)
    return new Date(`${control.value}T12:00`).toLocaleDateString(document.documentElement.lang);
  return control.value.trim();
}
