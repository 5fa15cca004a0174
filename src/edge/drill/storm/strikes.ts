import { Chance } from "../../../core/base/index.ts";
import { BEGIN } from "./market.ts";
import { RECURRING, type Recurring, type Scenario } from "./scenario.ts";

const SKEW_MS_MAX = 10_000;

/** What a strike from outside the venue does. */
type Blow =
  /** It dies after so many things that it does; 0: at once. */
  | { readonly kind: "kill" | "powerCut"; readonly effects: number }
  /** So long it lasts; of a cut, until it is noticed; of a halt, until it is taken back. */
  | { readonly kind: "cut" | "clog" | "refuse" | "freeze" | "halt"; readonly ms: number }
  | { readonly kind: "stopSymbol"; readonly symbol: string; readonly ms: number }
  | { readonly kind: "halfOpen"; readonly direction: "up" | "down" }
  | {
      readonly kind: "ghost";
      readonly symbol: string;
      readonly side: "buy" | "sell";
      readonly quantity: number;
    }
  /** So much may still be written, and for so long. */
  | { readonly kind: "diskFull"; readonly bytes: number; readonly ms: number }
  /** The n-th write from here on fails. */
  | { readonly kind: "diskError"; readonly nth: number }
  /** The wall clock is off by so much, until the next. */
  | { readonly kind: "skew"; readonly ms: number }
  /** `isAimed`: once something leaves a position anyway, if that comes soon. */
  | { readonly kind: "flatten"; readonly isAimed: boolean }
  /** The venue takes back a stop of that symbol. */
  | { readonly kind: "vanish"; readonly symbol: string }
  /** Another process takes a higher epoch for the same account; so long the one that traded goes on before it is ended. */
  | { readonly kind: "usurp"; readonly ms: number }
  /** A bit of the journal turns over while nobody runs. `place`: of what is written, as a share. */
  | { readonly kind: "rot"; readonly place: number; readonly bit: number };

/** `kill#3` is the third kill of its seed, whatever else strikes. */
export type Strike = Blow & {
  readonly name: string;
  /** Virtual Unix milliseconds. */
  readonly at: number;
};

/** What strikes again and again: of the seed alone, so that one can be left out and the others stay as they are. */
export function drawStrikes({ seed, every, plan, stormMs }: Scenario): readonly Strike[] {
  const symbols = plan.instruments.map(({ symbol }) => symbol);
  return RECURRING.flatMap((kind) => {
    const meanMs = every[kind];
    const chance = new Chance(seed).fork("drill").fork(`strikes ${kind}`);
    const strikes: Strike[] = [];
    if (meanMs === undefined) return strikes;
    const gap = (): number => -meanMs * Math.log(1 - chance.next());
    for (let at = BEGIN + gap(); at < BEGIN + stormMs; at += gap()) {
      const symbol = symbols[chance.int(symbols.length)] ?? "";
      strikes.push({ ...blowOf(kind, chance, symbol), name: `${kind}#${strikes.length + 1}`, at });
    }
    return strikes;
  });
}

function blowOf(kind: Recurring, chance: Chance, symbol: string): Blow {
  switch (kind) {
    case "kill":
    case "powerCut":
      return { kind, effects: chance.next() < 0.5 ? 0 : 1 + chance.int(40) };
    case "cut":
      return { kind, ms: 1 + chance.int(20_000) };
    case "clog":
      return { kind, ms: 100 + chance.int(20_000) };
    case "refuse":
      return { kind, ms: 1_000 + chance.int(60_000) };
    case "freeze":
      return { kind, ms: 100 + chance.int(30_000) };
    case "halt":
      return { kind, ms: 5_000 + chance.int(180_000) };
    case "stopSymbol":
      return { kind, symbol, ms: 5_000 + chance.int(180_000) };
    case "halfOpen":
      return { kind, direction: chance.int(2) === 0 ? "up" : "down" };
    case "ghost":
      return { kind, symbol, side: chance.next() < 0.5 ? "buy" : "sell", quantity: 1 + chance.int(3) };
    case "diskFull":
      return { kind, bytes: chance.int(200_000), ms: 5_000 + chance.int(180_000) };
    case "diskError":
      return { kind, nth: 1 + chance.int(30) };
    case "skew":
      return { kind, ms: chance.int(2 * SKEW_MS_MAX) - SKEW_MS_MAX };
    case "flatten":
      return { kind, isAimed: chance.next() < 0.5 };
    case "vanish":
      return { kind, symbol };
    case "usurp":
      return { kind, ms: 1_000 + chance.int(30_000) };
    case "rot":
      return { kind, place: chance.next(), bit: chance.int(8) };
  }
}

/** `clog#4 for 13.2 s`. */
export function wordsOfStrike(strike: Strike): string {
  const { name } = strike;
  switch (strike.kind) {
    case "kill":
    case "powerCut":
      return strike.effects === 0 ? `${name} at once` : `${name} after ${strike.effects} effects`;
    case "stopSymbol":
      return `${name} of ${strike.symbol} for ${seconds(strike.ms)}`;
    case "cut":
      return `${name}, noticed within ${seconds(strike.ms)}`;
    case "halfOpen":
      return `${name}: nothing goes ${strike.direction}`;
    case "ghost":
      return `${name}: another hand ${strike.side === "buy" ? "buys" : "sells"} ${strike.quantity} of ${strike.symbol}`;
    case "flatten":
      return strike.isAimed ? `${name}, once something leaves` : name;
    case "vanish":
      return `${name}: the venue takes back a stop of ${strike.symbol}`;
    case "diskFull":
      return `${name} after ${strike.bytes} bytes, for ${seconds(strike.ms)}`;
    case "diskError":
      return `${name}: write ${strike.nth} from here on fails`;
    case "skew":
      return `${name}: the wall clock is off by ${seconds(strike.ms)}`;
    case "usurp":
      return `${name}: another process takes the account, this one goes on for ${seconds(strike.ms)}`;
    case "rot":
      return `${name}: a bit of the journal turns over`;
    case "clog":
    case "freeze":
    case "halt":
    case "refuse":
      return `${name} for ${seconds(strike.ms)}`;
  }
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
