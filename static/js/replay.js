// A closed room, played again: the slider goes through the bids, the curve shows what had happened.

import { timeOfDay } from "./clock.js";
import { drawCurve } from "./curve.js";
import { bandsOf, linesOf } from "./feed.js";
import { fill, yuan } from "./money.js";

const WHOLE_MS = 12_000; // A replay takes so long, whatever it replays.
const LEAST_MS = 60;

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const data = read("replay-data");
const texts = read("room-texts");
const holder = document.querySelector("[data-part=replay]");
const figure = holder.closest("figure");
const slider = holder.querySelector("input");
const output = holder.querySelector("output");
const button = holder.querySelector("button");
const baseEnd = Date.parse(data.base_ends_at);
const opensAt = Date.parse(data.opens_at);
const endedAt = Date.parse(data.closed_at);
const lines = linesOf(data.events, { bidCount: data.bid_count, alias: data.alias, baseEnd });
const isStill = () =>
  matchMedia("(prefers-reduced-motion: reduce)").matches || document.documentElement.dataset.motion === "off";
let playing = null;

/* The curve after so many bids. The axis stays that of the whole auction. */
function show(count) {
  const shown = lines.slice(0, count);
  const last = shown.at(-1);
  const until = count === lines.length ? endedAt : (last?.at ?? opensAt);
  const reached = data.events.filter((event) => Date.parse(event.at) <= until);
  drawCurve(figure, {
    points: shown,
    bands: bandsOf(reached, baseEnd),
    opensAt,
    until,
    end: endedAt,
    lowest: data.lowest_fen,
    ceiling: data.ceiling_fen,
    words: texts,
  });
  const facts = last && { n: last.number, time: timeOfDay(last.at), sum: yuan(last.fen) };
  output.textContent = last ? fill(texts.replay, facts) : texts.replay_start;
  slider.setAttribute("aria-valuetext", output.textContent);
}

function stop() {
  clearInterval(playing);
  playing = null;
  button.querySelector("span").textContent = texts.play;
}

function play() {
  if (playing) return stop();
  if (Number(slider.value) >= lines.length) slider.value = 0;
  if (isStill()) {
    slider.value = Number(slider.value) + 1;
    show(Number(slider.value));
    return;
  }
  button.querySelector("span").textContent = texts.pause;
  playing = setInterval(() => {
    slider.value = Number(slider.value) + 1;
    show(Number(slider.value));
    if (Number(slider.value) >= lines.length) stop();
  }, Math.max(LEAST_MS, WHOLE_MS / Math.max(lines.length, 1)));
  show(Number(slider.value));
}

slider.addEventListener("input", () => {
  stop();
  show(Number(slider.value));
});
button.addEventListener("click", play);
holder.hidden = false;
