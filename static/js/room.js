// The room: one model, told by the socket or by polling, shown by panel, feed, curve and bid bar.

import { Bids } from "./bids.js";
import { Clock, OVER, RUNNING, phaseOf } from "./clock.js";
import { drawCurve } from "./curve.js";
import { Events, Feed, marksOf } from "./feed.js";
import { fill, yuan } from "./money.js";
import { Panel, standing } from "./panel.js";
import { Polling, RoomSocket } from "./socket.js";

const [TICK_MS, DRAW_MS, ASK_MS] = [250, 200, 2_000];

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const data = read("room-start");
const texts = read("room-texts");
const clock = new Clock(data.now);
const panel = new Panel(texts, clock);
const feed = new Feed(document.getElementById("bids"), document.getElementById("bid-row"), texts);
const figure = document.querySelector(".c-chart");
const baseEnd = Date.parse(data.base_ends_at);
const events = new Events(data.events, data.seq);
let { state, me, seq } = data;
let drawing = null;
let missedFrom = null;
let askedAt = -Infinity;

const socket = new RoomSocket({ path: data.socket, clock, seen: () => seq, hear, changed });
const polling = new Polling({
  address: () => `${data.snapshot}?after=${events.whole}`,
  isNeeded: () => !socket.fresh(),
  hear: takeSnapshot,
});
const bids = data.me && new Bids({
  data,
  texts,
  socket,
  look: () => ({ state, me, mayBid: mayBid(), standing: standing(texts, state, me) }),
  mayPost: () => polling.fresh(),
  say: (...words) => panel.say(...words),
});

function mayBid() {
  const isOpen = RUNNING.includes(state.status) && phaseOf(state, clock.now()) !== "closed";
  return Boolean(me?.may_bid) && isOpen && (socket.fresh() || polling.fresh());
}

function hear(frame) {
  switch (frame.t) {
    case "hello":
      return takeWhole(frame);
    case "events":
      return takeEvents(frame);
    case "me":
      return takeMe(frame.me);
    case "accepted":
      return bids?.accepted(frame);
    case "refused":
      return bids?.refused(frame);
  }
}

/* The whole picture: first frame of a connection, and whenever the server starts us over. */
function takeWhole(hello) {
  if (socket.isAgain && hello.seq > seq) missedFrom = { seq, bids: state.bid_count };
  setState(hello.state);
  ({ seq } = hello);
  if (events.trim(seq)) socket.send({ t: "sync", after: events.whole });
  else tellMissed();
  takeMe(hello.me ?? (me && { ...me, may_bid: false }));
}

function takeSnapshot(found) {
  clock.offset = Date.parse(found.now) - performance.now();
  if (found.events.events.length) takeEvents(found.events);
  takeWhole(found);
  changed();
}

function takeEvents(frame) {
  if (events.take(frame)) askForMissing();
  if (frame.to >= seq) {
    seq = frame.to;
    setState(frame.state);
  }
  if (events.whole >= seq) tellMissed();
  changed();
}

function askForMissing() {
  if (performance.now() - askedAt < ASK_MS) return;
  if (socket.send({ t: "sync", after: events.whole })) askedAt = performance.now();
}

function tellMissed() {
  if (!missedFrom) return;
  const count = state.bid_count - missedFrom.bids;
  missedFrom = null;
  if (count <= 0) return;
  const words = fill(texts.missed, { n: count, lead: yuan(state.leading_fen) });
  bids?.say(words, "warn");
  panel.say(words);
}

function setState(next) {
  const before = state;
  state = next;
  const { leading_fen: lead, extension_count: n } = next;
  if (lead !== before.leading_fen) panel.say(fill(texts.lowest, { sum: yuan(lead) }));
  if (n > before.extension_count) panel.say(fill(texts.extended, { n }));
  if (next.status === before.status) return;
  if (OVER.includes(next.status)) close();
  else if (next.status === "open") panel.say(texts.started, true);
}

/* A closed room is another page; it is one press away and never comes by itself. */
function close() {
  panel.say(texts.over, true);
  for (const part of document.querySelectorAll("[data-part=over]")) part.hidden = false;
  document.getElementById("bid")?.setAttribute("hidden", "");
}

function takeMe(next) {
  if (!next) return;
  const before = me;
  me = next;
  if (before?.rank === 1 && next.rank > 1) panel.say(standing(texts, state, me)[0], true);
  changed();
}

/* What is shown follows what is known, at most five times a second. */
function changed() {
  drawing ??= setTimeout(draw, DRAW_MS);
}

function draw() {
  drawing = null;
  panel.connection(socket, polling.fresh());
  panel.figures(state, me, events.entrants ?? data.entrants);
  bids?.update();
  const { lines, ...marks } = marksOf(events.inOrder(), { state, alias: me?.alias, baseEnd });
  feed.show(lines, marks.lead?.seq);
  const opensAt = Date.parse(state.opens_at);
  const until = Math.min(Math.max(clock.now(), opensAt), Date.parse(state.closes_at));
  const title = fill(texts.finding, { n: marks.points.length });
  drawCurve(figure, { ...marks, opensAt, until, ceiling: state.ceiling_fen, words: texts, title });
}

setInterval(() => panel.tick(state, me), TICK_MS);
setInterval(changed, 1_000);
changed();
