import { type Disk, readJournal } from "../../journal/index.ts";

/** An order as the lines on the disk tell of it. */
export interface WrittenOrder {
  /** Symbol, side, type, role, quantity, prices and flags, as they are written. */
  readonly terms: string;
  readonly symbol: string;
  /** When it was decided, by the venue's clock. */
  readonly at: number;
  readonly reduceOnly: boolean;
  readonly why: string;
  quantity: bigint;
  filled: bigint;
  /** The last that was said of it, and when. */
  last: string;
  lastAt: number;
  isOver: boolean;
  /** How often new terms of it were answered. */
  amended: number;
  /** How often it left, and new terms of it, as the auditor counts. */
  submits: number;
  amends: number;
}

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
  #isEmergency = false;
  /** Names of commands that were obeyed more than once. */
  readonly obeyedTwice: string[] = [];
  /** By asset: what all entries of the ledger bring into the account. Of a contract that is what is held, signed. */
  readonly wallet = new Map<string, bigint>();
  /** By symbol and role: the order that was decided last to protect a position. */
  readonly #protecting = new Map<string, number>();
  #isHalted = false;
  readonly #obeyed = new Set<string>();
  /** By instrument, as the run numbers them. */
  readonly #doubted = new Set<number>();
  /** How often which line was written. */
  readonly counts = new Map<string, number>();
  readonly #directory: string;
  readonly #disk: () => Disk;
  readonly #symbols: readonly string[];
  /** Sequence of the next record to read. */
  #next = 1;

  /** `disk`: as whoever looks now sees it. `symbols`: in the order in which the run numbers its instruments. */
  constructor(directory: string, disk: () => Disk, symbols: readonly string[]) {
    this.#directory = directory;
    this.#disk = disk;
    this.#symbols = symbols;
  }

  /** Reads what has become durable since. */
  look(): void {
    for (const { sequence, record } of readJournal(this.#directory, {
      from: this.#next,
      disk: this.#disk(),
    })) {
      this.#next = sequence + 1;
      if (record.startsWith("D")) this.#take(record.slice(1));
      else if (record.startsWith("V")) this.#hear(record);
      else if (record.startsWith("C")) this.#obey(record);
    }
  }

  /** @returns whether it is durable that somebody has ended it all */
  lookForEmergency(): boolean {
    this.look();
    return this.#isEmergency;
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
      order.filled += units(fields[4] ?? "0");
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
    this.orders.set(ordinal, {
      ...{ terms, symbol, at: Number(fields[2]), reduceOnly, why: fields.slice(13).join("|") },
      quantity: units(fields[7] ?? "0"),
      filled: 0n,
      last: "decided",
      lastAt: Number(fields[2]),
      isOver: false,
      amended: 0,
      submits: 0,
      amends: 0,
    });
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
    if (deed === "emergency") this.#isEmergency = true;
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
