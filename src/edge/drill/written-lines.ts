import { type Disk, readJournal } from "../journal/index.ts";

/** An order as the lines on the disk tell of it. */
export interface WrittenOrder {
  readonly reduceOnly: boolean;
  quantity: bigint;
  filled: bigint;
  /** The last that was said of it. */
  last: string;
  isOver: boolean;
  /** How often it left, as the auditor counts. */
  submits: number;
}

const ENDS: ReadonlySet<string> = new Set([
  "OrderRejected",
  "OrderCancelled",
  "OrderExpired",
  "OrderNotSent",
  "OrderProvenAbsent",
]);
const UNIT = 100_000_000n;

/**
 * What a journal says, read from its disk by somebody who knows nothing of the engine: the lines of the decision record.
 * (Of `order|ID|AT|SYMBOL|SIDE|TYPE|ROLE|QUANTITY|...|REDUCE_ONLY|EXPIRY|WHY`, `answer|ID|AT|KIND|...`, `fill|ID|AT|SIDE|QUANTITY|...`.)
 */
export class WrittenLines {
  readonly orders = new Map<number, WrittenOrder>();
  /** Orders that add risk, decided while a person had halted trading. */
  readonly defiant: number[] = [];
  #isHalted = false;
  /** How often which line was written. */
  readonly counts = new Map<string, number>();
  readonly #directory: string;
  readonly #disk: () => Disk;
  /** Sequence of the next record to read. */
  #next = 1;

  /** `disk`: as whoever looks now sees it. */
  constructor(directory: string, disk: () => Disk) {
    this.#directory = directory;
    this.#disk = disk;
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

  #take(line: string): void {
    const fields = line.split("|");
    const [what, id = ""] = fields;
    const name = nameOf(fields);
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    const ordinal = Number(id);
    if (what === "order") {
      if (this.#isHalted && fields[11] !== "true") this.defiant.push(ordinal);
      this.orders.set(ordinal, {
        reduceOnly: fields[11] === "true",
        quantity: units(fields[7] ?? "0"),
        filled: 0n,
        last: "decided",
        isOver: false,
        submits: 0,
      });
      return;
    }
    const order = this.orders.get(ordinal);
    if (order === undefined) return;
    if (what === "answer") {
      const kind = fields[3] ?? "";
      order.last = kind;
      if (ENDS.has(kind)) order.isOver = true;
    } else if (what === "fill") {
      order.filled += units(fields[4] ?? "0");
      if (order.filled >= order.quantity) order.isOver = true;
    }
  }

  #obey(record: string): void {
    const { do: deed } = JSON.parse(record.slice(1)) as { readonly do: string };
    if (deed === "halt" || deed === "emergency") this.#isHalted = true;
    else if (deed === "resume") this.#isHalted = false;
  }

  /** New terms: the quantity that an order asks for from then on. */
  #hear(record: string): void {
    const event = JSON.parse(record.slice(record.indexOf(":") + 1)) as {
      readonly kind: string;
      readonly order?: number;
      readonly to?: { readonly quantity?: unknown };
    };
    if (event.kind !== "OrderReplaced" || event.order === undefined) return;
    const order = this.orders.get(event.order);
    const quantity = event.to?.quantity;
    if (order !== undefined && typeof quantity === "string")
      order.quantity = BigInt(quantity.replace(/\D/g, ""));
  }
}

/** `0.3` in units of 1e-8. */
function units(text: string): bigint {
  const [whole = "0", part = ""] = text.split(".");
  return BigInt(whole) * UNIT + BigInt(part.padEnd(8, "0"));
}

/** What a drill counts a line as: `OrderRejected`, `refused PositionSizeLimit`, `fill`. */
function nameOf([what = "", , , kind = "", ...rest]: readonly string[]): string {
  if (what === "answer") return kind;
  if (what !== "verdict") return what;
  if (kind !== "refused") return kind;
  const refusal = rest.find((field) => field.startsWith("kind="));
  return `refused ${refusal?.slice("kind=".length) ?? ""}`;
}
