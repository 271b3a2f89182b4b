// The panel and the header: phase, clock, figures, connection, and what is said aloud.

import { LOW_S, OVER, RUNNING, countdown, phaseOf, timeOfDay } from "./clock.js";
import { fill, percentBelow, yuan } from "./money.js";

const LEAVE_LOW_S = 90;
const ERROR_MS = 300;
const SLOW_MS = 800;
const QUIET_MS = 5_000;
const TOLD_AT = [60, 30, 10];

const part = (name) => document.querySelector(`[data-part="${name}"]`);
const setText = (node, text) => node && node.textContent !== text && (node.textContent = text);

/* How the bidder stands, in words and a state. */
export function standing(texts, state, me) {
  if (state.status === "scheduled") {
    return [fill(texts.opens, { time: timeOfDay(Date.parse(state.opens_at)) }), ""];
  }
  if (me.rank === 1) return [texts.leading, "ok"];
  if (!me.rank) return [fill(texts.alias, { alias: me.alias }), ""];
  const lead = { lead: yuan(state.leading_fen) };
  return [state.leading_fen ? fill(texts.outbid, lead) : texts.outbid_unseen, "bad"];
}

export class Panel {
  constructor(texts, clock) {
    Object.assign(this, { texts, clock });
    this.isLow = part("clock")?.hasAttribute("data-low") ?? false;
    this.saidAt = -Infinity;
    this.bar = document.querySelector(".c-phase-bar rect");
    this.bar?.setAttribute("width", "120");
    document.querySelector(".c-conn")?.setAttribute("aria-live", "off"); // Losing it is said aloud.
    this.told = new Set();
    this.polite = document.querySelector('[data-part="polite"]');
    this.assertive = document.querySelector('[data-part="assertive"]');
  }

  tag(holder, name) {
    const node = part(holder);
    const template = document.querySelector(`template[data-${holder}="${name}"]`);
    if (!node || !template || node.dataset.shown === name) return;
    node.dataset.shown = name;
    node.replaceChildren(template.content.cloneNode(true));
  }

  /* Four times a second: only what has changed is written. */
  tick(state, me) {
    const now = this.clock.now();
    const phase = phaseOf(state, now);
    const isWaiting = state.status === "scheduled";
    const ends = Date.parse(isWaiting ? state.opens_at : state.closes_at);
    const left = OVER.includes(phase) ? 0 : Math.max(0, Math.ceil((ends - now) / 1000));
    this.tag("status", phase);
    this.showClock({ state, phase, left, now });
    if (RUNNING.includes(state.status)) this.tell(left);
    const opens = Date.parse(state.opens_at);
    const share = Math.min(1, Math.max(0, (now - opens) / (Date.parse(state.closes_at) - opens)));
    if (this.bar) this.bar.style.transform = `scaleX(${RUNNING.includes(state.status) ? share : 0})`;
    const rank = me?.rank ? fill(this.texts.title_rank, { rank: me.rank }) : "";
    const price = rank || (state.leading_fen ? fill(this.texts.sum, { sum: yuan(state.leading_fen) }) : "");
    document.title = fill(this.texts.title, { time: countdown(left), what: price });
  }

  showClock({ state, phase, left, now }) {
    const clock = part("clock");
    const { texts } = this;
    this.isLow = RUNNING.includes(state.status) && left > 0 && left <= (this.isLow ? LEAVE_LOW_S : LOW_S);
    clock.toggleAttribute("data-low", this.isLow);
    let label = texts.to_end;
    if (state.status === "scheduled") label = texts.to_start;
    else if (state.status === "paused") label = texts.paused;
    else if (OVER.includes(phase)) label = fill(texts.ended, { time: timeOfDay(Date.parse(state.closes_at)) });
    else if (state.extension_count) label = fill(texts.extended, { n: state.extension_count });
    setText(clock.querySelector("#clock-label"), this.isLow ? fill(texts.low, { label }) : label);
    setText(clock.querySelector("[role=timer]"), countdown(left));
    const error = this.clock.error();
    const shown = error > ERROR_MS ? fill(texts.server_error, { time: timeOfDay(now), n: Math.round(error) }) : timeOfDay(now);
    setText(part("server-time"), shown);
  }

  tell(left) {
    for (const seconds of TOLD_AT) {
      if (left > seconds) this.told.delete(seconds);
      else if (!this.told.has(seconds)) {
        this.told.add(seconds);
        if (left > seconds - 2) this.say(fill(this.texts.left, { n: seconds }), true);
      }
    }
  }

  figures(state, me, entrants) {
    const set = (name, value, unit) => {
      const node = part(name);
      if (!node) return;
      const small = node.querySelector("small");
      if (small && unit !== undefined) setText(small, unit);
      if (node.firstChild.nodeType === Node.TEXT_NODE) {
        if (node.firstChild.textContent.trim() !== value) node.firstChild.textContent = small ? `${value} ` : value;
      }
    };
    const next = me?.max_next_fen ?? state.max_next_fen;
    if (state.visibility === "open") set("lowest", yuan(state.leading_fen));
    set("saving", percentBelow(state.leading_fen, state.ceiling_fen));
    set("bids", String(state.bid_count), this.bidsUnit(state));
    set("extensions", String(state.extension_count));
    set("next", yuan(next));
    setText(part("bid-count"), fill(this.texts.bid_count, { n: state.bid_count }));
    setText(part("observers"), fill(this.texts.observers, { n: state.observers }));
    if (!me) return;
    set("last", yuan(me.last_fen));
    set("rank", me.rank ? fill(this.texts.rank, { rank: me.rank }) : "—", entrants ? `/ ${entrants}` : "");
    this.tag("standing", me.rank ? (me.rank === 1 ? "lead" : "outbid") : "none");
  }

  bidsUnit(state) {
    const bids = fill(this.texts.bids, { n: state.bid_count });
    const agencies = fill(this.texts.agencies, { n: state.bidder_count });
    return fill(this.texts.bids_and_agencies, { bids, agencies });
  }

  connection(socket, polling) {
    let [name, facts] = ["lost", {}];
    if (socket.fresh()) [name, facts] = [this.clock.trip > SLOW_MS ? "slow" : "open", { n: Math.round(this.clock.trip ?? 0) }];
    else if (polling) name = "polling";
    else if (socket.attempt) [name, facts] = ["again", { n: socket.attempt }];
    else if (!socket.isOpen) name = "joining";
    const chip = document.querySelector(".c-conn");
    if (!chip) return;
    const template = document.querySelector(`template[data-connection="${name}"]`);
    const text = fill(template.dataset.text, facts);
    if (chip.dataset.shown === name && chip.textContent === text) return;
    chip.replaceChildren(template.content.cloneNode(true));
    chip.lastElementChild.textContent = text;
    Object.assign(chip.dataset, { shown: name, state: template.dataset.state });
  }

  /* Polite: the newest only, five seconds apart. Assertive: at once. */
  say(text, isUrgent = false) {
    if (isUrgent) return setText(this.assertive, text);
    this.waiting = text;
    if (this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.saidAt = performance.now();
      setText(this.polite, this.waiting);
    }, Math.max(0, this.saidAt + QUIET_MS - performance.now()));
  }
}
