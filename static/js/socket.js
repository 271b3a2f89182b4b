// One socket of one room, and polling in its place. Neither queues: what cannot be sent now is not
// sent later.

const FRESH_MS = 8_000;
const PING_MS = 2_500;
const FIRST_PINGS = 5;
const REPORT_BYTES = 16 * 1024;
const LONGEST_WAIT_MS = 3_000;
const POLL_MS = 2_000;

export class RoomSocket {
  /* hear(frame) gets every frame; seen() is the last number drawn; changed() when the state of the
     connection may look different. */
  constructor({ path, clock, seen, hear, changed }) {
    Object.assign(this, { path, clock, seen, hear, changed });
    this.attempt = 0;
    this.heardAt = -Infinity;
    this.bytes = 0;
    this.pings = new Map();
    this.pingNo = 0;
    this.socket = null;
    setInterval(() => this.keepAlive(), PING_MS);
    document.addEventListener("visibilitychange", () => document.hidden || this.measureAnew());
    this.connect();
  }

  connect() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const after = this.hasBeenOpen ? `&after=${this.seen()}` : "";
    const socket = new WebSocket(`${scheme}//${location.host}${this.path}${after}`, "mingbiao.v1");
    this.socket = socket;
    socket.onmessage = ({ data }) => socket === this.socket && this.take(data);
    socket.onclose = ({ code }) => socket === this.socket && this.lose(code);
  }

  take(text) {
    const isFirst = !this.isOpen;
    this.isOpen = true;
    this.heardAt = performance.now();
    this.bytes += text.length;
    const frame = JSON.parse(text);
    if (isFirst) {
      this.isAgain = Boolean(this.hasBeenOpen);
      this.attempt = 0;
      this.hasBeenOpen = true;
      this.measureAnew();
    }
    if (frame.t === "pong") {
      const sentAt = this.pings.get(frame.id);
      this.pings.delete(frame.id);
      if (sentAt !== undefined) this.clock.measure(sentAt, frame.now);
    } else {
      this.hear(frame);
    }
    if (this.bytes >= REPORT_BYTES) this.ping();
    this.changed();
  }

  lose(code) {
    this.isOpen = false;
    this.socket = null;
    this.pings.clear();
    this.attempt += 1;
    this.changed();
    if (code === 4404) return;
    const wait = Math.min(LONGEST_WAIT_MS, 500 * 2 ** (this.attempt - 1));
    setTimeout(() => this.connect(), wait * (0.7 + 0.6 * Math.random()));
  }

  ping() {
    this.bytes = 0;
    this.pingNo += 1;
    this.pings.set(this.pingNo, performance.now());
    this.write({ t: "ping", id: this.pingNo, seen: this.seen() });
  }

  measureAnew() {
    for (let n = 0; n < FIRST_PINGS; n += 1) setTimeout(() => this.isOpen && this.ping(), 150 * n);
  }

  keepAlive() {
    if (this.clock.hasDrifted()) this.measureAnew();
    else if (this.isOpen) this.ping();
    // A dead connection may take minutes to say so; what is silent for long is given up.
    if (this.isOpen && performance.now() - this.heardAt > 2 * FRESH_MS) this.socket.close();
    this.changed();
  }

  fresh() {
    return Boolean(this.isOpen) && performance.now() - this.heardAt < FRESH_MS;
  }

  /* False unless it went out now. */
  send(frame) {
    return this.fresh() && this.write(frame);
  }

  write(frame) {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }
}

/* Without a socket: the state every two seconds. */
export class Polling {
  constructor({ address, isNeeded, hear }) {
    this.heardAt = -Infinity;
    setInterval(async () => {
      if (!isNeeded()) return;
      const answer = await fetch(address()).catch(() => null);
      if (!answer?.ok) return;
      const found = await answer.json();
      this.heardAt = performance.now();
      hear(found);
    }, POLL_MS);
  }

  fresh() {
    return performance.now() - this.heardAt < FRESH_MS;
  }
}

/* A bid over HTTP; null where there was no answer, or none of ours. */
export async function post(address, token, bid) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  const options = { method: "POST", headers, body: JSON.stringify(bid) };
  const answer = await fetch(address, options).catch(() => null);
  const body = await answer?.json().catch(() => null);
  return body && { status: answer.status, body };
}

/* A key of a press. randomUUID is there only where the page came over https or from this machine. */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
