import { summarise } from "./summary.js";

/** Shows one section of a form at a time; the form itself stays one document with one "send". */
export function runStepByStep(form) {
  const steps = [...form.querySelectorAll("[data-step]")];
  if (steps.length < 2) return;
  const words = form.querySelector("[data-steps-progress]").dataset;
  const send = form.querySelector(".form__actions [type=submit], .form__actions button");
  const next = button(words.next, "kern-btn--primary");
  const back = button(words.back, "kern-btn--secondary");
  send.before(next);
  send.after(back);
  form.setAttribute("data-steps-running", "");
  let current = 0;

  function show(index, focus = true) {
    current = index;
    steps.forEach((step, position) => (step.hidden = position !== index));
    const last = index === steps.length - 1;
    back.hidden = index === 0;
    next.hidden = last;
    send.hidden = !last;
    showProgress(form, steps, index);
    if (last) summarise(form, steps, words, show);
    if (focus) focusProgress(form);
  }

  function goOn(index) {
    if (isComplete(steps[current])) show(index);
  }

  next.addEventListener("click", () => goOn(current + 1));
  back.addEventListener("click", () => show(current - 1));
  form.querySelectorAll("[data-step-to-last]").forEach((link) =>
    link.addEventListener("click", (event) => {
      event.preventDefault();
      goOn(steps.length - 1);
    }),
  );
  form.addEventListener("keydown", (event) => {
    const sends = event.key === "Enter" && event.target.matches("input:not([type=submit])");
    if (!sends || current === steps.length - 1) return;
    event.preventDefault();
    goOn(current + 1);
  });
  form.addEventListener("submit", (event) => {
    const incomplete = steps.findIndex((step) => step.querySelector(":invalid"));
    if (incomplete < 0 || form.noValidate) return;
    event.preventDefault();
    show(incomplete);
    isComplete(steps[incomplete]);
  });
  followErrorLinks(steps, show);
  const wrong = steps.findIndex((step) => step.querySelector("[aria-invalid=true]"));
  show(Math.max(wrong, 0), false);
}

function button(label, kind) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = `kern-btn ${kind}`;
  const text = document.createElement("span");
  text.className = "kern-label";
  text.textContent = label;
  element.append(text);
  return element;
}

function isComplete(step) {
  const control = step.querySelector("input:invalid, select:invalid, textarea:invalid");
  return control ? control.reportValidity() : true;
}

function focusProgress(form) {
  form.querySelector("[data-steps-text]").focus({ preventScroll: true });
  form.scrollIntoView();
}

function showProgress(form, steps, index) {
  const box = form.querySelector("[data-steps-progress]");
  const text = box.querySelector("[data-steps-text]");
  const values = { number: index + 1, total: steps.length, title: steps[index].dataset.step };
  text.textContent = text.dataset.stepsText.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  box.querySelector(".steps__list").replaceChildren(
    ...steps.map((_, position) => {
      const item = document.createElement("li");
      item.className = "steps__item";
      item.classList.toggle("steps__item--done", position < index);
      item.classList.toggle("steps__item--current", position === index);
      return item;
    }),
  );
  box.hidden = false;
}

/** A link of the error summary first unfolds the step in which its field stands. */
function followErrorLinks(steps, show) {
  document.querySelectorAll("[data-error-summary] a").forEach((link) =>
    link.addEventListener("click", (event) => {
      const control = document.getElementById(link.hash.slice(1));
      const index = steps.findIndex((step) => step.contains(control));
      if (index < 0) return;
      event.preventDefault();
      show(index, false);
      control.focus();
    }),
  );
}
