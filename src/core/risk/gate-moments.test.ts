/** Each gate by itself: the moment it opens, the count it shuts at, and what a trace hears of it. */
import { describe, expect, test } from "vitest";
import { fill } from "../../../tests/builders/fill.ts";
import {
  DAY,
  HOUR,
  listed,
  perpetual,
  START,
  sessions,
  share,
  spot,
} from "../../../tests/builders/instrument.ts";
import { type OrderTerms, order } from "../../../tests/builders/order.ts";
import { type RiskTerms, riskSettings } from "../../../tests/builders/settings.ts";
import { amount, type Price, price, type UnixMs } from "../base/index.ts";
import { CONTINUOUS, type Instrument, type InstrumentId, type OrderDraft } from "../domain/index.ts";
import { LatestPrices } from "../market/index.ts";
import { Portfolio } from "../portfolio/index.ts";
import { EntryTrace } from "./entry-trace.ts";
import { Exposure } from "./exposure.ts";
import { FeedDoubts } from "./feed-doubts.ts";
import { Gates } from "./gates.ts";
import { Reservations } from "./reservations.ts";
import { EquityWatch } from "./watch.ts";

const INSTRUMENTS = listed([
  perpetual({ symbol: "AAA/USDT:USDT" }),
  perpetual({ symbol: "BBB/USDT:USDT" }),
  spot({ symbol: "CCC/USDT" }),
]);
const A = 0 as InstrumentId;
const B = 1 as InstrumentId;

function gatesOf(terms: RiskTerms, instruments: readonly Instrument[] = INSTRUMENTS) {
  const settings = riskSettings(instruments.length, terms);
  const prices = new LatestPrices(instruments);
  for (const { id } of instruments) prices.note(id, 100, START);
  const valuation = { priceOf: (): Price | undefined => undefined };
  const portfolio = new Portfolio({ instruments, currency: "USDT", balance: amount("10000"), valuation });
  const reservations = new Reservations(instruments.length);
  const exposure = new Exposure({ portfolio, prices, reservations, leverageUsed: 1 });
  const watch = new EquityWatch(settings, 10_000, CONTINUOUS);
  const feeds = new FeedDoubts(instruments.length);
  const gates = new Gates({ settings, portfolio, reservations, exposure, watch, feeds });
  const of = (id: number): Instrument => instruments[id] as Instrument;
  const told: string[] = [];
  const refused = (at: number, wanted: OrderTerms = {}, follows?: boolean) => {
    const trace = new EntryTrace();
    const draft = { ...order(wanted), at: (START + at) as UnixMs } as OrderDraft;
    const refusal = gates.refuse(draft, of(wanted.instrument ?? 0), trace, follows);
    told.splice(
      0,
      told.length,
      ...trace.gates.map(({ limit, found, allowed, passed }) => {
        return `${limit} ${found} ${allowed} ${passed}`;
      }),
    );
    return refusal;
  };
  const trade = (text: string, id: number = 0): void =>
    void portfolio.apply(fill(text, { instrument: of(id) }), { strategy: "test", exitReason: "signal" });
  const hold = (wanted: OrderTerms, isAddition = false): void => {
    const request = order(wanted);
    const at = { worst: price("100"), entry: price("100"), stop: undefined, bringsStop: false };
    reservations.hold(request, { ...at, isAddition, remaining: request.quantity });
  };
  return { gates, watch, feeds, of, told, refused, trade, hold };
}

describe("an instrument that is paused", () => {
  test("for a slipped fill is so until the next session day begins, and alone", () => {
    const { gates, of, refused, told } = gatesOf({ own: { slippageMax: 0.02 } });
    gates.pause(of(A), 0.03, (START + HOUR) as UnixMs);
    const until = START + DAY;
    expect(refused(DAY - 1)).toEqual({ kind: "SymbolPaused", slippage: 0.03, slippageMax: 0.02, until });
    expect(told.at(-1)).toBe(`SymbolPaused ${until - 1} ${until} false`);
    expect(refused(DAY)).toBeUndefined();
    expect(told).toContain(`SymbolPaused ${until} ${until} true`);
    expect(refused(0, { instrument: B })).toBeUndefined();
    expect(told.some((line) => line.startsWith("SymbolPaused"))).toBe(false);
  });

  test("after a stop is so until its time, and alone", () => {
    const { gates, refused, told } = gatesOf({});
    gates.coolDown(A, (START + 50) as UnixMs);
    expect(refused(49)).toEqual({ kind: "CoolingDown", until: START + 50 });
    expect(told.at(-1)).toBe(`CoolingDown ${START + 49} ${START + 50} false`);
    expect(refused(50)).toBeUndefined();
    expect(told).toContain(`CoolingDown ${START + 50} ${START + 50} true`);
    expect(refused(0, { instrument: B })).toBeUndefined();
    expect(told.some((line) => line.startsWith("CoolingDown"))).toBe(false);
  });
});

describe("an instrument whose feed is not whole", () => {
  test("takes no entry until it is, and says what is wrong", () => {
    const { feeds, refused, told } = gatesOf({});
    const doubt = { fault: "missing", found: "3 bars", expected: "4 bars" } as const;
    feeds.hear({ kind: "FeedBroken", instrument: A, at: START, ...doubt });
    expect([feeds.isAny, feeds.all.length, feeds.of(B)]).toEqual([true, 1, undefined]);
    expect(refused(1)).toEqual({ kind: "DataNotWhole", since: START, ...doubt });
    expect(told.at(-1)).toBe("DataNotWhole 3 bars 4 bars false");
    expect(refused(1, { instrument: B })).toBeUndefined();
    feeds.hear({ kind: "FeedMended", instrument: A, at: START });
    expect([feeds.isAny, feeds.all, refused(1)]).toEqual([false, [], undefined]);
  });
});

describe("the end of a session", () => {
  test("lets nothing in that could only be left after the night", () => {
    const traded = listed([{ ...share(), session: sessions(3) }]);
    const { refused, told } = gatesOf({ own: { exitBeforeCloseMs: HOUR } }, traded);
    const close = START + 21 * HOUR;
    expect(refused(20 * HOUR)).toEqual({ kind: "SessionEnding", endsAt: close });
    expect(told.at(-1)).toBe(`SessionEnding ${HOUR} ${HOUR} false`);
    expect(refused(20 * HOUR - 1)).toBeUndefined();
    expect(told).toContain(`SessionEnding more ${HOUR} true`);
    expect(gatesOf({}, traded).refused(20 * HOUR)).toBeUndefined();
  });
});

describe("what is held already", () => {
  test("is not added to where that is refused, but for a size that follows confidence", () => {
    const { refused, trade, told } = gatesOf({ portfolio: { sameDirection: "refuse" } });
    trade("buy 2 at 100");
    expect(refused(0)).toEqual({ kind: "SameDirection", held: "2" });
    expect(told.at(-1)).toBe("SameDirection 2 0 false");
    expect(refused(0, {}, true)).toBeUndefined();
    expect(told.some((line) => line.startsWith("SameDirection"))).toBe(false);
    expect(refused(0, { side: "sell" })).toBeUndefined();
    expect(told).toContain("SameDirection 0 0 true");
    trade("sell 5 at 100");
    expect(refused(0, { side: "sell" })).toEqual({ kind: "SameDirection", held: "-3" });
    expect(refused(0)).toBeUndefined();
  });

  test("may be added to whatever the counts of trades say: that is no trade of its own", () => {
    const { refused, trade, watch } = gatesOf({
      portfolio: { sameDirection: "allow", concurrentTradesMax: 0 },
      session: { dailyTradesMax: 1 },
    });
    trade("buy 2 at 100");
    watch.noteOpened(START);
    expect(refused(0)).toBeUndefined();
    expect(refused(0, { side: "sell" })).toMatchObject({ kind: "ConcurrentTradesLimit" });
  });
});

describe("trades", () => {
  test("at once are those of other instruments, held or on their way", () => {
    const { refused, trade, hold, told } = gatesOf({ portfolio: { concurrentTradesMax: 2 } });
    trade("buy 1 at 100", B);
    expect(refused(0)).toBeUndefined();
    expect(told.at(-1)).toBe("ConcurrentTradesLimit 1 2 true");
    hold({ instrument: 2 });
    expect(refused(0)).toEqual({ kind: "ConcurrentTradesLimit", trades: 2, tradesMax: 2 });
    expect(told.at(-1)).toBe("ConcurrentTradesLimit 2 2 false");
    expect(refused(0, { instrument: B, side: "sell" })).toBeUndefined();
  });

  test("of a day are those that were opened, and every entry that may open one", () => {
    const { refused, hold, watch, told } = gatesOf({ session: { dailyTradesMax: 3 } });
    watch.noteOpened(START);
    hold({ id: 1, instrument: B });
    hold({ id: 2, instrument: B }, true); // An addition opens none.
    hold({ id: 3, instrument: B, role: "exit" });
    expect(refused(0)).toBeUndefined();
    expect(told.at(-1)).toBe("DailyTradesLimit 2 3 true");
    hold({ id: 4 });
    expect(refused(0)).toEqual({ kind: "DailyTradesLimit", trades: 3, tradesMax: 3 });
    expect(told.at(-1)).toBe("DailyTradesLimit 3 3 false");
  });
});

describe("a direction", () => {
  test("that cannot be traded is refused: what is not held cannot be sold, and a leg has one", () => {
    const { refused, told } = gatesOf({});
    expect(refused(0, { instrument: 2, side: "sell" })).toEqual({ kind: "ShortOnSpot" });
    expect(told.at(-1)).toBe("ShortOnSpot sell buy false");
    expect([refused(0, { instrument: 2 }), refused(0, { side: "sell" })]).toEqual([undefined, undefined]);
    const legs = listed([{ ...perpetual(), leg: "long" as const }]);
    const long = gatesOf({}, legs);
    expect(long.refused(0, { side: "sell" })).toEqual({ kind: "WrongLeg", leg: "long" });
    expect(long.told.at(-1)).toBe("WrongLeg sell buy false");
    expect(long.refused(0)).toBeUndefined();
    expect(long.told).toContain("WrongLeg buy buy true");
    const short = gatesOf({}, listed([{ ...perpetual(), leg: "short" as const }]));
    expect(short.refused(0)).toEqual({ kind: "WrongLeg", leg: "short" });
    expect(short.told.at(-1)).toBe("WrongLeg buy sell false");
  });
});
