import { summarise } from "./summary.js";

/** Shows one section of a form at a time; the form itself stays one document with one "send". */
export function runStepByStep(form) {
  const steps = [...form.querySelectorAll("[data-step]")];
  if (steps.length < 2) return;
  const flow = new Flow(form, steps);
  flow.listen();
  const wrong = steps.findIndex((step) => step.querySelector("[aria-invalid=true]"));
  flow.show(Math.max(wrong, 0));
}

class Flow {
  constructor(form, steps) {
    this.form = form;
    this.steps = steps;
    this.last = steps.length - 1;
    this.current = 0;
    this.words = form.querySelector("[data-steps-progress]").dataset;
    this.send = form.querySelector(".form__actions [type=submit], .form__actions button");
    this.next = button(this.words.next, "kern-btn--primary");
    this.back = button(this.words.back, "kern-btn--secondary");
    this.send.before(this.next);
    this.send.after(this.back);
    form.setAttribute("data-steps-running", "");
  }

  listen() {
    this.next.addEventListener("click", () => this.goOn(this.current + 1));
    this.back.addEventListener("click", () => this.turnTo(this.current - 1));
    this.form.addEventListener("keydown", (event) => this.goOnByEnter(event));
    this.form.addEventListener("submit", (event) => this.holdIncomplete(event));
    for (const link of this.form.querySelectorAll("[data-step-to-last]"))
      link.addEventListener("click", (event) => {
        event.preventDefault();
        this.goOn(this.last);
      });
    // A link of the error summary first unfolds the step in which its field stands.
    for (const link of document.querySelectorAll("[data-error-summary] a"))
      link.addEventListener("click", (event) => this.followErrorLink(event, link));
  }

  show(index) {
    this.current = index;
    this.steps.forEach((step, position) => (step.hidden = position !== index));
    this.back.hidden = index === 0;
    this.next.hidden = index === this.last;
    this.send.hidden = index !== this.last;
    showProgress(this.form, this.steps, index);
    if (index === this.last)
      summarise(this.form, this.steps, this.words, (step) => this.turnTo(step));
  }

  turnTo(index) {
    this.show(index);
    this.form.querySelector("[data-steps-text]").focus({ preventScroll: true });
    this.form.scrollIntoView();
  }

  goOn(index) {
    if (isComplete(this.steps[this.current])) this.turnTo(index);
  }

  goOnByEnter(event) {
    const sends = event.key === "Enter" && event.target.matches("input:not([type=submit])");
    if (!sends || this.current === this.last) return;
    event.preventDefault();
    this.goOn(this.current + 1);
  }

  holdIncomplete(event) {
    const incomplete = this.steps.findIndex((step) => step.querySelector(":invalid"));
    if (incomplete < 0 || this.form.noValidate) return;
    event.preventDefault();
    this.turnTo(incomplete);
    isComplete(this.steps[incomplete]);
  }

  followErrorLink(event, link) {
    const control = document.getElementById(link.hash.slice(1));
    const index = this.steps.findIndex((step) => step.contains(control));
    if (index < 0) return;
    event.preventDefault();
    this.show(index);
    control.focus();
  }
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
