import { type Disk, JournalFollower } from "../../journal/index.ts";
import type { RunPlan } from "../../research/index.ts";
import { Findings } from "./finding.ts";
import { MarketPast } from "./market-past.ts";
import { ends } from "./turn.ts";
import { LEDGER_UNITS, wholeSteps } from "./whole-steps.ts";
import { readIntent } from "./written-intent.ts";
import type { WrittenOrder } from "./written-order.ts";
import { WrittenRepeats } from "./written-repeats.ts";
import { WrittenRules } from "./written-rules.ts";
import { WrittenSizes } from "./written-sizes.ts";
import { WrittenStops } from "./written-stops.ts";

const ENDS: ReadonlySet<string> = new Set([
  "OrderRejected",
  "OrderCancelled",
  "OrderExpired",
  "OrderNotSent",
  "OrderProvenAbsent",
]);
/** Events of the venue that matter here: each is an object whose kind comes first. */
const TELLS = /^V\d+:\{"kind":"(?:FeedBroken|FeedMended|OrderReplaced)"/;
/** What else may be decided on. */
const STEPS = /^[CIMV]/;
const APPROVES = /"do":"approve"/;
const PROTECTS: ReadonlySet<string> = new Set(["stop-loss", "take-profit"]);
/** Names of what a run halts itself for: more was filled of an order than was asked for, or it was over. */
const TOLD_OF_ORDER = /^(?:overfilled|undead)-(\d+)$/;
/** Why a position is left whose time is over. */
const HELD_LONG_ENOUGH = "held as long as it may be";
const CROWDED: ReadonlySet<string> = new Set(["refused PositionQuantityLimit", "refused PositionSizeLimit"]);
const QUANTITY_DIGITS = 8;
const MONEY_DIGITS = 20;

/** What those who wrote the lines were playing. */
interface WhatIsPlayed {
  readonly symbols: readonly string[];
  readonly series: RunPlan["series"];
  readonly isAsked?: boolean;
}

/**
 * What a journal says, read from its disk by somebody who knows nothing of the engine: the lines of the decision record.
 * (Of `order|ID|AT|SYMBOL|SIDE|TYPE|ROLE|QUANTITY|...|REDUCE_ONLY|EXPIRY|WHY`, `answer|ID|AT|KIND|...`, `fill|ID|AT|SIDE|QUANTITY|...`.)
 */
export class WrittenLines {
  readonly orders = new Map<number, WrittenOrder>();
  /** What is wrong in all that was read so far. */
  readonly findings = new Findings();
  /** What was refused since somebody looked last for want of room, by limits of quantity and of size. */
  readonly crowded: { readonly symbol: string; readonly refusal: string }[] = [];
  /** Somebody has ended it all. */
  isEmergency = false;
  /** By asset, or contract: what all entries of the ledger bring into the account, signed. */
  readonly wallet = new Map<string, bigint>();
  readonly sizes = new WrittenSizes(this, this.findings);
  readonly rules = new WrittenRules();
  readonly stops: WrittenStops;
  readonly repeats = new WrittenRepeats(this, this.findings);
  /** Orders that were filled for more than was asked, and those of which a person was told. */
  readonly #excessive = new Set<number>();
  readonly #told = new Set<number>();
  #isHalted = false;
  /** By instrument, as the run numbers them. */
  readonly #doubted = new Set<number>();
  /** The symbol that changed hands last: the lines of the ledger come before that of their fill. */
  #moved = "";
  /** How often which line was written. */
  readonly counts = new Map<string, number>();
  readonly #journal: JournalFollower;
  readonly #disk: () => Disk;
  readonly #directory: string;
  readonly #symbols: readonly string[];
  /** Openings that a person is asked about, and has not looked at. */
  readonly questions: number[] = [];
  readonly #isAsked: boolean;
  /** What the lines at hand follow from: an opening that a person has approved. */
  #isApproved = false;
  /** By symbol: how many positions have ended. */
  readonly #ended = new Map<string, number>();
  /** By symbol: what the targets that follow from the same stand for together. */
  readonly #targets = new Map<string, bigint>();

  /**
   * `disk`: as whoever looks now sees it. `symbols`: in the order in which the run numbers its instruments. `isAsked`: nothing
   * opens without a person.
   */
  constructor(directory: string, disk: () => Disk, { symbols, series, isAsked = false }: WhatIsPlayed) {
    this.#isAsked = isAsked;
    this.stops = new WrittenStops(this.findings, this.rules, new MarketPast(symbols, series));
    this.#journal = new JournalFollower(directory);
    this.#directory = directory;
    this.#disk = disk;
    this.#symbols = symbols;
  }

  /** Reads what has become durable since. */
  look(): void {
    for (const { record } of this.#journal.news(this.#disk())) {
      if (STEPS.test(record)) this.#step(record);
      if (record.startsWith("D")) this.#take(record.slice(1));
      else if (record.startsWith("V") && TELLS.test(record)) this.#hear(record);
      else if (record.startsWith("C")) this.#obey(record);
      else if (record.startsWith("I")) {
        const said = readIntent(record);
        this.sizes.noteIntent(said);
        this.stops.noteIntent(said);
        this.rules.noteIntent(said);
      }
    }
  }

  /** Nothing more is written: what was still to be told was not. */
  end(): void {
    for (const ordinal of this.#excessive)
      if (!this.#told.has(ordinal))
        this.findings.note(
          "I7",
          `order ${ordinal} was filled for more than was asked for, and nobody was told`,
        );
    this.#excessive.clear();
  }

  /** Whether the position that there was when an order was decided is still there. */
  isStillHeld({ symbol, endedBefore }: WrittenOrder): boolean {
    return this.held(symbol) !== 0n && endedBefore === this.#endedOf(symbol);
  }

  #endedOf(symbol: string): number {
    return this.#ended.get(symbol) ?? 0;
  }

  /** What is held of a symbol, signed, in the units of orders. */
  held(symbol: string): bigint {
    return wholeSteps(this.there(symbol));
  }

  /** The same with dust. */
  there(symbol: string): bigint {
    return (this.wallet.get(bookedAs(symbol)) ?? 0n) / LEDGER_UNITS;
  }

  /** Whether the reserve says that this was closed though nothing more could be recorded. */
  isNoted(id: string): boolean {
    return this.#disk().text(`${this.#directory}/reserve`).includes(`close ${id} `);
  }

  /** @returns whether it is durable that somebody has ended it all */
  lookForEmergency(): boolean {
    this.look();
    return this.isEmergency;
  }

  #take(line: string): void {
    const fields = line.split("|");
    const [what, id = ""] = fields;
    const name = nameOf(fields);
    this.#count(name);
    if (what === "ledger") {
      this.#book(fields);
      return;
    }
    if (what === "verdict" && CROWDED.has(name))
      this.crowded.push({ symbol: fields[2] ?? "", refusal: fields.slice(4).join(" ") });
    const ordinal = Number(id);
    if (what === "verdict") {
      this.sizes.noteVerdict(ordinal, fields);
      this.stops.noteVerdict(ordinal, fields, !this.#isApproved && !line.includes("kind=Approval"));
      this.rules.noteVerdict(ordinal, fields);
    }
    if (what === "approval") {
      if (fields[4] === "asked") this.questions.push(ordinal);
      this.rules.noteQuestion(ordinal, fields);
    }
    if (what === "order") {
      this.#decide(ordinal, fields);
      return;
    }
    const order = this.orders.get(ordinal);
    if (what === "fill") this.#fill(ordinal, order, fields);
    else if (what === "answer" && order !== undefined) {
      const kind = fields[3] ?? "";
      order.last = kind;
      order.lastAt = Number(fields[2]);
      if (ENDS.has(kind)) order.isOver = true;
      if (kind === "OrderReplaced") this.repeats.noteReplaced(ordinal, order);
      if (kind === "OrderReplaced" || kind === "ReplaceRefused") order.amended++;
    }
  }

  /** Fields of a line `fill|ID|AT|SIDE|QUANTITY|PRICE|FEE|FEE_ASSET|...`. Without an order it is another hand's, or the venue's own. */
  #fill(ordinal: number, order: WrittenOrder | undefined, fields: readonly string[]): void {
    const [, , at, side = "", size = "0", price, fee = "0", feeAsset] = fields;
    const symbol = order?.symbol ?? this.#moved;
    const quantity = units(size);
    const inKind = side === "buy" && feeAsset === bookedAs(symbol) ? money(fee) / LEDGER_UNITS : 0n;
    const change = side === "buy" ? quantity - inKind : -quantity;
    const held = this.held(symbol);
    const before = wholeSteps(this.there(symbol) - change);
    const fill = { ordinal, symbol, side, at: Number(at), price: Number(price), quantity, held, before };
    this.stops.noteFill(fill);
    this.rules.noteFill(fill);
    if (held === 0n) this.repeats.noteFlat(symbol);
    if (ends(before, held)) this.#ended.set(symbol, this.#endedOf(symbol) + 1);
    if (order === undefined) return;
    order.filled += quantity;
    if (order.filled >= order.quantity) order.isOver = true;
    if (order.filled > order.quantity) this.#excessive.add(ordinal);
  }

  #step(record: string): void {
    this.#isApproved = record.startsWith("C") && APPROVES.test(record);
    this.#targets.clear();
  }

  /** Old targets may still be on their way out, but those that are decided at once stand for no more than is held. */
  #holdTargets({ symbol, quantity }: WrittenOrder): void {
    const all = (this.#targets.get(symbol) ?? 0n) + quantity;
    this.#targets.set(symbol, all);
    const held = this.held(symbol);
    if (all > (held < 0n ? -held : held))
      this.findings.note(
        "L3",
        `targets for ${all} of ${symbol} were decided at once, where ${held} are held`,
      );
  }

  #count(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  #decide(ordinal: number, fields: readonly string[]): void {
    const symbol = fields[3] ?? "";
    const reduceOnly = fields[11] === "true";
    const addsRisk = `order ${ordinal} adds risk, and was decided while`;
    if (!reduceOnly && this.#isAsked && !this.#isApproved)
      this.findings.note("L4", `order ${ordinal} adds risk, and nobody has approved it`);
    if (!reduceOnly && this.#isHalted) this.findings.note("L4", `${addsRisk} trading was halted`);
    if (!reduceOnly && this.#doubted.has(this.#symbols.indexOf(symbol)))
      this.findings.note("I10", `${addsRisk} nobody vouched for its feed`);
    const role = fields[6] ?? "";
    const trigger = fields[9] ?? "";
    const terms = fields.slice(3, 12).join("|");
    const order: WrittenOrder = {
      ...{ terms, symbol, side: fields[4] ?? "", type: fields[5] ?? "" },
      isApproved: this.#isApproved,
      endedBefore: this.#endedOf(symbol),
      ...{ at: Number(fields[2]), reduceOnly, why: fields.slice(13).join("|") },
      quantity: units(fields[7] ?? "0"),
      filled: 0n,
      last: "decided",
      lastAt: Number(fields[2]),
      isOver: false,
      amended: 0,
      submits: 0,
      amends: 0,
      wanted: undefined,
    };
    this.sizes.judge(ordinal, order);
    if (role === "stop-loss") this.#count(order.type);
    if (role === "stop-loss" && order.type === "stop") {
      const isBreakEven = this.stops.judge(ordinal, order, this.held(symbol), Number(trigger));
      if (isBreakEven) this.#count("break even");
    }
    if (order.why === HELD_LONG_ENOUGH) this.#count("left after bars");
    if (role === "take-profit") this.#holdTargets(order);
    if (PROTECTS.has(role)) this.repeats.noteProtection(order, { ordinal, role, trigger });
    this.orders.set(ordinal, order);
  }

  #book([, asset = "", from = "", to = "", amount = "0"]: readonly string[]): void {
    const add = (sums: Map<string, bigint>, change: bigint): void =>
      void sums.set(asset, (sums.get(asset) ?? 0n) + change);
    const size = money(amount);
    if (from === "market" || to === "market")
      this.#moved = this.#symbols.find((symbol) => bookedAs(symbol) === asset) ?? this.#moved;
    if (from === "wallet") add(this.wallet, -size);
    if (to === "wallet") add(this.wallet, size);
  }

  #obey(record: string): void {
    const {
      id,
      do: deed,
      symbol,
    } = JSON.parse(record.slice(1)) as {
      readonly id: string;
      readonly do: string;
      readonly symbol?: string;
    };
    this.repeats.noteCommand(id);
    const [, told] = TOLD_OF_ORDER.exec(id) ?? [];
    if (told !== undefined) this.#told.add(Number(told));
    if (deed === "flatten" || deed === "emergency") this.sizes.countOnExits(symbol);
    if (deed === "emergency") this.isEmergency = true;
    if (deed === "halt" || deed === "emergency") this.#isHalted = true;
    else if (deed === "resume") this.#isHalted = false;
  }

  /** Of a feed: whether somebody vouches for it. New terms: the quantity that an order asks for from then on. */
  #hear(record: string): void {
    const event = JSON.parse(record.slice(record.indexOf(":") + 1)) as {
      readonly kind: string;
      readonly order?: number;
      readonly instrument?: number;
      readonly to?: { readonly quantity?: unknown };
    };
    if (event.kind === "FeedBroken" && event.instrument !== undefined) this.#doubted.add(event.instrument);
    if (event.kind === "FeedMended" && event.instrument !== undefined) this.#doubted.delete(event.instrument);
    if (event.kind !== "OrderReplaced" || event.order === undefined) return;
    const order = this.orders.get(event.order);
    const quantity = event.to?.quantity;
    if (order === undefined || typeof quantity !== "string") return;
    order.quantity = BigInt(quantity.replace(/\D/g, ""));
    if (order.filled >= order.quantity) order.isOver = true; // Its fills were told before its terms.
  }
}

/** A contract has its symbol in the ledger, a thing that changes hands its own name: `D00/USDT:USDT`, and `D00` of `D00/USDT`. */
const bookedAs = (symbol: string): string =>
  symbol.includes(":") ? symbol : (symbol.split("/")[0] ?? symbol);

/** `0.3` in units of 1e-8. */
const units = (text: string): bigint => scaled(text, QUANTITY_DIGITS);

/** `-0.3` in units of 1e-20: as the ledger counts every asset. */
const money = (text: string): bigint => scaled(text, MONEY_DIGITS);

function scaled(text: string, digits: number): bigint {
  const [whole = "0", part = ""] = text.replace("-", "").split(".");
  const size = BigInt(whole + part.padEnd(digits, "0"));
  return text.startsWith("-") ? -size : size;
}

/** What a drill counts a line as: `OrderRejected`, `refused PositionSizeLimit`, `fill`. */
function nameOf([what = "", , , kind = "", ...rest]: readonly string[]): string {
  if (what === "answer") return kind;
  if (what !== "verdict") return what;
  if (kind !== "refused") return kind;
  const refusal = rest.find((field) => field.startsWith("kind="));
  return `refused ${refusal?.slice("kind=".length) ?? ""}`;
}
