import { begins } from "./turn.ts";
import type { OpenPiece, WrittenIntent } from "./written-intent.ts";

/** A fill as the lines tell of it. */
export interface WrittenFill {
  readonly ordinal: number;
  readonly symbol: string;
  readonly side: string;
  readonly at: number;
  readonly price: number;
  /** In units of 1e-8. */
  readonly quantity: bigint;
  /** What is held after it, and what was before it: signed. */
  readonly held: bigint;
  readonly before: bigint;
}

/** How long a position may last. Times in Unix milliseconds. */
export interface Lasts {
  /** When it began. */
  readonly since: number;
  readonly bars: number;
  /** When that was asked for: an addition may bring it long after. */
  readonly askedAt: number;
}

/** A move to break even that is wanted. */
export interface BreakEvenWanted {
  /** Where the stop goes: what was paid, and what is to be locked in beyond that. */
  readonly to: number;
  /** How far the price has to have been, and since when: Unix milliseconds. */
  readonly at: number;
  readonly since: number;
  /** What somebody has bought or sold at since then. */
  readonly traded: readonly number[];
}

/** What is to happen to what is held of one instrument. */
interface Managed {
  readonly since: number;
  /** Of what is held: what entered, and what it cost. What leaves takes its share along. */
  entered: number;
  value: number;
  readonly entries: Set<number>;
  trails: boolean;
  breakEven: (NonNullable<OpenPiece["breakEven"]> & { readonly since: number }) | undefined;
  traded: number[];
  lasts: Lasts | undefined;
}

const managedSince = (since: number): Managed => ({
  since,
  entered: 0,
  value: 0,
  entries: new Set(),
  trails: false,
  breakEven: undefined,
  traded: [],
  lasts: undefined,
});

/** What openings ask for beyond a stop and a target, and the positions in which it counts. */
export class WrittenRules {
  readonly #managed = new Map<string, Managed>();
  /** By symbol: the opening that was wanted last, and not judged yet. */
  readonly #wanted = new Map<string, OpenPiece>();
  /** The same of openings that a person is asked about, by the number of the question. */
  readonly #asked = new Map<number, OpenPiece>();
  /** What entries bring with them. */
  readonly #brought = new Map<number, OpenPiece>();

  /** A strategy has answered a question. Of an opening that waits for its exit nothing is known once it wants something else. */
  noteIntent({ symbol, intent }: WrittenIntent): void {
    const opening = (intent.intents ?? [intent]).findLast(({ kind }) => kind === "open");
    if (opening === undefined) this.#wanted.delete(symbol);
    else this.#wanted.set(symbol, opening);
  }

  /** Fields of a line `approval|ID|AT|SYMBOL|asked|...`: what waits is wanted once it is approved. */
  noteQuestion(id: number, [, , , symbol = "", what]: readonly string[]): void {
    const wanted = this.#wanted.get(symbol);
    const asked = this.#asked.get(id);
    if (what === "asked" && wanted !== undefined) this.#asked.set(id, wanted);
    else if (what === "approved" && asked !== undefined) this.#wanted.set(symbol, asked);
  }

  /** Fields of a line `verdict|ID|SYMBOL|approved|...`. */
  noteVerdict(ordinal: number, [, , symbol = "", verdict]: readonly string[]): void {
    const wanted = this.#wanted.get(symbol);
    if (verdict !== "approved" || wanted === undefined) return; // The exit of a reversal may be refused, not its entry.
    this.#wanted.delete(symbol);
    this.#brought.set(ordinal, wanted);
  }

  noteFill({ ordinal, symbol, side, at, price, quantity, held, before }: WrittenFill): void {
    const isOpened = begins(before, held);
    if (held === 0n || isOpened) this.#managed.delete(symbol);
    if (held === 0n) return;
    const managed = this.#managed.get(symbol) ?? managedSince(at);
    this.#managed.set(symbol, managed);
    managed.traded.push(price);
    if (held > 0n !== (side === "buy")) {
      leave(managed, Number(held) / Number(before));
      return;
    }
    const size = held < 0n ? -held : held;
    const entered = Number(isOpened ? size : quantity); // Of what turns a position only the rest enters.
    managed.entered += entered;
    managed.value += entered * price;
    if (managed.entries.has(ordinal)) return;
    managed.entries.add(ordinal);
    const brought = this.#brought.get(ordinal);
    managed.trails ||= brought?.trail !== undefined;
    if (brought?.breakEven !== undefined) {
      managed.breakEven = { ...brought.breakEven, since: at };
      managed.traded = [price];
    }
    if (brought?.exitAfterBars !== undefined)
      managed.lasts = { since: managed.since, bars: brought.exitAfterBars, askedAt: at };
  }

  /** Where a stop may move by itself, and when. `isLong`: what is held. */
  breakEvenOf(symbol: string, isLong: boolean): BreakEvenWanted | undefined {
    const managed = this.#managed.get(symbol);
    if (managed?.breakEven === undefined) return undefined;
    const { offset = 0, at, since } = managed.breakEven;
    const to = managed.value / managed.entered + (isLong ? offset : -offset);
    return { to, at, since, traded: managed.traded };
  }

  /** It has moved there: that happens once. */
  endBreakEven(symbol: string): void {
    const managed = this.#managed.get(symbol);
    if (managed !== undefined) managed.breakEven = undefined;
  }

  /** Whether a stop is to follow the price of what is held. */
  trails(symbol: string): boolean {
    return this.#managed.get(symbol)?.trails === true;
  }

  /** How long a position may last; undefined: as long as it likes. */
  lasts(symbol: string): Lasts | undefined {
    return this.#managed.get(symbol)?.lasts;
  }
}

function leave(managed: Managed, share: number): void {
  managed.entered *= share;
  managed.value *= share;
}
