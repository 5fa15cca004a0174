/** A recording as Binance's spot streams would have it, line by line: a thin book around a price that wanders. */
import { Chance } from "../../src/core/base/index.ts";

const LEVELS = 5;
const TICK = 0.01;

export interface MadeRecording {
  readonly text: string;
  /** As they stand in it. */
  readonly trades: readonly { readonly at: number; readonly price: number }[];
  /** The best ask behind each change of the book, by its time. */
  readonly asks: ReadonlyMap<number, number>;
}

/** @param from Unix milliseconds @param seconds ten changes of the book each, some trades between, none in every seventh second */
export function madeRecording(seed: string, from: number, seconds: number): MadeRecording {
  const chance = new Chance(seed);
  const lines: string[] = [];
  const trades: { at: number; price: number }[] = [];
  const asks = new Map<number, number>();
  let recorder = 0; // Its clock says nothing: it is years behind.
  const write = (message: object): void => {
    recorder += 1_000_000;
    lines.push(`${recorder} ${JSON.stringify(message)}`);
  };
  const stream = (data: object): void => write({ stream: "madeusdt@any", data });
  const size = (): string => ((1 + chance.int(30)) / 10).toFixed(8);
  const text = (ticks: number): string => (ticks * TICK).toFixed(8);
  let middle = 1_000_000; // In ticks.
  const side = (sign: 1 | -1): [string, string][] =>
    Array.from({ length: LEVELS }, (_, level) => [text(middle + sign * (level + 1)), size()]);
  write({ lastUpdateId: 100, bids: side(-1), asks: side(1) });
  let version = 100;
  for (let tenth = 0; tenth < seconds * 10; tenth++) {
    const at = from + tenth * 100;
    const isQuiet = Math.floor(at / 1_000) % 7 === 6;
    const before = middle;
    middle += chance.int(3) - 1;
    for (let count = isQuiet ? 0 : chance.int(3); count > 0; count--) {
      const isSale = chance.int(2) === 0;
      const price = before + (isSale ? -1 : 1);
      trades.push({ at, price: price * TICK });
      stream({
        e: "trade",
        E: at,
        s: "MADEUSDT",
        t: trades.length,
        p: text(price),
        q: size(),
        T: at,
        m: isSale,
        M: true,
      });
    }
    const changed = (sign: 1 | -1): [string, string][] => {
      const now = side(sign);
      const gone = Array.from({ length: LEVELS }, (_, level) => text(before + sign * (level + 1))).filter(
        (price) => now.every(([kept]) => kept !== price),
      );
      return [...gone.map((price): [string, string] => [price, "0.00000000"]), ...now];
    };
    stream({
      e: "depthUpdate",
      E: at,
      s: "MADEUSDT",
      U: version + 1,
      u: ++version,
      b: changed(-1),
      a: changed(1),
    });
    asks.set(at, (middle + 1) * TICK);
    stream({ u: version, s: "MADEUSDT", b: text(middle - 1), B: size(), a: text(middle + 1), A: size() });
  }
  return { text: `${lines.join("\n")}\n`, trades, asks };
}
