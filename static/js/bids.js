// The bid bar: one press is one key, one key has one answer. Nothing is kept for later.

import { Questions, Receipts } from "./dialogs.js";
import { fill, yuan } from "./money.js";
import { newKey, post } from "./socket.js";
import { timeOfDay } from "./clock.js";

const PATIENCE_MS = 3_000;
const ASK_FOR_MS = 15_000;
const SHOWN_MS = 3_000;
const HELD_MS = 6_000;
const STEPS = [1, 2, 5];

export class Bids {
  /* look() is what the room knows now: state, me, mayBid, standing (words and state). */
  constructor({ data, texts, look, socket, mayPost, say }) {
    Object.assign(this, { data, texts, look, socket, mayPost, sayAloud: say });
    this.form = document.getElementById("bid");
    this.status = this.form.querySelector("[data-part=bid-status]");
    this.main = this.form.querySelector("[data-kind=main]");
    this.normal = [...this.main.childNodes];
    this.buttons = [this.main, ...this.form.querySelectorAll(":scope > div button")];
    this.questions = new Questions({ data, texts, answer: (...bid) => this.choose(...bid) });
    this.receipts = new Receipts({ data, texts });
    this.press = null;
    this.heldUntil = -Infinity;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const { submitter } = event;
      if (submitter && submitter.getAttribute("aria-disabled") !== "true") {
        this.choose(Number(submitter.value), false);
      }
    });
    this.form.querySelector("a.c-button").addEventListener("click", (event) => {
      event.preventDefault();
      if (!this.press && this.look().mayBid) this.questions.open(this.questions.custom);
    });
  }

  /* A sum was pressed or typed: arm once, confirm a large cut, then send. */
  choose(fen, isConfirmed) {
    if (this.press || !fen) return;
    if (!this.questions.isArmed) return this.questions.open(this.questions.arming, fen);
    const lead = this.look().state.leading_fen;
    const most = Math.floor(((lead ?? 0) * this.data.big_jump_bp) / 10_000);
    if (!lead || lead - fen <= most || isConfirmed) return this.send(fen, isConfirmed);
    return this.questions.openJump(fen, lead);
  }

  send(fen, confirm) {
    const press = { key: newKey(), fen, confirm, at: performance.now() };
    if (!this.transmit(press)) return this.say(this.texts.lost, "bad");
    this.press = press;
    this.main.replaceChildren(this.texts.sending);
    for (const button of this.buttons) button.setAttribute("aria-disabled", "true");
    press.timer = setTimeout(() => this.ask(press), PATIENCE_MS);
  }

  /* By socket while it is fresh, else over HTTP while polling is fresh, else not at all. */
  transmit({ key, fen, confirm }) {
    const bid = { key, amount_fen: fen, ...(confirm && { confirm }) };
    if (this.socket.send({ t: "bid", ...bid })) return true;
    if (!this.mayPost()) return false;
    this.post(bid);
    return true;
  }

  async post(bid) {
    const token = this.form.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await post(this.data.bids, token, bid);
    // Without one it stays unknown; the patience of the press asks again.
    if (answer?.status === 201) this.accepted(answer.body);
    else if (answer) this.refused({ ...answer.body, key: bid.key, message: answer.body.detail });
  }

  /* No answer: the same key again gets the first answer, and never a second bid. */
  ask(press) {
    if (this.press !== press) return;
    if (performance.now() - press.at > ASK_FOR_MS) {
      this.finish(this.texts.unanswered);
      return;
    }
    this.say(this.texts.unknown, "bad");
    this.main.replaceChildren(this.texts.checking);
    this.transmit(press);
    press.timer = setTimeout(() => this.ask(press), PATIENCE_MS);
  }

  accepted(answer) {
    if (this.press?.key !== answer.key) return;
    const at = Date.parse(answer.at);
    const facts = { time: timeOfDay(at, true), n: answer.seq, sum: yuan(answer.amount_fen) };
    this.finish(fill(this.texts.accepted, facts));
    this.say(fill(this.texts.accepted_line, facts), "ok");
    this.receipts.add(answer, facts);
  }

  refused({ key, code, message }) {
    if (this.press?.key !== key) return;
    const { fen } = this.press;
    this.finish(this.texts.refused);
    this.say(message, "bad");
    this.sayAloud(message, true);
    if (code === "jump_unconfirmed") this.questions.openJump(fen, this.look().state.leading_fen);
  }

  finish(words) {
    clearTimeout(this.press.timer);
    this.press = null;
    this.main.replaceChildren(words);
    clearTimeout(this.shown);
    this.shown = setTimeout(() => (this.shown = null) ?? this.update(), SHOWN_MS);
    this.update();
  }

  /* What was just answered stays for a while; then the line says how the bidder stands. */
  say(words, state) {
    this.heldUntil = performance.now() + HELD_MS;
    this.write(words, state);
  }

  write(words, state) {
    if (this.status.textContent !== words) this.status.textContent = words;
    this.status.dataset.state = state;
  }

  /* The sums that count now, and whether any does. An answer stays on the button for a moment. */
  update() {
    if (this.press) return;
    const { state, me, mayBid, standing } = this.look();
    if (performance.now() > this.heldUntil) this.write(...standing);
    const next = me.max_next_fen ?? state.max_next_fen;
    this.buttons.forEach((button, place) => {
      const fen = next - (STEPS[place] - 1) * state.step_fen;
      const isReal = fen >= (this.data.floor_fen ?? 1);
      button.disabled = false;
      button.hidden = place > 0 && !isReal;
      button.value = isReal ? fen : "";
      button.setAttribute("aria-disabled", String(!mayBid || !isReal));
      const figure = place ? button.querySelector("b") : this.normal.find((n) => n.nodeName === "B");
      if (isReal) figure.textContent = yuan(fen);
    });
    if (!this.shown) this.main.replaceChildren(...this.normal);
  }
}
