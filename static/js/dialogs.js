// Questions before a bid, asked in dialogs: arming once, a sum of one's own, a large cut. And receipts.

import { capitalWords, fenOf, fill, yuan } from "./money.js";

export class Questions {
  /* answer(fen, confirmed) goes on with a bid; data and texts are those of the room. */
  constructor({ data, texts, answer }) {
    Object.assign(this, { data, texts, answer });
    this.arming = document.getElementById("arm");
    this.custom = document.getElementById("custom");
    this.jump = document.getElementById("jump");
    this.boxes = document.querySelectorAll("[data-part=armed] input");
    this.memory = `armed ${data.no} ${data.sitting}`;
    this.isArmed = sessionStorage.getItem(this.memory) === "yes";
    for (const box of this.boxes) {
      box.closest("[data-part=armed]").hidden = false;
      box.addEventListener("change", () => this.arm(box.checked));
    }
    this.arming.querySelector("form").addEventListener("submit", () => {
      this.arm(true);
      this.answer(this.wanted, false);
    });
    for (const dialog of [this.custom, this.jump]) {
      const field = dialog.querySelector("input");
      field.addEventListener("input", () => this.echo(dialog));
      dialog.querySelector("form").addEventListener("submit", (event) => {
        const fen = this.read(dialog);
        if (fen === null) return event.preventDefault();
        this.answer(fen, dialog === this.jump);
      });
    }
    this.arm(this.isArmed);
  }

  arm(yes) {
    this.isArmed = yes;
    sessionStorage.setItem(this.memory, yes ? "yes" : "");
    for (const box of this.boxes) box.checked = yes;
  }

  open(dialog, fen) {
    this.wanted = fen;
    const field = dialog.querySelector("input");
    if (field) {
      field.value = "";
      this.echo(dialog);
    } else {
      this.fillSum(dialog, fen);
    }
    dialog.showModal();
  }

  fillSum(dialog, fen) {
    dialog.querySelector("[data-kind=main]").textContent = fill(this.texts.bid_sum, { sum: yuan(fen) });
  }

  openJump(fen, lead) {
    this.jump.querySelector("[data-part=jump]").textContent = fill(this.texts.jump, {
      lead: yuan(lead),
      sum: yuan(fen),
    });
    this.open(this.jump, fen);
  }

  /* The sum that counts in this dialog; a large cut has to be typed as it was pressed. */
  read(dialog) {
    const fen = fenOf(dialog.querySelector("input").value);
    return dialog === this.jump && fen !== this.wanted ? null : fen;
  }

  /* What was typed, in figures and in capital words, while typing. */
  echo(dialog) {
    const typed = dialog.querySelector("input").value;
    const fen = fenOf(typed);
    const { texts } = this;
    const facts = { sum: yuan(fen), words: fen === null ? "" : capitalWords(fen) };
    const words = fen === null ? (typed ? texts.bad_amount : "") : fill(texts.echo, facts);
    dialog.querySelector("output").textContent = words;
    const button = dialog.querySelector("[data-kind=main]");
    button.disabled = this.read(dialog) === null;
    if (!button.disabled) this.fillSum(dialog, fen);
  }
}

/* Every accepted bid leaves its number and hash; kept until the tab is closed. */
export class Receipts {
  constructor({ data, texts }) {
    Object.assign(this, { data, texts });
    this.sheet = document.querySelector("[data-part=receipts]");
    this.memory = `receipts ${data.no} ${data.sitting}`;
    this.kept = JSON.parse(sessionStorage.getItem(this.memory) ?? "[]");
    for (const receipt of this.kept) this.show(receipt);
  }

  add(answer, words) {
    const { key, seq, hash, amount_fen, at } = answer;
    const log = `auction/${this.data.no}`; // As the record names it: the verifiers go by it.
    const receipt = { log, auction: this.data.no, key, seq, hash, amount_fen, at };
    this.kept.push({ receipt, words });
    sessionStorage.setItem(this.memory, JSON.stringify(this.kept));
    this.show(this.kept.at(-1));
  }

  show({ receipt, words }) {
    const item = this.sheet.querySelector("template").content.firstElementChild.cloneNode(true);
    item.querySelector("span").textContent = fill(this.texts.receipt, words);
    const link = item.querySelector("a");
    const blob = new Blob([`${JSON.stringify(receipt)}\n`], { type: "application/json" });
    link.href = URL.createObjectURL(blob);
    link.download = `receipt-${receipt.auction}-${receipt.seq}.json`;
    this.sheet.querySelector("ul").prepend(item);
    this.sheet.hidden = false;
  }
}
