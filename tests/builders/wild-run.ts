/** The engine at a venue that answers late, in parts, twice and out of order. */
import fc from "fast-check";
import { amount, type UnixMs } from "../../src/core/base/index.ts";
import type { Instrument, Outbox, VenueAbilities } from "../../src/core/domain/index.ts";
import { Engine } from "../../src/core/engine/index.ts";
import type { Strategy } from "../../src/core/strategy/index.ts";
import { none } from "../../src/core/strategy/index.ts";
import { columns, flat, seriesOf } from "./bars.ts";
import { HOUR, listed, perpetual } from "./instrument.ts";
import { intentOf, type Wish } from "./random-strategy.ts";
import { every } from "./script.ts";
import { type RiskTerms, riskSettings } from "./settings.ts";
import type { Deed } from "./wild-venue.ts";

export const BARS = 20;
export const deed: fc.Arbitrary<Deed> = fc.record({
  what: fc.constantFrom("accept", "fill", "fill", "fill", "end", "reject", "lose", "repeat"),
  which: fc.nat(4),
  part: fc.constantFrom(1, 30, 50, 100, 100),
});
/** What the venue does after each bar. */
export const days = fc.array(fc.array(deed, { maxLength: 12 }), { minLength: BARS, maxLength: BARS });

export const asTold = (wishes: readonly Wish[]): Strategy =>
  every("wild", ({ feeds, position }) => {
    const wish = wishes[feeds.main.bars - 1];
    return wish === undefined ? none : intentOf(wish, 100, position.side);
  });

/** `bar`: closes the next one. @returns its moment */
export function prepareWild(
  strategy: Strategy,
  venue: Outbox,
  terms: RiskTerms = {},
  abilities?: VenueAbilities,
  instrument: Instrument = perpetual(),
): { readonly engine: Engine; bar(): UnixMs } {
  const instruments = listed([instrument]);
  const series = seriesOf(0, 0, columns(flat(100, BARS)), HOUR);
  const signals = { confidenceMin: 0, strengthMin: "WEAK", dataAgeMsMax: Number.POSITIVE_INFINITY } as const;
  const runs = [{ strategy, params: {}, instrument: series.instrument, series: 0, signals, needsAtr: false }];
  const account = { currency: "USDT", balance: amount("100000") };
  const risk = riskSettings(1, { portfolio: { sameDirection: "allow" }, ...terms });
  const lacking = abilities && { abilities: [abilities] };
  const engine = new Engine({ instruments, series: [series], runs, account, risk, ...lacking }, venue);
  const bar = (): UnixMs => {
    const at = series.closesAt(series.visible);
    engine.step({ kind: "BarClosed", series: 0, at });
    engine.step({ kind: "TimeClosed", at });
    return at;
  };
  return { engine, bar };
}
