import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Ask, ExchangeWatch } from "../../../tests/builders/exchange-watch.ts";
import { HOUR, perpetual, START, spot } from "../../../tests/builders/instrument.ts";
import { NaiveMatcher } from "../../../tests/builders/naive-matcher.ts";
import type { OrderTerms } from "../../../tests/builders/order.ts";
import { halfPrice, randomBar, randomPrices } from "../../../tests/builders/random-terms.ts";
import { Venue } from "../../../tests/builders/venue.ts";
import type { SlippageModel } from "./fill-model.ts";

const STILL = "100 100 100 100 1";
const bar = fc.tuple(randomBar, fc.integer({ min: 0, max: 8 })).map(([text, volume]) => `${text} ${volume}`);
const bars = fc.array(bar, { minLength: 4, maxLength: 10 });
const side = fc.constantFrom("buy" as const, "sell" as const);

describe("the book in ladders", () => {
  const terms: fc.Arbitrary<OrderTerms> = fc
    .tuple(
      side,
      fc.oneof(
        fc.constant<OrderTerms>({}),
        fc.record({ limit: halfPrice(90, 110) }),
        fc.record({ trigger: halfPrice(90, 110) }),
        fc.record({ type: fc.constant("take-profit" as const), trigger: halfPrice(90, 110) }),
      ),
    )
    .map(([way, prices]) => ({ ...prices, side: way }));
  const asked = fc.record({ row: fc.nat({ max: 8 }), terms, cancelAt: fc.nat({ max: 12 }) });

  test("meets the same orders in the same order as one list that is looked at from end to end", () => {
    fc.assert(
      fc.property(bars, fc.array(asked, { minLength: 1, maxLength: 25 }), (texts, all) => {
        const venue = new Venue([STILL, ...texts], { instrument: perpetual(), balance: "1e9" });
        const naive = new NaiveMatcher(100);
        const cancels = new Map<number, number>();
        let id = 0;
        texts.forEach((text, row) => {
          for (const { terms: one, cancelAt } of all.filter((ask) => ask.row === row)) {
            id++;
            cancels.set(id, cancelAt);
            expect(!venue.submit(one).includes("rejected"), `order ${id} is taken`).toBe(
              naive.submit(id, one),
            );
          }
          for (const [other, at] of cancels)
            if (at === row) {
              venue.cancel(other);
              naive.cancel(other);
            }
          const said = venue.bar().map((line) => line.replace(" filled 1", ""));
          const [open = 0, high = 0, low = 0, close = 0] = text.split(" ").map(Number);
          expect(said, `bar ${row}`).toEqual(naive.bar({ open, high, low, close }));
        });
      }),
      { numRuns: 500 },
    );
  });
});

describe("whatever is asked on whatever bars", () => {
  const prices: fc.Arbitrary<OrderTerms> = fc.oneof(
    fc.record({ notional: fc.constantFrom("100", "950", "1999") }),
    randomPrices,
  );
  const extras = {
    reduceOnly: fc.constant(true),
    timeInForce: fc.constantFrom("IOC" as const, "FOK" as const),
    oneCancelsOther: fc.constantFrom(1, 2),
    after: fc.integer({ min: 1, max: 6 }),
    expiresAt: fc.integer({ min: 2, max: 8 }).map((bar) => START + bar * HOUR),
  };
  const more: fc.Arbitrary<OrderTerms> = fc.oneof(
    fc.constant<OrderTerms>({}),
    ...Object.entries(extras).map(([key, values]) => fc.record({ [key]: values })),
    fc.record({ reduceOnly: extras.reduceOnly, oneCancelsOther: extras.oneCancelsOther }),
    fc.record(extras, { requiredKeys: [] }),
  );
  const usual = fc.record({ side, quantity: fc.constantFrom("1", "2.5", "7", "19") });
  const submit = fc.tuple(prices, more, usual).map<Ask>(([named, extra, rest]) => {
    // As risk would have it: what adds and names no limit has a collar.
    const hasCollar = named.limit === undefined && extra.reduceOnly !== true;
    const collar = rest.side === "sell" ? "88.5" : "111.5";
    return { submit: { ...named, ...extra, ...rest, ...(hasCollar && { collar }) } };
  });
  const id = fc.integer({ min: 1, max: 12 });
  const ask: fc.Arbitrary<Ask> = fc.oneof(
    { weight: 5, arbitrary: submit },
    { weight: 1, arbitrary: fc.record({ cancel: id }) },
    {
      weight: 2,
      arbitrary: fc.record({
        amend: id,
        to: fc.oneof(
          fc.record({ limit: halfPrice(90, 110) }),
          fc.record({ trigger: halfPrice(90, 110) }),
          fc.record({ quantity: fc.constantFrom("0.5", "2", "3", "9") }),
        ),
      }),
    },
  );
  const play = fc.record({
    texts: bars,
    asks: fc.array(fc.tuple(fc.nat({ max: 9 }), ask), { minLength: 1, maxLength: 20 }),
    /** What answers a fill, at that moment. */
    answers: fc.array(fc.tuple(id, submit), { maxLength: 4 }),
    slippage: fc.constantFrom<SlippageModel>(
      { kind: "none" },
      { kind: "fixed-bps", bps: 30 },
      { kind: "square-root", coefficient: 1, bars: 3 },
    ),
    volumeShareMax: fc.constantFrom(Number.POSITIVE_INFINITY, 0.5),
    orderMs: fc.constantFrom(0, 0, 0, HOUR + 1),
    limitFill: fc.constantFrom("through" as const, "touch" as const),
  });

  test.each([
    ["spot", spot()],
    ["a perpetual", perpetual()],
    ["a perpetual in contracts", perpetual({ contractSize: "0.1", step: "0.1" })],
  ] as const)("fills, money and orders keep their bounds: %s", (_, instrument) => {
    fc.assert(
      fc.property(play, ({ texts, asks, answers, orderMs, ...model }) => {
        const all = [STILL, ...texts];
        const latency = { orderMs, cancelMs: orderMs };
        const watch = new ExchangeWatch(all, { ...model, latency, instrument, balance: "2000" });
        for (const [filled, answer] of answers) watch.whenFilled(filled, answer);
        for (let row = 1; row < all.length; row++) {
          for (const [at, one] of asks) if (at + 1 === row) watch.ask(one);
          watch.bar();
        }
      }),
      { numRuns: 400 },
    );
  });
});
