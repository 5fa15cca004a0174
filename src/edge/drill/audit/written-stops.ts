import type { Findings } from "./finding.ts";
import type { MarketPast } from "./market-past.ts";
import { begins } from "./turn.ts";
import type { WrittenIntent } from "./written-intent.ts";
import type { WrittenOrder } from "./written-order.ts";
import type { WrittenFill, WrittenRules } from "./written-rules.ts";

/** Prices of a drill are multiples of this. */
const TICK = 0.01;
/** What was asked for is put on the grid: less than a tick away, but for the noise of doubles. */
const NEAR = TICK * 1.01;

/** What is known of the protection of one instrument. */
interface Asked {
  /** Where its stop was asked for last; undefined: nobody has. */
  stop: number | undefined;
  /** The same before a strategy moved it, until it is known that risk has let it. */
  before: number | undefined;
  /** Entries that have filled since there is a position: the stop that each brought counts from its first part on. */
  readonly entries: Set<number>;
}

/** A stop that stands elsewhere than it did, and when that was decided. */
interface Moved {
  readonly symbol: string;
  readonly at: number;
  readonly isLong: boolean;
}

/** Holds every protective stop that is decided to the price that was asked for last: nothing else may move one. */
export class WrittenStops {
  readonly #findings: Findings;
  readonly #rules: WrittenRules;
  readonly #market: MarketPast;
  readonly #asked = new Map<string, Asked>();
  /** What entries bring with them. */
  readonly #brought = new Map<number, number>();

  constructor(findings: Findings, rules: WrittenRules, market: MarketPast) {
    this.#findings = findings;
    this.#rules = rules;
    this.#market = market;
  }

  /** `isOfIntent`: about what a strategy has just said, not about an opening that waited. Fields of a line `verdict|ID|SYMBOL|approved|WANTED|QUANTITY|CUT_BY|STOP|...` or `verdict|ID|SYMBOL|refused|...`. */
  noteVerdict(ordinal: number, fields: readonly string[], isOfIntent: boolean): void {
    const [, , symbol = "", verdict, , , , stop = ""] = fields;
    if (verdict === "approved" && stop !== "") this.#brought.set(ordinal, Number(stop));
    const asked = this.#of(symbol);
    if (verdict === "refused" && isOfIntent) asked.stop = asked.before;
  }

  /** A strategy has answered a question. */
  noteIntent({ symbol, intent }: WrittenIntent): void {
    const asked = this.#of(symbol);
    asked.before = asked.stop;
    if (intent.kind === "adjust" && intent.stop !== undefined) asked.stop = intent.stop;
  }

  noteFill({ ordinal, symbol, side, held, before }: WrittenFill): void {
    const asked = this.#of(symbol);
    const isOpened = begins(before, held);
    if (held === 0n || isOpened) {
      asked.stop = undefined;
      asked.entries.clear();
    }
    const isOwn = held !== 0n && held > 0n === (side === "buy");
    if (isOwn && !asked.entries.has(ordinal)) {
      asked.entries.add(ordinal);
      asked.stop = this.#brought.get(ordinal) ?? asked.stop;
    }
    asked.before = asked.stop;
  }

  /** A protective stop was decided, while so much was held. @returns whether it has moved to break even */
  judge(ordinal: number, { symbol, at }: WrittenOrder, held: bigint, trigger: number): boolean {
    const asked = this.#of(symbol);
    const { stop } = asked;
    if (stop !== undefined && Math.abs(trigger - stop) < NEAR) return false;
    if (this.#isBreakEven({ symbol, at, isLong: held > 0n }, trigger, stop)) {
      asked.stop = trigger;
      asked.before = trigger;
      this.#rules.endBreakEven(symbol);
      return true;
    }
    this.#findings.note(
      "L3",
      `the stop of ${symbol} (order ${ordinal}) stands at ${trigger}, asked for was ${stop ?? "none"}`,
    );
    return false;
  }

  /** Nearer to the market than before, where nothing is lost any more, and behind a price that was far enough. */
  #isBreakEven({ symbol, isLong, at: until }: Moved, trigger: number, before: number | undefined): boolean {
    const wanted = this.#rules.breakEvenOf(symbol, isLong);
    if (wanted === undefined) return false;
    const { to, at, since, traded } = wanted;
    if (Math.abs(trigger - to) >= 2 * NEAR) return false; // The offset is on the grid as well.
    const seen = this.#market.furthest(symbol, { isUp: isLong, since, until });
    const isFarEnough = isLong
      ? Math.max(seen, ...traded) > Math.max(at, to) - NEAR
      : Math.min(seen, ...traded) < Math.min(at, to) + NEAR;
    return isFarEnough && (before === undefined || (isLong ? trigger > before : trigger < before));
  }

  #of(symbol: string): Asked {
    const known = this.#asked.get(symbol);
    if (known !== undefined) return known;
    const asked: Asked = { stop: undefined, before: undefined, entries: new Set() };
    this.#asked.set(symbol, asked);
    return asked;
  }
}
