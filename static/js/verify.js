// Checks a record in the browser, by the same rules and with the same codes as tools/verify_record.py.
// A classic script, since it must also run from disk. No text is built here: every word comes from
// the page, as data and as templates.
(() => {
  "use strict";

  const NOTHING = "0".repeat(64);
  const TIME = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$/;
  const HASH = /^[0-9a-f]{64}$/;
  const LONE = /(^|[^\\])(\\\\)*\\ud[89a-f]/; // Half a character, written as an escape.
  // Members that a rule will read, by object or kind of event; `text` where nothing is said, `?` may
  // be null, `*` is a list. The last are the states of an auction and what may follow in each.
  const FORMS = new Map(
    `object: | shown: value salt=hash | moved: from=time to=time | line: text hash=text
    | receipt: log seq=amount hash=hash | rule_set: text | rules: step_min_bp=count
    step_max_bp=count big_jump_bp=count leader_may_lower=bool | key: public_key
    | record: log events=line* checkpoints=object*
    | file: logs=record* keys=key* rule_sets=rule_set* receipts=receipt*
    | event: v=amount log seq=amount at=time kind facts=object prev=hash
    | head: seq=count hash=hash at=time?
    | signed: log seq=count hash=hash at=time? key_id signature
    | aside: alias reason | entry: alias bidder=hash
    | opened: rule_set rule_set_hash=hash ceiling_fen=amount step_fen=amount floor_fen=amount?
    base_duration_s=amount soft_close_s=count max_extensions=count? latest_end_at=time?
    big_jump_bp=count leader_may_lower=bool visibility opens_at=time closes_at=time
    entrants=text* list_hash=hash
    | bid: alias amount_fen=amount | extended: closes_at=time n=amount cause | paused: reason
    | resumed: reason bids_from=time closes_at=time | voided: bid=amount reason
    | closed: bid_count=count refused=count set_aside=aside* ranking=text*
    | awarded: rank=amount alias amount_fen=amount revealed=shown* | failed: code | cancelled:
    | request_published: rule_set rule_set_hash=hash ceiling_fen=amount fund_source
    method_parameters=object entry_closes_at=time opens_at=time?
    | entries_closed: entries=entry* list_hash=hash | selection_finished: ranking=text*
    | tie_drawn: draw_no=amount tickets=text* list_hash=hash nonces=text** outside=text?
    seed=hash ranking=text* revealed=shown*
    | award_decided: alias rank=amount amount_fen=amount revealed=shown*
    | not open: opened failed cancelled | open: bid extended paused voided closed cancelled
    | in pause: resumed extended voided cancelled | over: voided awarded failed cancelled
    | unsold: failed | done:`
      .split("|")
      .map((row) => row.split(":"))
      .map(([name, members]) => [name.trim(), members.split(/\s+/).filter(Boolean)])
      .map(([name, members]) => [name, members.map((member) => member.split("="))]),
  );

  // Values and texts

  const has = (value, name) => Object.prototype.hasOwnProperty.call(value, name);
  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const same = (one, other) => canonical(one) === canonical(other);
  const big = (value) => BigInt(value);

  /** RFC 8785; what no record may hold gets a text of no value. Names sort by UTF-16 units. */
  function canonical(value) {
    if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : "?";
    if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
    if (!isObject(value)) return JSON.stringify(value);
    const names = Object.keys(value).sort();
    return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join()}}`;
  }

  /** Quickly where the order is right already, as it is in every honest record. */
  function isCanonical(value, text) {
    if (LONE.test(text)) return false;
    return (JSON.stringify(value) === text && isOrdered(value)) || canonical(value) === text;
  }

  function isOrdered(value) {
    if (typeof value === "number") return Number.isSafeInteger(value);
    if (Array.isArray(value)) return value.every(isOrdered);
    if (!isObject(value)) return true;
    let before = "";
    return Object.keys(value).every((name) => {
      const inOrder = before <= name && isOrdered(value[name]);
      before = name;
      return inOrder;
    });
  }

  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

  function unhex(text) {
    if (!/^([0-9a-fA-F]{2})*$/.test(text)) throw new RangeError();
    return Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
  }

  const encoder = new TextEncoder();

  async function sha256(text, salt = "") {
    const before = unhex(salt);
    const words = encoder.encode(text);
    const bytes = new Uint8Array(before.length + words.length);
    bytes.set(before);
    bytes.set(words, before.length);
    return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
  }

  /** Whole milliseconds since 1970; null for null. */
  const moment = (stamp) => (stamp ? Date.parse(stamp) : null);

  /** `15m` as 900; null for what is unset or rests on a calendar. */
  function seconds(duration) {
    const found = /^([0-9]{1,9})([smh])$/.exec(String(duration));
    return found ? Number(found[1]) * { s: 1, m: 60, h: 3600 }[found[2]] : null;
  }

  /** As Unicode code points: the order of sorted lists in a record. */
  function byCodePoint(one, other) {
    const [a, b] = [Array.from(one), Array.from(other)];
    for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
      const difference = a[i].codePointAt(0) - b[i].codePointAt(0);
      if (difference) return difference;
    }
    return a.length - b.length;
  }

  function isTime(value) {
    if (!TIME.test(value) || value < "0001") return false;
    const at = new Date(value);
    return !Number.isNaN(at.getTime()) && at.toISOString() === value;
  }

  const SINGLE = {
    count: (value) => Number.isSafeInteger(value) && value >= 0,
    amount: (value) => Number.isSafeInteger(value) && value > 0,
    bool: (value) => typeof value === "boolean",
    text: (value) => typeof value === "string",
    hash: (value) => typeof value === "string" && HASH.test(value),
    time: (value) => typeof value === "string" && isTime(value),
  };

  /** Whether a value has the form in which a rule will read it. */
  function fits(value, form) {
    if (form.endsWith("?")) return value === null || fits(value, form.slice(0, -1));
    if (form.endsWith("*")) {
      return Array.isArray(value) && value.every((one) => fits(one, form.slice(0, -1)));
    }
    if (!FORMS.has(form)) return SINGLE[form](value);
    return (
      isObject(value) &&
      FORMS.get(form).every(([name, of]) => has(value, name) && fits(value[name], of || "text"))
    );
  }

  // One log: texts, numbers, links, times, heads. `events` ends before the first broken one.

  class Log {
    constructor(record, keys) {
      Object.assign(this, { name: record.log, record, keys, findings: [], bySeq: new Map() });
      Object.assign(this, { last: 0, signed: 0, heads: 0, unchecked: 0, events: [] });
      this.known = new Set();
      this.isPart = record.next_after !== null && record.next_after !== undefined;
    }

    /** Number 0 stands for a finding that has none. */
    find(seq, code) {
      if (this.known.has(`${seq} ${code}`)) return;
      this.known.add(`${seq} ${code}`);
      this.findings.push({ log: this.name, seq, code });
    }

    must(event, holds, code) {
      if (!holds) this.find(event.seq, code);
    }

    async read() {
      const lines = this.record.events;
      const hashes = await Promise.all(lines.map(({ text }) => sha256(`mingbiao/v1\n${text}`)));
      let before = NOTHING;
      lines.forEach(({ text, hash }, place) => {
        const [seq, body] = this.parse(text, hash, hashes[place]);
        if (seq <= this.last) this.find(seq, "order");
        else if (seq > this.last + 1) this.find(this.last + 1, "missing");
        else if (body && body.prev !== before) this.find(seq, "link");
        this.last = Math.max(seq, this.last);
        before = hash;
        if (!body) return;
        const { kind, facts, sealed = {} } = body;
        const event = { seq, at: moment(body.at), kind, facts, sealed, hash };
        const previous = this.bySeq.get(seq - 1);
        if (previous && event.at < previous.at) this.find(seq, "time");
        this.bySeq.set(seq, event);
      });
      const first = this.findings.reduce((least, { seq }) => Math.min(least, seq), this.last + 1);
      for (let seq = 1; seq < first; seq += 1) this.events.push(this.bySeq.get(seq));
      this.isWhole = first > this.last && !this.isPart;
      await this.checkHead(this.record.head || { seq: 0, hash: NOTHING, at: null }, "head");
      for (const head of this.record.checkpoints) await this.checkHead(head, "signed");
      return this;
    }

    /** The number and the body of one text; no body where it cannot be relied on. */
    parse(text, stated, hash) {
      let seq = this.last + 1;
      let code = null;
      let body = null;
      try {
        if (/[\ud800-\udfff]/u.test(text)) code = "text";
        else if (hash !== stated) code = "hash";
        else {
          body = JSON.parse(text);
          if (!isCanonical(body, text)) code = "canonical";
          else if (!fits(body, "event") || body.v !== 1 || body.log !== this.name) code = "form";
          else if (Object.keys(body).length !== 7 + has(body, "sealed")) code = "form";
          else {
            seq = body.seq;
            const sealed = has(body, "sealed") ? body.sealed : { "": NOTHING };
            const shown = has(body.facts, "revealed") ? body.facts.revealed : [];
            const good = isObject(sealed) && Object.keys(sealed).length;
            const isSealed = good && fits(Object.values(sealed), "hash*");
            if (!isSealed || !fits(shown, "shown*")) code = "form";
          }
        }
      } catch (fault) {
        code = "text";
      }
      if (code) this.find(seq, code);
      return [seq, code ? null : body];
    }

    /** A broken event has its finding already and is not compared with its head. */
    async checkHead(head, form) {
      const seq = isObject(head) && SINGLE.count(head.seq) ? head.seq : 0;
      if (!fits(head, form) || (head.at === null) !== (seq === 0)) return this.find(seq, "head");
      const at = moment(head.at);
      const known = this.bySeq.get(seq);
      const key = this.keys.get(head.key_id);
      const isEvent = known ? known.hash === head.hash && known.at === at : seq || at === null;
      const isOwn = form === "head" || head.log === this.name;
      if (seq > this.last) {
        if (!this.isPart) this.find(this.last + 1, "missing");
      } else if (!isEvent || !isOwn) this.find(seq, "head");
      else if (form === "head") {
        if (seq < this.last && !this.isPart) this.find(seq + 1, "head");
      } else if (!key) this.find(seq, "key");
      else if (fits(key.until, "time") && at && moment(key.until) < at) this.find(seq, "key");
      else {
        const good = await isSigned(key.public_key, head);
        if (good === false) return this.find(seq, "signature");
        if (good === null) this.unchecked += 1;
        else this.heads += 1;
        this.signed = Math.max(seq, this.signed);
      }
    }
  }

  /** null where this browser cannot check Ed25519. */
  async function isSigned(publicKey, head) {
    const text = `mingbiao/v1 head\n${head.log}\n${head.seq}\n${head.hash}\n${head.at}\n`;
    let key;
    try {
      key = await crypto.subtle.importKey("raw", unhex(publicKey), "Ed25519", false, ["verify"]);
    } catch (fault) {
      return fault.name === "NotSupportedError" ? null : false;
    }
    try {
      return await crypto.subtle.verify("Ed25519", key, unhex(head.signature), encoder.encode(text));
    } catch (fault) {
      return false;
    }
  }

  // What a request's log says of rules, entries, holds, selection and awards.

  class Request {
    constructor(log) {
      Object.assign(this, { log, entries: new Map(), listHash: null, kinds: new Map() });
      for (const event of log.events) {
        if (FORMS.has(event.kind) && !fits(event.facts, event.kind)) log.find(event.seq, "facts");
        else if (this.kinds.has(event.kind)) this.kinds.get(event.kind).push(event);
        else this.kinds.set(event.kind, [event]);
      }
      const newest = (kind) => this.of(kind).slice(-1)[0];
      this.published = (newest("request_published") || { facts: {} }).facts;
      this.isAmended = this.of("request_amended").length > 0;
      this.awards = this.of("award_decided");
      this.finished = newest("selection_finished");
      const free = this.of("request_released").map(({ at }) => at);
      const stopped = [...this.of("request_held"), ...this.of("halted")].map(({ at }) => at);
      this.held = stopped.map((at) => [at, Math.min(Infinity, ...free.filter((end) => end >= at))]);
    }

    of(kind) {
      return this.kinds.get(kind) || [];
    }

    async readEntries() {
      const due = moment(this.published.entry_closes_at) || 0;
      for (const event of this.of("entries_closed")) {
        const { entries } = event.facts;
        this.entries = new Map(entries.map(({ alias, bidder }) => [alias, bidder]));
        this.listHash = event.facts.list_hash;
        const aliases = entries.map(({ alias }) => alias);
        const isSorted = same(aliases, [...new Set(aliases)].sort(byCodePoint));
        const once = new Set(this.entries.values()).size === aliases.length;
        this.log.must(event, isSorted && once, "entries");
        this.log.must(event, (await sha256(canonical(entries))) === this.listHash, "list_hash");
        this.log.must(event, event.at >= due, "entries");
      }
      return this;
    }

    /** It names the auction's closed event, and has the same ranking and the same awards. */
    async compare(auctions, isBundle) {
      const { log, finished } = this;
      if (!finished) for (const event of this.awards) log.find(event.seq, "award");
      if (!finished || !has(finished.facts, "auction")) return;
      const named = finished.facts.auction;
      if (!fits(named, "receipt")) return;
      const auction = auctions.get(named.log);
      const end = auction && auction.closedBy;
      if (!end) {
        const lacks = auction ? auction.log.isWhole : isBundle;
        return log.must(finished, !lacks, "auction");
      }
      log.must(finished, end.seq === named.seq && end.hash === named.hash, "auction");
      let ranked = end.facts.ranking;
      const tied = ranked.filter((alias) => auction.atFloor.includes(alias)).sort(byCodePoint);
      const draws = this.of("tie_drawn");
      log.must(finished, draws.length || tied.length < 2, "draw");
      // Sealed later, it could have been chosen by who had bid.
      const sealing = this.of("entries_closed").find(({ at }) => at <= auction.opens);
      const digests = new Map(sealing && [["draw_nonce", sealing.sealed.draw_nonce]]);
      for (const [place, event] of draws.entries()) {
        const { facts } = event;
        const shown = await shownIn(event, digests, log);
        const nonce = shown.get("draw_nonce");
        const isSealed = nonce === undefined || same(facts.nonces, [["platform", nonce]]);
        log.must(event, await isDrawn(facts, place + 1, tied, log.name.slice(8)), "draw");
        log.must(event, nonce !== undefined, "revealed");
        log.must(event, isSealed, "draw");
        const rest = ranked.filter((alias) => !tied.includes(alias));
        ranked = [...facts.ranking, ...rest];
      }
      log.must(finished, same(ranked, finished.facts.ranking), "ranking");
      await this.compareAwards(auction);
    }

    /** Who must be named is known where the file holds the rule set; the awarded must always. */
    async compareAwards(auction) {
      const losers = auction.ruleSet.reveal_losers;
      const funds = ["fiscal", "fiscal_subsidy", "state_owned"];
      const isPublic = funds.includes(this.published.fund_source);
      const namesAll = losers === "all" || (losers === "by_fund" && isPublic);
      const shown = new Set();
      const told = ({ facts }) => [facts.alias, facts.amount_fen, facts.rank];
      for (const [place, event] of this.awards.entries()) {
        const twin = auction.awards[place];
        const isSame = twin ? same(told(twin), told(event)) : !auction.log.isWhole;
        for (const alias of (await shownIn(event, this.entries, this.log)).keys()) shown.add(alias);
        const wanted = namesAll ? [...this.entries.keys()] : [event.facts.alias];
        this.log.must(event, isSame, "award");
        this.log.must(event, wanted.every((alias) => shown.has(alias)), "revealed");
      }
      if (!this.log.isWhole) return;
      for (const event of auction.awards.slice(this.awards.length)) {
        auction.log.find(event.seq, "award");
      }
    }
  }

  async function isDrawn(draw, number, tied, request) {
    const listHash = await sha256(canonical(tied));
    const told = { draw_no: number, list_hash: listHash, nonces: draw.nonces, outside: null };
    const seed = await sha256(`draw/v1\n${canonical({ ...told, request })}`);
    const tickets = await Promise.all(tied.map(async (one) => [await sha256(`${seed}\n${one}`), one]));
    const ranking = tickets.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
    return same(draw, { ...draw, ...told, tickets: tied, seed, ranking });
  }

  /** What an event reveals, by alias or name. Each must give the digest recorded before. */
  async function shownIn(event, digests, log) {
    const shown = new Map();
    for (const one of event.facts.revealed || []) {
      const name = String(has(one, "alias") ? one.alias : one.name);
      shown.set(name, one.value);
      log.must(event, (await sha256(one.value, one.salt)) === digests.get(name), "digest");
    }
    return shown;
  }

  // An auction's log played again, event by event, by the rules of record.md 2.

  class Auction {
    constructor(log, requests, ruleSets) {
      const request = requests.get(log.name.slice(8).split(/-A[^A]*$/)[0]);
      Object.assign(this, { log, request, ruleSets, ruleSet: {}, status: "not open", facts: {} });
      Object.assign(this, { count: 0, n: 0, byBids: 0, bidsFrom: 0, own: new Map(), bids: [] });
      Object.assign(this, { atFloor: [], ranking: [], awards: [], owed: null, closedBy: null });
      this.digests = new Map(request ? request.entries : []);
      this.isOpen = false;
    }

    async playAll() {
      for (const event of this.log.events) await this.play(event);
      if (this.log.isWhole && (this.owed || this.status === "unsold")) {
        this.log.find(this.log.last + 1, "missing");
      }
      return this;
    }

    must(event, holds, code) {
      this.log.must(event, holds, code);
    }

    play(event) {
      const { kind, facts } = event;
      const isDue = !this.owed || (kind === "extended" && facts.cause === "bid");
      this.must(event, isDue, "extension");
      if (!isDue) this.owed = null;
      if (!FORMS.has(kind) || !fits(facts, kind)) return this.log.find(event.seq, "facts");
      if (!FORMS.get(this.status).some(([next]) => next === kind)) {
        const codes = { "not open": "not_open", "in pause": "paused" };
        return this.log.find(event.seq, codes[this.status] || "closed");
      }
      return this[kind](event, facts);
    }

    opened(event, facts) {
      const { request } = this;
      Object.assign(this, { facts, status: "open", isOpen: facts.visibility === "open" });
      Object.assign(this, { opens: moment(facts.opens_at), closes: moment(facts.closes_at) });
      this.latest = moment(facts.latest_end_at) || Infinity;
      this.wait = facts.soft_close_s * 1000;
      const rules = this.ruleSets.get(facts.rule_set_hash);
      this.ruleSet = rules || {};
      const { step_min_bp: least = 0, step_max_bp: most = 10000 } = this.ruleSet;
      const ceiling = big(facts.ceiling_fen);
      const lowest = (ceiling * big(least) + 9999n) / 10000n;
      const low = lowest > 1n ? lowest : 1n;
      const highest = (ceiling * big(most)) / 10000n;
      const high = highest > low ? highest : low;
      const told = request && !request.isAmended ? request.published : {};
      const chosen = told.method_parameters || {};
      const names = facts.entrants;
      const wanted = { ...told, ...chosen };
      for (const name of ["base_duration", "soft_close"]) {
        if (has(chosen, name)) wanted[`${name}_s`] = seconds(chosen[name]);
      }
      for (const name of ["big_jump_bp", "leader_may_lower"]) {
        if (rules && rules.step_max_bp !== undefined && !has(wanted, name)) wanted[name] = rules[name];
      }
      const isListed = !request || request.listHash === facts.list_hash;
      const entries = request ? [...request.entries.keys()] : names;
      const sorted = (list) => [...new Set(list)].sort(byCodePoint);
      const isLong = this.closes - this.opens === facts.base_duration_s * 1000;
      const since = moment(told.opens_at) || 0;
      const floor = facts.floor_fen;
      const step = big(facts.step_fen);
      this.must(event, isListed && same(sorted(names), sorted(entries)), "entrants");
      this.must(event, names.length && new Set(names).size === names.length, "entrants");
      this.must(event, since <= this.opens && this.opens <= event.at, "not_open");
      this.must(event, isLong && this.latest >= this.closes, "duration");
      this.must(event, ["open", "rank_only"].includes(facts.visibility), "visibility");
      this.must(event, floor === null || (floor <= facts.ceiling_fen && this.isOpen), "floor");
      this.must(event, low <= step && step <= high, "step");
      this.must(event, (rules && rules.step_max_bp !== undefined) || !this.ruleSets.size, "rule_set");
      for (const name of Object.keys(facts)) {
        const isFixed = has(wanted, name) && name !== "opens_at";
        this.must(event, !isFixed || same(wanted[name], facts[name]), "rules");
      }
    }

    bid(event, facts) {
      const { alias, amount_fen: amount } = facts;
      const { floor_fen: floor, max_extensions: cap } = this.facts;
      const code = this.refusal(event, alias, amount);
      this.must(event, !code, code);
      const digest = event.sealed.bidder;
      if (digest && !this.digests.has(alias)) this.digests.set(alias, digest);
      this.must(event, digest && this.digests.get(alias) === digest, "digest");
      const end = Math.min(event.at + this.wait, amount === floor ? Infinity : this.latest);
      const isLast = amount !== floor && this.byBids === cap;
      const moves = event.at < this.closes && this.closes < end && !isLast && !this.atFloor.length;
      this.owed = moves ? { end, at: event.at } : null;
      this.count += 1;
      const bid = { amount, seq: event.seq, alias };
      this.own.set(alias, bid);
      this.bids.push(bid);
      if (amount === floor) this.atFloor.push(alias);
    }

    /** The code with which the rules refuse this bid, or undefined. */
    refusal({ at, facts }, alias, amount) {
      const rules = this.facts;
      const { floor_fen: floor } = rules;
      const over = this.isOpen ? this.bids[this.bids.length - 1] : this.own.get(alias);
      let limit = over ? over.amount - rules.step_fen : rules.ceiling_fen;
      if (over && amount === floor) limit = this.atFloor.includes(alias) ? 0 : floor;
      const leads = over && this.isOpen;
      const isOwn = leads && over.alias === alias && !rules.leader_may_lower;
      const cut = leads && big(over.amount - amount) * 10000n;
      const isJump = leads && cut > big(over.amount) * big(rules.big_jump_bp);
      const held = this.request ? this.request.held : [];
      const codes = [
        [!rules.entrants.includes(alias), "not_entered"],
        [at < this.opens, "not_open"],
        [at < this.bidsFrom, "paused"],
        [at >= this.closes, "closed"],
        [held.some(([since, until]) => since < at && at < until), "held"],
        [amount > rules.ceiling_fen, "above_ceiling"],
        [floor !== null && amount < floor, "below_floor"],
        [isOwn, "own_lead"],
        [amount > limit, "not_low_enough"],
        [isJump && facts.confirmed !== true, "jump_unconfirmed"],
      ];
      return (codes.find(([holds]) => holds) || [])[1];
    }

    extended(event, facts) {
      const end = moment(facts.closes_at);
      let isRight = false;
      let moved = 0;
      this.n += 1;
      if (facts.cause === "bid") {
        this.byBids += 1;
        isRight = this.owed && this.owed.end === end && this.owed.at === event.at;
      } else if (["outage", "hold"].includes(facts.cause) && fits(facts, "moved")) {
        moved = moment(facts.to) - moment(facts.from);
        if (facts.cause === "outage") moved += this.wait;
        isRight = end === this.closes + moved;
      }
      this.must(event, isRight && facts.n === this.n, "extension");
      this.closes = end;
      this.latest += moved;
      this.owed = null;
    }

    paused(event) {
      this.status = "in pause";
      this.pausedAt = event.at;
    }

    resumed(event, facts) {
      const notice = (seconds(this.ruleSet.resume_notice) || 0) * 1000;
      const end = moment(facts.closes_at);
      this.bidsFrom = moment(facts.bids_from);
      const least = this.bidsFrom + Math.max(this.closes - this.pausedAt, this.wait);
      this.must(event, this.bidsFrom >= event.at + notice && end >= least, "extension");
      this.latest += end - this.closes;
      this.closes = end;
      this.status = "open";
    }

    voided(event, facts) {
      const rest = this.bids.filter(({ seq }) => seq !== facts.bid);
      this.must(event, rest.length < this.bids.length, "voided");
      this.bids = rest;
      this.own = new Map(rest.map((bid) => [bid.alias, bid]));
      const atFloor = rest.filter(({ amount }) => amount === this.facts.floor_fen);
      this.atFloor = atFloor.map(({ alias }) => alias);
      if (this.closedBy) this.rank(event, facts);
    }

    /** Who bid and is not set aside, lowest first, equal prices by number. */
    rank(event, facts) {
      const aside = new Set(this.closedBy.facts.set_aside.map(({ alias }) => alias));
      const bids = [...this.own.values()].sort((a, b) => a.amount - b.amount || a.seq - b.seq);
      this.ranking = bids.map(({ alias }) => alias).filter((alias) => !aside.has(alias));
      const isKnown = [...aside].every((alias) => this.facts.entrants.includes(alias));
      this.must(event, isKnown && same(facts.ranking ?? null, this.ranking), "ranking");
    }

    closed(event, facts) {
      this.closedBy = event;
      this.status = this.count ? "over" : "unsold";
      this.digests.set("refused_by_code", event.sealed.refused_by_code);
      this.must(event, event.at >= this.closes, "closed");
      this.must(event, facts.bid_count === this.count, "bid_count");
      this.rank(event, facts);
    }

    async awarded(event, facts) {
      this.awards.push(event);
      const { rank, alias } = facts;
      const isTied = this.atFloor.length > 1;
      const finished = this.request && this.request.finished;
      const order = isTied && finished ? finished.facts.ranking : this.ranking;
      const isWon = order[rank - 1] === alias || (isTied && !finished);
      const best = this.own.get(alias);
      this.must(event, isWon && best && best.amount === facts.amount_fen, "award");
      this.must(event, (await this.reveal(event)).has(alias), "revealed");
    }

    async failed(event, facts) {
      this.must(event, (this.status === "unsold") === (facts.code === "no_bid"), "no_bid");
      this.status = "done";
      await this.reveal(event);
    }

    cancelled() {
      this.status = "done";
    }

    /** What comes first after the close also tells how often each code refused a bid. */
    async reveal(event) {
      const shown = await shownIn(event, this.digests, this.log);
      if (!this.digests.get("refused_by_code")) return shown;
      this.digests.delete("refused_by_code");
      const codes = shown.get("refused_by_code");
      const counts = (codes || "").match(/:[0-9]{1,15}/g) || [];
      const sum = counts.reduce((all, one) => all + Number(one.slice(1)), 0);
      this.must(event, codes !== undefined && sum === this.closedBy.facts.refused, "refused");
      return shown;
    }
  }

  // Files: all records, keys, rule sets and receipts; a RangeError where one has another form.

  async function gathered(contents) {
    const found = { logs: [], keys: [], rule_sets: [], receipts: [] };
    let trusted = null;
    for (let part of contents.flat()) {
      if (fits(part, "record")) part = { logs: [part] };
      else if (fits(part, "receipt")) part = { receipts: [part] };
      const members = isObject(part) ? Object.keys(found).filter((name) => has(part, name)) : [];
      if (!members.length || !fits({ ...found, ...part }, "file")) throw new RangeError();
      if (Object.keys(part).join() === "keys") trusted = [...(trusted || []), ...part.keys];
      else for (const name of members) found[name].push(...part[name]);
    }
    const given = found.keys.length ? found.keys : found.logs.filter((one) => fits(one, "key"));
    const keys = new Map();
    for (const key of trusted || given) {
      keys.set((await sha256("", key.public_key)).slice(0, 16), key);
    }
    const ruleSets = new Map();
    for (const { text } of found.rule_sets) {
      const parameters = Object.entries(JSON.parse(text).parameters);
      const values = Object.fromEntries(parameters.map(([name, { value }]) => [name, value]));
      ruleSets.set(await sha256(text), fits(values, "rules") ? values : {});
    }
    return { ...found, keys, ruleSets };
  }

  /** The logs: pages are joined; second records, receipts and mentions compared with the first. */
  async function readLogs(found) {
    const records = new Map();
    const told = found.receipts;
    for (const record of found.logs) {
      const first = records.get(record.log);
      if (!first) records.set(record.log, record);
      else if (first.next_after !== null && first.next_after !== undefined) {
        records.set(record.log, { ...record, events: [...first.events, ...record.events] });
      } else {
        const name = record.log;
        told.push(...record.events.map(({ hash }, i) => ({ log: name, seq: i + 1, hash })));
      }
    }
    for (const { log } of told) {
      if (!records.has(log)) records.set(log, { log, events: [], checkpoints: [] });
    }
    const logs = new Map();
    for (const [name, record] of records) logs.set(name, await new Log(record, found.keys).read());
    for (const log of logs.values()) {
      for (const { facts } of log.events) {
        for (const fact of Object.values(facts)) {
          if (isObject(fact) && fits(fact, "receipt") && logs.has(fact.log)) told.push(fact);
        }
      }
    }
    const seen = new Map();
    for (const { log: name, seq, hash } of told) {
      const log = logs.get(name);
      const known = log.bySeq.get(seq);
      const place = JSON.stringify([name, seq]);
      if (!known && !seen.has(place)) seen.set(place, hash);
      const first = known ? known.hash : seen.get(place);
      const lacks = !known && log.isWhole && log.last;
      const isNew = !log.findings.some(({ code }) => code === "fork");
      if ((lacks || first !== hash) && isNew) log.find(seq, "fork");
    }
    return logs;
  }

  /** The label, and the code of why it is not better. No record has a witness yet, so none is A. */
  function trust(logs, auctions, findings) {
    const isUnsigned = auctions.some(({ log, closedBy }) => closedBy && log.signed < closedBy.seq);
    if (findings.length) return ["C", "findings"];
    if (logs.some(({ unchecked }) => unchecked)) return ["C", "unchecked"];
    if (logs.some(({ signed }) => !signed)) return ["C", "unsigned"];
    if (isUnsigned) return ["C", "close_unsigned"];
    if (!auctions.length) return ["C", "no_auction"];
    if (auctions.some(({ isOpen }) => !isOpen)) return ["C", "hidden"];
    return ["B", "open"];
  }

  async function check(contents) {
    const found = await gathered(contents);
    const logs = await readLogs(found);
    const requests = new Map();
    const auctions = new Map();
    for (const [name, log] of logs) {
      if (!name.startsWith("request/")) continue;
      requests.set(name.slice(8), await new Request(log).readEntries());
    }
    for (const [name, log] of logs) {
      if (!name.startsWith("auction/")) continue;
      auctions.set(name, await new Auction(log, requests, found.ruleSets).playAll());
    }
    for (const request of requests.values()) await request.compare(auctions, logs.size > 1);
    const all = [...logs.values()];
    const findings = all.flatMap((log) => log.findings.sort((a, b) => a.seq - b.seq));
    const played = [...auctions.values()];
    return { logs: all, auctions: played, findings, label: trust(all, played, findings) };
  }

  // The page

  const MOST_SHOWN = 100;
  const page = document.querySelector("[data-verify]");
  if (!page) return;
  const texts = JSON.parse(document.getElementById("verify-texts").textContent);
  const part = (name) => page.querySelector(`[data-verify-part="${name}"]`);
  const fill = (text, facts) => text.replace(/%\((\w+)\)s/g, (_, name) => String(facts[name]));
  const sum = (list, read) => list.reduce((all, one) => all + read(one), 0);
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  const yuan = (fen) => (fen / 100).toLocaleString("en-US", digits);

  /** A copy of one of the page's templates, with its slots filled. */
  function made(name, slots) {
    const piece = part(name).content.cloneNode(true);
    for (const [slot, text] of Object.entries(slots)) {
      piece.querySelector(`[data-slot="${slot}"]`).textContent = text;
    }
    return piece;
  }

  /** Each step with its outcome; the codes of a step say which findings belong to it. */
  function steps({ logs, auctions, findings }) {
    const lowest = ({ ranking, own }) => (ranking.length ? own.get(ranking[0]).amount : 0);
    const facts = {
      events: sum(logs, ({ last }) => last),
      heads: sum(logs, ({ heads }) => heads),
      bids: sum(auctions, ({ count }) => count),
      extensions: sum(auctions, ({ n }) => n),
      amount: yuan(sum(auctions, lowest)),
    };
    const lacking = {
      signatures: logs.some(({ unchecked }) => unchecked),
      auction: !auctions.length,
      winner: !auctions.some(({ ranking }) => ranking.length),
    };
    const isBroken = logs.some(({ isWhole, isPart }) => !isWhole && !isPart);
    return texts.steps.map(({ name, note, otherwise, codes, needs, ruled }) => {
      const isWrong = findings.some(({ code }) => codes.includes(code));
      if (isWrong) return { name, state: "bad", note: fill(note, facts) };
      // Rules are followed as far as the chain holds, and no further.
      if (isBroken && ruled) return { name, state: "muted", note: texts.broken };
      if (lacking[needs]) return { name, state: "muted", note: otherwise };
      return { name, state: "ok", note: fill(note, facts) };
    });
  }

  function show(result) {
    const { findings, logs } = result;
    const state = findings.length ? "bad" : "ok";
    part("verdict").dataset.state = state;
    part("verdict-text").textContent = fill(texts.verdict[state], { count: findings.length });
    for (const sign of page.querySelectorAll("[data-verify-sign]")) {
      sign.toggleAttribute("hidden", sign.dataset.verifySign !== state);
    }
    const checks = steps(result).map((step) =>
      made(`check-${step.state}`, { name: step.name, note: step.note }),
    );
    part("checks").replaceChildren(...checks);
    const lines = findings.slice(0, MOST_SHOWN).map(({ log, seq, code }) =>
      made("finding", { log, seq: seq || texts.no_number, code, text: texts.findings[code] }),
    );
    part("findings").replaceChildren(...lines);
    part("wrong").hidden = !findings.length;
    const [label, why] = result.label;
    part("label").textContent = fill(texts.label, { label });
    part("why").textContent = texts.why[why];
    const isStaged = ({ events }) => events.length && events[0].kind === "demonstration_staged";
    part("staged").hidden = !logs.some(isStaged);
    part("result").hidden = false;
    part("verdict").focus();
  }

  function tell(text) {
    part("error-text").textContent = text;
    part("error").hidden = false;
  }

  /** `read` gives the contents of the files; `otherwise` is said where it does not. */
  async function run(read, otherwise) {
    part("error").hidden = true;
    part("result").hidden = true;
    if (!window.crypto || !crypto.subtle) return tell(texts.no_crypto);
    part("busy").hidden = false;
    let contents = null;
    try {
      contents = await read();
      const began = performance.now();
      const result = await check(contents);
      page.dataset.milliseconds = Math.round(performance.now() - began);
      show(result);
    } catch (fault) {
      tell(contents ? texts.unreadable : otherwise);
    } finally {
      part("busy").hidden = true;
    }
  }

  const chooser = page.querySelector("input[type=file]");
  if (chooser) {
    const read = async (file) => JSON.parse(await file.text());
    chooser.addEventListener("change", () => {
      const files = Array.from(chooser.files);
      if (files.length) run(() => Promise.all(files.map(read)), texts.unreadable);
    });
  }
  const button = page.querySelector("[data-verify-url]");
  if (button) {
    const read = async () => [await (await fetch(button.dataset.verifyUrl)).json()];
    button.addEventListener("click", () => run(read, texts.unreachable));
  }
  for (const tool of page.querySelectorAll("[data-verify-needs-script]")) tool.hidden = false;
})();
