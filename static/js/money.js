// Sums: fen in, figures and capital words out, and what people type back into fen.

const DIGITS = "零壹贰叁肆伍陆柒捌玖";
const PLACES = ["", "拾", "佰", "仟"];
const GROUPS = ["", "万", "亿", "兆"];
const MOST_FEN = 10 ** 14;

/* 4700000 -> 47,000.00 */
export function yuan(fen) {
  if (fen === null || fen === undefined) return "—";
  const whole = String(Math.floor(fen / 100)).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${whole}.${String(fen % 100).padStart(2, "0")}`;
}

/* 39,000 of 48,000 -> 18.8, percent below with one decimal, halves up */
export function percentBelow(fen, ceiling) {
  if (fen === null || fen === undefined) return "—";
  const tenths = Math.floor((2000 * (ceiling - fen) + ceiling) / (2 * ceiling));
  return `${Math.floor(tenths / 10)}.${tenths % 10}`;
}

/* 47,000 · 47000.5 · 4.7万 · ４７０００元 -> whole fen; null for what is none. Nothing is rounded. */
export function fenOf(typed) {
  let text = typed.normalize("NFKC").replace(/[\s元]/g, "").replace(/。/g, ".");
  let scale = 2;
  if (text.endsWith("万")) {
    text = text.slice(0, -1);
    scale = 6;
  }
  const found = /^([0-9,]{1,18})(?:\.([0-9]{1,6}))?$/.exec(text);
  if (!found) return null;
  const whole = found[1].replaceAll(",", "");
  const fraction = found[2] ?? "";
  const rest = fraction.slice(scale);
  if (!whole || /[1-9]/.test(rest)) return null;
  const fen = Number(whole + fraction.slice(0, scale).padEnd(scale, "0"));
  return fen > 0 && fen <= MOST_FEN ? fen : null;
}

/* 4700000 -> 肆万柒仟元整 */
export function capitalWords(fen) {
  const [whole, jiao, cents] = [Math.floor(fen / 100), Math.floor(fen / 10) % 10, fen % 10];
  let words = whole || (!jiao && !cents) ? `${numberWords(whole)}元` : "";
  if (jiao) words += `${DIGITS[jiao]}角`;
  else if (cents && words) words += DIGITS[0];
  return words + (cents ? `${DIGITS[cents]}分` : "整");
}

function numberWords(whole) {
  if (!whole) return DIGITS[0];
  let words = "";
  let gap = false;
  for (let group = GROUPS.length - 1; group >= 0; group -= 1) {
    const four = Math.floor(whole / 10_000 ** group) % 10_000;
    if (!four) {
      gap = Boolean(words);
      continue;
    }
    if (words && (gap || four < 1_000)) words += DIGITS[0];
    words += fourWords(four) + GROUPS[group];
    gap = false;
  }
  return words;
}

function fourWords(four) {
  let words = "";
  let gap = false;
  for (const place of [3, 2, 1, 0]) {
    const digit = Math.floor(four / 10 ** place) % 10;
    if (!digit) {
      gap = Boolean(words);
      continue;
    }
    words += (gap ? DIGITS[0] : "") + DIGITS[digit] + PLACES[place];
    gap = false;
  }
  return words;
}

/* A translated text with its named places filled: "第 %(n)s 次". Of two forms the first is for n = 1. */
export function fill(text, facts = {}) {
  const form = Array.isArray(text) ? text[facts.n === 1 ? 0 : 1] : text;
  return form.replace(/%\((\w+)\)s/g, (_, name) => facts[name] ?? "");
}
