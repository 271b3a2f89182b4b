// Every page: what works without script works better with it. No text is built here.

const root = document.documentElement;

/* Display settings: a choice shows at once; the form keeps it for the next page. */
for (const form of document.querySelectorAll("form[data-display]")) {
  form.addEventListener("change", ({ target }) => {
    if (!["mode", "contrast", "text", "motion"].includes(target.name)) return;
    if (target.value && target.value !== "standard") root.dataset[target.name] = target.value;
    else if (target.value && target.name === "contrast") root.dataset.contrast = "standard";
    else delete root.dataset[target.name];
  });
}

/* Errors: the summary takes the focus, and its links go to the control, not above it. */
const errors = document.querySelector("[data-errors]");
if (errors) {
  errors.focus();
  errors.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    const control = field.matches("fieldset") ? field.querySelector("input") : field;
    control.focus();
    field.scrollIntoView({ block: "center" });
  });
}

/* Dialogs: data-dialog names the one to open, data-close closes the one around it. */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    event.preventDefault();
    document.getElementById(opener.dataset.dialog).showModal();
    return;
  }
  const closer = event.target.closest("[data-close]");
  if (closer) closer.closest("dialog").close();
});

/* Copy and print. */
document.addEventListener("click", async (event) => {
  if (event.target.closest("[data-print]")) window.print();
  const button = event.target.closest("[data-copy]");
  if (!button || !navigator.clipboard) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  const label = button.querySelector("span") ?? button;
  const before = label.textContent;
  label.textContent = button.dataset.copied;
  label.setAttribute("role", "status");
  setTimeout(() => {
    label.textContent = before;
    label.removeAttribute("role");
  }, 2000);
});
if (!navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = true;
}

/* A form that takes one step takes it once. Only buttons lock, after their value has been sent;
   coming back by the browser's history unlocks them. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]") || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "true";
  setTimeout(() => {
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
  });
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-disabled");
  }
});

/* Clocks in lists: data-left are the seconds at the moment of the answer, so that a wrong clock of
   this machine does no harm. They stop at zero; the room itself has its own clock. */
const clocks = [...document.querySelectorAll("[data-left]")].map((node) => ({
  node,
  ends: performance.now() + 1000 * Number(node.dataset.left),
}));
const two = (n) => String(n).padStart(2, "0");
function tick() {
  for (const { node, ends } of clocks) {
    const left = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
    if (left >= 3 * 86400) continue;
    const [hours, minutes, seconds] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
    const text = `${hours ? `${hours}:` : ""}${two(minutes)}:${two(seconds)}`;
    if (node.textContent !== text) node.textContent = text;
    node.parentElement.toggleAttribute("data-low", left > 0 && left <= 60);
  }
}
if (clocks.length) setInterval(tick, 500);

/* Menus of one name close each other by themselves; a press elsewhere or Escape closes them too. */
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".c-menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest(".c-menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
