const IDLE = 3_000;
const AT_MOST_EVERY = 30_000;

/** Sends what is typed into a form with `data-draft` to be sealed: when typing rests, or goes on. */
export function keepDrafts() {
  const waiting = new Map();

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (!form || event.target.type === "password") return;
    const known = waiting.get(form) ?? { since: event.timeStamp };
    clearTimeout(known.timer);
    const left = Math.max(0, known.since + AT_MOST_EVERY - event.timeStamp);
    known.timer = setTimeout(() => send(form), Math.min(IDLE, left));
    waiting.set(form, known);
  });
  document.addEventListener("submit", (event) => forget(event.target), true);

  function forget(form) {
    clearTimeout(waiting.get(form)?.timer);
    waiting.delete(form);
  }

  function send(form) {
    forget(form);
    const typed = new FormData(form);
    typed.delete("passphrase");
    form.querySelectorAll("[type=file]").forEach((field) => typed.delete(field.name));
    fetch(form.dataset.draft, { method: "POST", body: typed }).catch(() => {});
  }
}
