// Joining: the code is tidied and looked at when its field is left. A wrong form is an error, a wrong
// check digit only a warning; the server says the same again. Both messages are in the page.

const FORM = /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/;
const ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const BODY = [3, 7, 9, 10, 5, 8, 4, 2];
const WHOLE = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

const sum = (weights, valueAt) => weights.reduce((total, weight, n) => total + weight * valueAt(n), 0);

function checksHold(code) {
  const rest = 11 - (sum(BODY, (n) => parseInt(code[8 + n], 36)) % 11);
  const body = { 10: "X", 11: "0" }[rest] ?? String(rest);
  const whole = ALPHABET[(31 - (sum(WHOLE, (n) => ALPHABET.indexOf(code[n])) % 31)) % 31];
  return code[16] === body && code[17] === whole;
}

const field = document.getElementById("id_uscc");
const told = (name) => document.querySelector(`[data-uscc="${name}"]`);

field?.addEventListener("change", () => {
  field.value = field.value.normalize("NFKC").replace(/[\s-]/g, "").toUpperCase();
  const hasForm = FORM.test(field.value);
  told("form").hidden = !field.value || hasForm;
  told("check").hidden = !hasForm || checksHold(field.value);
});
