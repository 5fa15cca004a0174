/** The venue over a socket against the same exchange in a backtest's playback: the same orders, the same fills. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { columns, seriesOf } from "../../../../tests/builders/bars.ts";
import { listed, perpetual, spot } from "../../../../tests/builders/instrument.ts";
import { type OrderTerms, order } from "../../../../tests/builders/order.ts";
import { randomBar, randomPrices } from "../../../../tests/builders/random-terms.ts";
import { ServedHouse } from "../../../../tests/builders/served-venue.ts";
import { amount, formatAmount, formatPrice, formatQuantity } from "../../../core/base/index.ts";
import type { EngineEvent, Fill } from "../../../core/domain/index.ts";
import { Playback } from "../../../core/engine/index.ts";
import { PLAIN_FILLS, SimulatedExchange } from "../../../core/exchange/index.ts";

const ROWS = 8;
const STILL = "100 100 100 100";
const bars = fc.array(randomBar, { minLength: ROWS, maxLength: ROWS }).map((texts) => [STILL, ...texts]);
const terms = fc
  .tuple(
    randomPrices,
    fc.record({
      instrument: fc.constantFrom(0, 1),
      side: fc.constantFrom("buy" as const, "sell" as const),
      quantity: fc.constantFrom("1", "2.5", "7"),
      reduceOnly: fc.boolean(),
    }),
    fc.constantFrom<OrderTerms>({}, {}, { timeInForce: "IOC" }, { oneCancelsOther: 1 }),
  )
  .map(([prices, usual, more]): OrderTerms => ({ ...prices, ...usual, ...more }));
/** The moment of each order: how many bars have closed. */
const asked = fc.array(fc.tuple(fc.integer({ min: 1, max: ROWS }), terms), { minLength: 1, maxLength: 12 });
type Asked = readonly (readonly [moment: number, terms: OrderTerms])[];

const INSTRUMENTS = listed([perpetual(), spot()]);
const line = ({ side, quantity, price, fee, liquidity, tradeId, at }: Omit<Fill, "order">): string =>
  `${at} ${tradeId} ${side} ${formatQuantity(quantity)} @ ${formatPrice(price)} ${liquidity}, fee ${formatAmount(fee)}`;

/** As a backtest plays it: orders are sent while the moment is being told. */
function inProcess(texts: readonly (readonly string[])[], all: Asked): readonly string[] {
  const series = INSTRUMENTS.map(({ id }) => seriesOf(id, id, columns(texts[id] ?? [])));
  const exchange = new SimulatedExchange({
    instruments: INSTRUMENTS,
    balance: amount("2000"),
    leverage: 1,
    model: PLAIN_FILLS,
  });
  const fills: string[] = [];
  let moment = 0;
  const step = (event: EngineEvent): void => {
    if (event.kind === "BarClosed") (series[event.series] as (typeof series)[number]).visible++;
    if (event.kind === "OrderFilled") fills.push(line(event.fill));
    if (event.kind !== "TimeClosed") return;
    moment++;
    all.forEach(([when, one], place) => {
      if (when === moment) exchange.submitOrder(order({ ...one, id: place + 1 }));
    });
  };
  const playback = new Playback({ timers: [], step }, exchange, series);
  while (playback.step()) if (playback.nextAt === Number.POSITIVE_INFINITY) break;
  return fills;
}

/** As a trader on the venue plays it: a moment is over before it has its say. */
async function overTheWire(texts: readonly (readonly string[])[], all: Asked): Promise<readonly string[]> {
  const venue = await ServedHouse.open({ instruments: INSTRUMENTS, bars: texts, balance: "2000" });
  try {
    const trader = await venue.client(1);
    for (let moment = 1; moment <= ROWS + 1; moment++) {
      if (moment > 1) await venue.stage.advance(1);
      for (const [place, [when, one]] of all.entries())
        if (when === moment)
          await trader.client.submit({ id: trader.id(place + 1), request: order({ ...one, id: place + 1 }) });
    }
    const told = await trader.client.fills(0);
    return told.kind === "answered" ? told.value.map(line) : [told.why];
  } finally {
    await venue.close();
  }
}

test("one order at a moment fills as it does in a backtest, to the last digit", async () => {
  let fills = 0;
  const once = asked.map((all) =>
    [...new Map(all.map((one) => [one[0], one])).values()].sort((a, b) => a[0] - b[0]),
  );
  await fc.assert(
    fc.asyncProperty(bars, bars, once, async (first, second, all) => {
      const expected = inProcess([first, second], all);
      fills += expected.length;
      expect(await overTheWire([first, second], all)).toEqual(expected);
    }),
    { numRuns: 60, seed: 5 },
  );
  expect(fills).toBeGreaterThan(60);
}, 120_000);

test("whatever anybody sends, the venue answers and stands", async () => {
  const venue = await ServedHouse.open({ instruments: INSTRUMENTS });
  try {
    const odd = fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom("99", "100", "100.005", "101", "1", "0.5", "2") },
      { weight: 2, arbitrary: fc.constantFrom("0", "-1", "1e30", "0.00000001") },
      { weight: 1, arbitrary: fc.oneof(fc.constantFrom("", "NaN", null, undefined), fc.double()) },
    );
    const wild = fc.record(
      {
        symbol: fc.constantFrom("BTC/USDT", "BTC/USDT", "BTC/USDT:USDT", "BTC/USDT:USDT", "X"),
        side: fc.constantFrom("buy", "sell", "both"),
        type: fc.constantFrom(
          "market",
          "limit",
          "stop",
          "stop-limit",
          "take-profit",
          "trailing-stop",
          "none",
        ),
        quantity: fc.oneof(fc.constant("1"), odd),
        limit: odd,
        trigger: odd,
        collar: odd,
        notional: odd,
        reduceOnly: fc.boolean(),
        postOnly: fc.boolean(),
        timeInForce: fc.constantFrom("IOC", "FOK", "IOC", "FOK", "GTC"),
        expiresAt: fc.oneof(fc.integer(), fc.double()),
        trail: fc.oneof(fc.record({ amount: odd }), fc.record({ ratio: odd, activation: odd })),
        group: fc.constantFrom("a", "b"),
        after: fc.constantFrom("hand-1", "hand-2", "nobody"),
      },
      { requiredKeys: ["symbol", "side", "type", "quantity"] },
    );
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(wild, fc.boolean(), async (one, advances) => {
        const answer = await venue.stage
          .ask("ghost", { order: JSON.parse(JSON.stringify(one)) as never })
          .catch(String);
        if (typeof answer !== "string") answered++;
        else expect(answer).toMatch(/badRequest|unknownSymbol/);
        if (advances) await venue.stage.advance(1);
      }),
      { numRuns: 1_500, seed: 9 },
    );
    expect(answered).toBeGreaterThan(200);
    expect((await venue.stage.ask("truth"))["orders"]).not.toHaveLength(0);
  } finally {
    await venue.close();
  }
}, 120_000);
