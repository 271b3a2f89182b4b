// What happened, event by event: the lines of the feed and the marks of the curve.

import { fill, yuan } from "./money.js";
import { timeOfDay } from "./clock.js";

const MOST_EVENTS = 500;
const MOST_ROWS = 100;

/* The newest events by number, without holes up to `whole`. */
export class Events {
  constructor(events, seq) {
    this.known = new Map(events.map((event) => [event.seq, event]));
    this.whole = seq;
  }

  /* Takes what a frame holds. True where older numbers are still missing and `sync` should ask. */
  take(frame) {
    for (const event of frame.events) {
      this.known.set(event.seq, event);
      if (event.entrants) this.entrants = event.entrants.length;
    }
    if (frame.from <= this.whole + 1 && !frame.skipped) this.whole = Math.max(this.whole, frame.to);
    return this.trim(frame.to);
  }

  trim(seq) {
    this.whole = Math.max(this.whole, seq - MOST_EVENTS);
    for (const number of this.known.keys()) {
      if (number <= seq - MOST_EVENTS) this.known.delete(number);
    }
    return this.whole < seq;
  }

  inOrder() {
    return [...this.known.values()].sort((a, b) => a.seq - b.seq);
  }
}

/* Lines of the feed, oldest first; the same as lines_of() on the server. */
export function linesOf(events, { bidCount, alias, baseEnd }) {
  const lines = [];
  let number = bidCount - events.filter((event) => event.kind === "bid").length;
  for (const event of events) {
    const at = Date.parse(event.at);
    if (event.kind === "bid") {
      number += 1;
      const own = Boolean(alias) && event.alias === alias;
      const line = { seq: event.seq, at, number, alias: event.alias, fen: event.amount_fen, own };
      lines.push({ ...line, overtime: at >= baseEnd });
    } else if (event.kind === "extended" && event.cause === "bid" && lines.length) {
      Object.assign(lines.at(-1), { extension: event.n, until: Date.parse(event.closes_at) });
    }
  }
  return lines;
}

export function bandsOf(events, baseEnd) {
  let from = baseEnd;
  return events
    .filter((event) => event.kind === "extended")
    .map((event) => {
      const band = { from, to: Date.parse(event.closes_at) };
      from = band.to;
      return band;
    });
}

/* What feed and curve draw: lines, priced points, extensions, and the line that leads. */
export function marksOf(events, { state, alias, baseEnd }) {
  const lines = linesOf(events, { bidCount: state.bid_count, alias, baseEnd });
  const points = lines.filter((line) => line.fen);
  const lead = points.reduce((a, b) => (!a || b.fen < a.fen ? b : a), null);
  return { lines, points, lead, bands: bandsOf(events, baseEnd) };
}

export class Feed {
  constructor(body, template, texts) {
    Object.assign(this, { body, template, texts });
    this.rows = null; // The server's rows stand until there is something newer to show.
  }

  /* Newest first, at most a hundred rows; those that stay are left alone. */
  show(lines, leadSeq) {
    const shown = lines.slice(-MOST_ROWS);
    if (!shown.length) return;
    document.querySelector(".c-feed__none")?.remove();
    if (!this.rows) {
      this.rows = new Map();
      this.body.replaceChildren();
    }
    const kept = new Set(shown.map((line) => line.seq));
    for (const [seq, row] of this.rows) {
      if (kept.has(seq)) continue;
      row.remove();
      this.rows.delete(seq);
    }
    let before = null;
    for (const line of shown) {
      let row = this.rows.get(line.seq);
      const extension = String(line.extension ?? "");
      if (row && row.dataset.extension !== extension) {
        row.remove();
        row = undefined;
      }
      if (!row) {
        row = this.make(line);
        this.rows.set(line.seq, row);
        if (before) before.before(row);
        else this.body.append(row);
      }
      row.toggleAttribute("data-lead", line.seq === leadSeq);
      before = row;
    }
  }

  make(line) {
    const row = this.template.content.firstElementChild.cloneNode(true);
    const [number, alias, sum, time, phase] = row.cells;
    row.dataset.seq = line.seq;
    row.dataset.extension = line.extension ?? "";
    row.toggleAttribute("data-own", line.own);
    number.textContent = line.number;
    if (!line.own) alias.querySelector("span")?.remove();
    alias.firstChild.textContent = line.own ? `${line.alias} ` : (line.alias ?? "—");
    sum.textContent = yuan(line.fen);
    const exact = timeOfDay(line.at, true);
    time.title = exact;
    time.firstChild.textContent = exact.slice(0, 8);
    time.querySelector("span").textContent = exact.slice(8);
    if (!line.extension) {
      phase.textContent = line.overtime ? this.texts.overtime : this.texts.open;
      return row;
    }
    const [tag, until] = phase.children;
    tag.lastChild.textContent = fill(this.texts.extension, { n: line.extension });
    until.textContent = ` ${fill(this.texts.until, { time: timeOfDay(line.until) })}`;
    return row;
  }
}
