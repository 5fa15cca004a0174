import { formatPrice, formatQuantity } from "../../core/base/index.ts";
import type { Intent } from "../../core/domain/index.ts";
import type { RunNote } from "../runner/index.ts";
import type { BookedFill, OrderRecord, VenueHouse } from "../venues/index.ts";
import { ordinalOf } from "./audit/truth-book.ts";

/** Something that happened in a drill. */
export interface Told {
  /** Virtual milliseconds since the drill began. */
  readonly atMs: number;
  /** Who tells: `run` the process of itself, `venue` the truth. */
  readonly kind: "strike" | "wish" | "run" | "venue" | "process" | "calm";
  readonly what: string;
  /** Of a strike and of a wish: by which it can be left out, `kill#3`, `D00#12`. */
  readonly name?: string;
}

/** `D00` of `D00/USDT:USDT`: no two contracts of a drill share it. */
export const baseOf = (symbol: string): string => symbol.split("/", 1)[0] ?? symbol;

/** Something that was told, and what became of it without any more being said. */
interface Entry extends Told {
  readonly marks: { readonly atMs: number; readonly what: string }[];
}

/** What happens in a drill, as it happens. An order is told of once, with when it came to the venue and was accepted. */
export class Timeline {
  readonly #told: Entry[] = [];
  /** Orders of the run that left, by number. */
  readonly #left = new Map<number, Entry>();
  readonly #wishes = new Set<string>();
  readonly #nowMs: () => number;
  readonly #truth: VenueHouse["truth"];
  #orders = 0;
  #fills = 0;

  /** `nowMs`: virtual milliseconds since the drill began. */
  constructor(nowMs: () => number, truth: VenueHouse["truth"]) {
    this.#nowMs = nowMs;
    this.#truth = truth;
  }

  tell(kind: Told["kind"], what: string, name?: string): void {
    this.#tell(kind, what, name);
  }

  #tell(kind: Told["kind"], what: string, name?: string): Entry {
    const entry = { atMs: this.#nowMs(), kind, what, ...(name !== undefined && { name }), marks: [] };
    this.#told.push(entry);
    return entry;
  }

  /** Adds to what was told of an order. @returns false where nothing was, or that already */
  #mark(order: number | undefined, what: string): boolean {
    const entry = this.#left.get(order ?? 0);
    if (entry === undefined || entry.marks.some((mark) => mark.what === what)) return false;
    entry.marks.push({ atMs: this.#nowMs(), what });
    return true;
  }

  /** A run that is walked again wishes again: it is told once. */
  wish(name: string, intent: Intent): void {
    if (this.#wishes.has(name)) return;
    this.#wishes.add(name);
    this.tell("wish", `${name} ${wordsOf(intent)}`, name);
  }

  /** What the run says of its orders, and of what it was told to do. */
  note(note: RunNote): void {
    if (note.kind === "order") {
      if (note.what === "accepted" && this.#mark(note.order, "accepted")) return;
      const entry = this.#tell(
        "run",
        `order ${note.order} ${note.what}: ${baseOf(note.symbol)} ${note.side} ${note.quantity} ${note.type}, ${note.role}, ${note.status}${note.reason === "" ? "" : ` (${note.reason})`}`,
      );
      if (note.what === "submitted") this.#left.set(note.order, entry);
    } else if (note.kind === "command") this.tell("run", `told to ${note.command.do}`);
    else if (note.kind === "alarm") this.tell("run", `alarm: ${note.why}`);
  }

  /** The venue may have done something. */
  look(): void {
    for (; this.#orders < this.#truth.orders.length; this.#orders++) {
      const record = this.#truth.orders[this.#orders] as OrderRecord; // In range by the loop.
      const { id, instrument, terms, isForeign } = record;
      if (!isForeign && this.#mark(ordinalOf(record), "received")) continue;
      this.tell(
        "venue",
        `received ${id}: ${baseOf(instrument.symbol)} ${terms.side} ${formatQuantity(terms.quantity)} ${terms.type}`,
      );
    }
    for (; this.#fills < this.#truth.fills.length; this.#fills++) {
      const { id, fill } = this.#truth.fills[this.#fills] as BookedFill; // As above.
      this.tell(
        "venue",
        `filled ${id}: ${fill.side} ${formatQuantity(fill.quantity)} at ${formatPrice(fill.price)}`,
      );
    }
  }

  upTo(atMs: number): readonly Told[] {
    return this.#told
      .filter((told) => told.atMs <= atMs)
      .map(({ marks, what, ...told }) => {
        const since = marks
          .filter((mark) => mark.atMs <= atMs)
          .map((mark) => `; ${mark.what} ${seconds(mark.atMs)}`);
        return { ...told, what: `${what}${since.join("")}` };
      });
  }
}

/** `13.26 s`. */
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;

/** `open long`, without its numbers; nonsense has no words of its own. */
function wordsOf(intent: Intent): string {
  const { kind, direction, side, type } = intent as unknown as Readonly<Record<string, unknown>>;
  return [kind, direction, side, type].filter((word) => typeof word === "string").join(" ");
}
