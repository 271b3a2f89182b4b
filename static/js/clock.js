// The server's clock: measured by pings, carried by performance.now(), never by the clock of this
// machine. Source of the numbers: 5 pings on connecting, the one with the least round trip counts.

const KEEP_MS = 30_000;
const DRIFT_MS = 500;

export class Clock {
  constructor(nowText) {
    this.offset = Date.parse(nowText) - performance.now();
    this.trip = null; // The round trip of the ping that counts, in ms.
    this.measures = [];
    this.wall = Date.now() - performance.now();
  }

  now() {
    return performance.now() + this.offset;
  }

  /* A pong: sent at that performance time, answered with the server's time. */
  measure(sentAt, nowText) {
    const at = performance.now();
    const trip = at - sentAt;
    this.measures = this.measures.filter((one) => at - one.at < KEEP_MS);
    this.measures.push({ at, trip, offset: Date.parse(nowText) + trip / 2 - at });
    const best = this.measures.reduce((a, b) => (b.trip < a.trip ? b : a));
    this.offset = best.offset;
    this.trip = trip;
  }

  /* Half the round trip is what may be wrong with the offset. */
  error() {
    if (!this.measures.length) return 0;
    return Math.min(...this.measures.map((one) => one.trip)) / 2;
  }

  /* The machine slept or its clock was set: what was measured counts no more. */
  hasDrifted() {
    const wall = Date.now() - performance.now();
    const moved = Math.abs(wall - this.wall) > DRIFT_MS;
    this.wall = wall;
    if (moved) this.measures = [];
    return moved;
  }
}

const two = (n) => String(n).padStart(2, "0");

/* 87 -> 01:27, 3725 -> 1:02:05 */
export function countdown(seconds) {
  const left = Math.max(0, seconds);
  const [hours, minutes] = [Math.floor(left / 3600), Math.floor(left / 60) % 60];
  return `${hours ? `${hours}:` : ""}${two(minutes)}:${two(left % 60)}`;
}

const SHANGHAI_MS = 8 * 3_600_000;

/* The time of day in Shanghai, which knows no summer time: 10:17:32, with ms 10:17:32.204 */
export function timeOfDay(ms, withMs = false) {
  return new Date(ms + SHANGHAI_MS).toISOString().slice(11, withMs ? 23 : 19);
}

export const LOW_S = 60;
export const RUNNING = ["open", "overtime"];
export const OVER = ["closed", "awarded", "failed", "cancelled"];

/* The stored status and the server's time; source: ux.md 3. */
export function phaseOf(state, now) {
  if (RUNNING.includes(state.status)) {
    const left = Date.parse(state.closes_at) - now;
    if (left <= 0) return "closed";
    if (state.status === "open" && left <= LOW_S * 1000) return "closing";
  }
  return state.status;
}
