// Lists: a changed filter updates the list below in place, at an address of its own. Without script,
// and where the answer is not a list, the button of the panel does the same with a new page.

const form = document.querySelector("form.c-filter");
const isWide = matchMedia("(min-width:1040px)");
let newest = 0;

/* The list comes as a whole page; taken from it are the results and the values of the filters. The
   line that says how many stays where it is, so that screen readers hear it change. */
async function update() {
  const turn = (newest += 1);
  const query = new URLSearchParams(new FormData(form));
  for (const [name, value] of [...query]) if (!value) query.delete(name);
  const address = `${form.getAttribute("action").split("?")[0]}?${query}`;
  const answer = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return form.requestSubmit();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const results = page.getElementById("results");
  if (turn !== newest) return;
  if (!results) return form.requestSubmit();
  const status = document.querySelector("#results [role=status]");
  const told = results.querySelector("[role=status]");
  const words = told?.innerHTML;
  if (status && told) told.replaceWith(status);
  document.getElementById("results").replaceWith(results);
  if (status && words) status.innerHTML = words;
  keepFocus(() => {
    for (const part of [".c-facets", ".c-filter__bar"]) {
      form.querySelector(part)?.replaceWith(page.querySelector(`.c-filter ${part}`));
    }
  });
  document.title = page.title;
  history.replaceState(null, "", address);
}

/* Values and open groups are new nodes afterwards; the one in hand keeps the focus. */
function keepFocus(change) {
  const open = [...form.querySelectorAll("details")].map((group) => group.open);
  const { name, value } = document.activeElement ?? {};
  change();
  for (const [n, group] of [...form.querySelectorAll("details")].entries()) {
    if (n < open.length) group.open = open[n];
  }
  if (name) form.querySelector(`[name="${name}"][value="${CSS.escape(value)}"]`)?.focus();
}

form?.addEventListener("change", () => {
  if (isWide.matches) update();
});
