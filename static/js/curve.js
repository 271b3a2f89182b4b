// The price curve: the same marks as the server draws (market/templatetags/charts.py), moved on.

import { fill, yuan } from "./money.js";
import { timeOfDay } from "./clock.js";

const SVG = "http://www.w3.org/2000/svg";
const SIZES = {
  s: { left: 58, right: 316, top: 20, bottom: 104, levels: 2, ticks: 5 },
  l: { left: 68, right: 760, top: 26, bottom: 206, levels: 1, ticks: 8 },
};
const MINUTE = 60_000;
const CLOCK_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 240, 720, 1440];

function mark(name, kind, attributes, words) {
  const node = document.createElementNS(SVG, name);
  node.setAttribute("class", `k-${kind}`);
  for (const [key, value] of Object.entries(attributes)) {
    node.setAttribute(key, typeof value === "number" ? String(Math.round(value * 10) / 10) : value);
  }
  if (words !== undefined) node.textContent = words;
  return node;
}

const text = (x, y, words, anchor, kind = "text") =>
  mark("text", kind, anchor ? { x, y, "text-anchor": anchor } : { x, y }, words);
const path = (kind, d) => mark("path", kind, { d });
const coordinate = (value) => Math.round(value * 10) / 10;
const whole = (fen) => yuan(fen).slice(0, -3);

/* The smallest of 1, 2, 5, 10, 20, 50 … that cuts the span into at most so many parts. */
function niceStep(span, most) {
  let step = 1;
  while (span / step > most) step = String(step)[0] === "2" ? (step * 5) / 2 : step * 2;
  return step;
}

export function priceFloor(amounts, ceiling) {
  const lowest = amounts.length ? Math.min(...amounts) : Math.floor((ceiling * 4) / 5);
  const step = niceStep(ceiling - lowest, 5);
  return Math.max(Math.floor((lowest - 1) / step) * step, 0);
}

/* points: at (ms), fen, own; bands: from and to (ms). `end` and `lowest` hold a replay's axes still. */
export function drawCurve(figure, facts) {
  if (!figure) return; // Where only ranks are shown.
  const { points, bands, opensAt, until, ceiling, words, title } = facts;
  const lowest = facts.lowest === undefined ? points.map((point) => point.fen) : [facts.lowest];
  const floor = priceFloor(lowest, ceiling);
  const axis = figure.querySelector("[data-part=axis]");
  if (axis) axis.textContent = fill(words.axis, { from: whole(floor) });
  const latest = Math.max(until, facts.end ?? 0, ...bands.map((band) => band.to));
  const end = Math.floor(latest / MINUTE) * MINUTE + MINUTE;
  for (const [name, size] of Object.entries(SIZES)) {
    const svg = figure.querySelector(`svg[data-size=${name}]`);
    if (!svg) continue;
    const x = (at) => size.left + ((at - opensAt) * (size.right - size.left)) / (end - opensAt);
    const y = (fen) =>
      size.bottom - ((fen - floor) * (size.bottom - size.top)) / Math.max(ceiling - floor, 1);
    const plot = { size, name, x, y, floor, ceiling, words };
    const marks = [...bandMarks(plot, bands), ...levels(plot), ...ticks(plot, opensAt, end)];
    if (points.length) marks.push(...line(plot, points, until));
    const first = svg.querySelector("title");
    if (first && title) first.textContent = title;
    svg.replaceChildren(...(first ? [first] : []), ...marks);
  }
}

function bandMarks({ size, name, x, words }, bands) {
  const marks = [];
  let labelEnd = 0;
  bands.forEach(({ from, to }, place) => {
    const [left, right] = [x(from), x(to)];
    const height = size.bottom - size.top;
    const width = Math.max(right - left - 1, 1);
    marks.push(mark("rect", "band", { x: left, y: size.top, width, height }));
    const n = place + 1;
    const label = n === 1 && name === "l" ? fill(words.extension, { n }) : String(n);
    const half = 3.7 * label.length + 4;
    const middle = (left + right) / 2;
    if (middle - half < labelEnd) return;
    marks.push(text(middle, size.top - 7, label, "middle"));
    labelEnd = middle + half;
  });
  return marks;
}

function levels({ size, name, y, floor, ceiling, words }) {
  const level = (at, label, kind) => [
    path(kind, `M${size.left} ${coordinate(at)}H${size.right}`),
    text(size.left - 8, at + 4.5, label, "end"),
  ];
  const marks = [];
  const step = niceStep(ceiling - floor, 6) * size.levels;
  for (let fen = (Math.floor(floor / step) + 1) * step; fen < ceiling; fen += step) {
    if (y(fen) > size.top + 14) marks.push(...level(y(fen), whole(fen), "grid"));
  }
  marks.push(...level(size.top, whole(ceiling), "ceiling"));
  if (name === "l") marks.push(text(size.left, size.top - 7, words.ceiling));
  marks.push(path("axis", `M${size.left} ${size.bottom}H${size.right}`));
  return marks;
}

function ticks({ size, name, x }, opensAt, end) {
  const minutes = (end - opensAt) / MINUTE;
  const step = CLOCK_STEPS.find((each) => minutes / each < size.ticks) ?? CLOCK_STEPS.at(-1);
  const marks = [];
  for (let n = 0; n <= Math.floor(minutes / step); n += 1) {
    const at = opensAt + n * step * MINUTE;
    const place = x(at);
    if (name === "s" && place > size.right - 20) continue;
    const anchor = n === 0 ? "start" : place > size.right - 40 ? "end" : "middle";
    const below = size.bottom + (name === "s" ? 14 : 20);
    marks.push(text(place, below, timeOfDay(at).slice(0, 5), anchor));
  }
  return marks;
}

function line({ size, name, x, y }, points, until) {
  const corners = points.map((point) => [coordinate(x(point.at)), coordinate(y(point.fen))]);
  const [lastX, lastY] = [Math.max(coordinate(x(until)), corners.at(-1)[0]), corners.at(-1)[1]];
  let d = `M${corners[0][0]} ${corners[0][1]}`;
  for (let n = 1; n < corners.length; n += 1) {
    d += `H${corners[n][0]}`;
    if (corners[n][1] !== corners[n - 1][1]) d += `V${corners[n][1]}`;
  }
  const marks = [path("line", `${d}H${lastX}`)];
  points.forEach((point, n) => {
    const [cx, cy] = corners[n];
    if (point.own) marks.push(mark("circle", "own", { cx, cy, r: name === "s" ? 4 : 5 }));
  });
  if (name === "l") {
    const figure = whole(points.at(-1).fen);
    const fits = lastX + 60 < size.right;
    const at = fits ? [lastX + 6, lastY + 5] : [lastX, lastY - 7];
    marks.push(text(...at, figure, fits ? "start" : "end", "strong"));
  }
  return marks;
}
