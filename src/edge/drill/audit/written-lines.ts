import { type Disk, JournalFollower } from "../../journal/index.ts";
import { readIntent } from "./written-intent.ts";
import type { WrittenOrder } from "./written-order.ts";
import { LEDGER_UNITS, WrittenSizes } from "./written-sizes.ts";
import { WrittenStops } from "./written-stops.ts";

const ENDS: ReadonlySet<string> = new Set([
  "OrderRejected",
  "OrderCancelled",
  "OrderExpired",
  "OrderNotSent",
  "OrderProvenAbsent",
]);
const CROWDED: ReadonlySet<string> = new Set(["refused PositionQuantityLimit", "refused PositionSizeLimit"]);
const QUANTITY_DIGITS = 8;
const MONEY_DIGITS = 20;

/**
 * What a journal says, read from its disk by somebody who knows nothing of the engine: the lines of the decision record.
 * (Of `order|ID|AT|SYMBOL|SIDE|TYPE|ROLE|QUANTITY|...|REDUCE_ONLY|EXPIRY|WHY`, `answer|ID|AT|KIND|...`, `fill|ID|AT|SIDE|QUANTITY|...`.)
 */
export class WrittenLines {
  readonly orders = new Map<number, WrittenOrder>();
  /** Orders that add risk, decided while a person had halted trading. */
  readonly defiant: number[] = [];
  /** Orders that add risk, decided while the run said itself that nobody vouches for the feed. */
  readonly doubtful: number[] = [];
  /** Orders that protect, decided while nobody knew what had become of one with the very same terms. */
  readonly twins: number[] = [];
  /** What was refused since somebody looked last for want of room, by limits of quantity and of size. */
  readonly crowded: { readonly symbol: string; readonly refusal: string }[] = [];
  /** Somebody has ended it all. */
  isEmergency = false;
  /** Names of commands that were obeyed more than once. */
  readonly obeyedTwice: string[] = [];
  /** By asset: what all entries of the ledger bring into the account. Of a contract that is what is held, signed. */
  readonly wallet = new Map<string, bigint>();
  readonly sizes = new WrittenSizes(this);
  readonly stops = new WrittenStops();
  /** By symbol and role: the order that was decided last to protect a position. */
  readonly #protecting = new Map<string, number>();
  #isHalted = false;
  readonly #obeyed = new Set<string>();
  /** By instrument, as the run numbers them. */
  readonly #doubted = new Set<number>();
  /** How often which line was written. */
  readonly counts = new Map<string, number>();
  readonly #journal: JournalFollower;
  readonly #disk: () => Disk;
  readonly #symbols: readonly string[];

  /** `disk`: as whoever looks now sees it. `symbols`: in the order in which the run numbers its instruments. */
  constructor(directory: string, disk: () => Disk, symbols: readonly string[]) {
    this.#journal = new JournalFollower(directory);
    this.#disk = disk;
    this.#symbols = symbols;
  }

  /** Reads what has become durable since. */
  look(): void {
    for (const { record } of this.#journal.news(this.#disk())) {
      if (record.startsWith("D")) this.#take(record.slice(1));
      else if (record.startsWith("V")) this.#hear(record);
      else if (record.startsWith("C")) this.#obey(record);
      else if (record.startsWith("I")) {
        const said = readIntent(record);
        this.sizes.noteIntent(said);
        this.stops.noteIntent(said);
      }
    }
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
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    if (what === "ledger") {
      this.#book(fields);
      return;
    }
    if (what === "verdict" && CROWDED.has(name))
      this.crowded.push({ symbol: fields[2] ?? "", refusal: fields.slice(4).join(" ") });
    const ordinal = Number(id);
    if (what === "verdict") {
      this.sizes.noteVerdict(ordinal, fields);
      this.stops.noteVerdict(ordinal, fields);
    }
    if (what === "order") {
      this.#decide(ordinal, fields);
      return;
    }
    const order = this.orders.get(ordinal);
    if (order === undefined) return;
    if (what === "answer") {
      const kind = fields[3] ?? "";
      order.last = kind;
      order.lastAt = Number(fields[2]);
      if (ENDS.has(kind)) order.isOver = true;
      if (kind === "OrderReplaced" || kind === "ReplaceRefused") order.amended++;
    } else if (what === "fill") {
      const filled = units(fields[4] ?? "0");
      order.filled += filled;
      const held = (this.wallet.get(order.symbol) ?? 0n) / LEDGER_UNITS;
      this.stops.noteFill(ordinal, order, held, order.side === "buy" ? held - filled : held + filled);
      if (order.filled >= order.quantity) order.isOver = true;
    }
  }

  #decide(ordinal: number, fields: readonly string[]): void {
    const symbol = fields[3] ?? "";
    const reduceOnly = fields[11] === "true";
    if (!reduceOnly && this.#isHalted) this.defiant.push(ordinal);
    if (!reduceOnly && this.#doubted.has(this.#symbols.indexOf(symbol))) this.doubtful.push(ordinal);
    const terms = fields.slice(3, 12).join("|");
    this.#protect(ordinal, `${symbol} ${fields[6] ?? ""}`, terms);
    const order: WrittenOrder = {
      ...{ terms, symbol, side: fields[4] ?? "", type: fields[5] ?? "" },
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
    if (fields[6] === "stop-loss" && order.type === "stop")
      this.stops.judge(ordinal, symbol, Number(fields[9]));
    this.orders.set(ordinal, order);
  }

  /** The one before it may be on its way out, but not where this one is the same again. */
  #protect(ordinal: number, what: string, terms: string): void {
    if (!what.endsWith("stop-loss") && !what.endsWith("take-profit")) return;
    const before = this.orders.get(this.#protecting.get(what) ?? 0);
    this.#protecting.set(what, ordinal);
    if (before?.terms === terms && before.last === "OrderOutcomeLost") this.twins.push(ordinal);
  }

  #book([, asset = "", from = "", to = "", amount = "0"]: readonly string[]): void {
    const add = (sums: Map<string, bigint>, change: bigint): void =>
      void sums.set(asset, (sums.get(asset) ?? 0n) + change);
    const size = money(amount);
    if (from === "wallet") add(this.wallet, -size);
    if (to === "wallet") add(this.wallet, size);
  }

  #obey(record: string): void {
    const { id, do: deed } = JSON.parse(record.slice(1)) as { readonly id: string; readonly do: string };
    if (this.#obeyed.has(id)) this.obeyedTwice.push(id);
    this.#obeyed.add(id);
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
    if (order !== undefined && typeof quantity === "string")
      order.quantity = BigInt(quantity.replace(/\D/g, ""));
  }
}

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
