import { describe, expect, test } from "vitest";
import { columns, seriesOf } from "../../../tests/builders/bars.ts";
import { listed, MINUTE, perpetual, START, withoutFees } from "../../../tests/builders/instrument.ts";
import { Recorder } from "../../../tests/builders/recorder.ts";
import { scripted } from "../../../tests/builders/script.ts";
import { type RiskTerms, riskSettings } from "../../../tests/builders/settings.ts";
import { diff, quote, snapshot, trade } from "../../../tests/builders/tape.ts";
import { amount, price } from "../base/index.ts";
import { PLAIN_FILLS, SimulatedExchange } from "../exchange/index.ts";
import { type TapeEvent, type TapeTrade, TickScale, tradeBars } from "../market/index.ts";
import { bars, none, order, type Strategy, several, strategy } from "../strategy/index.ts";
import { Engine, type FundingSchedule, HoldingSchedule, Playback, TapePlayback } from "./index.ts";

const SCALE = new TickScale(price("0.01"));
const TAPE = "BTC/USDT:USDT";
const BARS = "ETH/USDT:USDT";

/** One instrument on a tape, with bars of a minute, and one on bars of a minute. */
function run(
  events: readonly TapeEvent[],
  onTape: Strategy,
  onBars?: Strategy,
  leverage = 1,
  risk: RiskTerms = {},
  funding: Pick<FundingSchedule, "time" | "rate"> = { time: new Float64Array(0), rate: new Float64Array(0) },
) {
  const instruments = listed([TAPE, BARS].map((symbol) => withoutFees(perpetual({ symbol }))));
  const [tape, other] = instruments.map(({ id }) => id) as [never, never];
  const trades = events.filter((event): event is TapeTrade => event.kind === "trade");
  const series = [
    seriesOf(0, tape, tradeBars(trades, MINUTE, SCALE), MINUTE),
    seriesOf(
      1,
      other,
      columns(["50 51 49 50", "50 52 50 51", "51 51 48 49", "49 50 49 50"], { every: MINUTE }),
      MINUTE,
    ),
  ];
  const exchange = new SimulatedExchange({
    instruments,
    balance: amount("100000"),
    leverage,
    model: PLAIN_FILLS,
  });
  exchange.followTape(tape, SCALE.tick, { queue: "fifo", triggersBy: "trade" });
  const runs = [onTape, ...(onBars === undefined ? [] : [onBars])].map((one, place) => ({
    strategy: one,
    params: {},
    instrument: [tape, other][place] as never,
    series: place,
    signals: { confidenceMin: 0, strengthMin: "WEAK" as const, dataAgeMsMax: Number.POSITIVE_INFINITY },
    needsAtr: false,
  }));
  const record = new Recorder();
  const engine = new Engine(
    {
      instruments,
      series,
      runs,
      account: { currency: "USDT", balance: amount("100000") },
      risk: riskSettings(2, { ...risk, leverage: { used: leverage } }),
    },
    exchange,
    record,
  );
  const played = [{ instrument: tape, events, scale: SCALE, series: series.slice(0, 1), depth: 2 }];
  const payments = new HoldingSchedule(instruments, [{ instrument: tape, ...funding }]);
  const playback = new TapePlayback(engine, exchange, played, payments);
  return { engine, exchange, record, playback, recorded: new Playback(engine, exchange, series.slice(1)) };
}

const fillsOf = ({ record }: { record: Recorder }): readonly string[] =>
  record.fills.map(
    ({ fill, instrument }) =>
      `${(fill.at - START) / 1_000}s ${instrument.base} ${fill.side} ${Number(fill.quantity) / 1e8} @ ${Number(fill.price) / 1e12} ${fill.liquidity}`,
  );

const buy = (terms: Partial<Parameters<typeof order>[0]>) =>
  order({ side: "buy", type: "market", quantity: 1, why: "a test", ...terms });

/** Follows bars, and listens to what a test is about. */
const listening = (about: Partial<Strategy>): Strategy => ({
  ...(strategy({
    name: "listener",
    version: "1.0.0",
    params: {},
    feeds: { main: bars() },
    indicators: () => ({}),
    onBar: () => none,
  }) as Strategy),
  ...about,
});

const BOOK = snapshot(10, {
  bids: [
    [100, 5],
    [99, 7],
    [98, 1],
  ],
  asks: [
    [101, 4],
    [102, 2],
  ],
});

const S = 1_000;
const play = (terms: ReturnType<typeof run>): ReturnType<typeof run> => {
  while (terms.playback.step());
  return terms;
};

test("a position whose margin a trade has used up is liquidated there", () => {
  const once = listening({
    onTrade: ({ position, trade: { price: at } }) =>
      position.side === "flat" && at === 101 ? buy({ quantity: 2, stop: 1 }) : none,
  });
  const events = [
    BOOK,
    trade("buy", 101, 1, S),
    trade("buy", 101, 1, 61 * S),
    trade("buy", 101, 1, 121 * S),
    trade("sell", 95, 1, 130 * S),
    trade("sell", 91, 1, 140 * S),
    trade("sell", 90, 1, 150 * S),
  ];
  const played = play(run(events, once, undefined, 10));
  expect(played.engine.liquidations.map(({ at }) => at - START)).toEqual([140 * S]);
  expect(played.engine.portfolio.trades.map(({ exitReason }) => exitReason)).toEqual(["liquidation"]);
  expect(played.exchange.account.held(played.engine.portfolio.positions[0]?.instrument as never)).toBe(0n);
});

describe("a trade that takes the equity below a limit", () => {
  /** Buys two at 101, and more whenever the price is low. */
  const dips = listening({
    onTrade: ({ position, trade: { price: at } }) =>
      (position.side === "flat" && at === 101) || at < 99 ? buy({ quantity: 2 }) : none,
  });
  const warm = [BOOK, trade("buy", 101, 1, S), trade("buy", 101, 1, 61 * S), trade("buy", 101, 1, 121 * S)];
  const falling = [...warm, trade("sell", 80, 1, 130 * S), trade("sell", 50, 1, 131 * S)];
  const closed = ({ record }: ReturnType<typeof run>) =>
    record.latches.map(({ kind, since }) => `${kind} ${(since - START) / S}s`);
  const allowing = { sameDirection: "allow" } as const;

  test.each([
    ["drawdown", { portfolio: { ...allowing, drawdownMax: 0.001 } }],
    ["daily-loss", { portfolio: allowing, session: { dailyLossMax: 0.001 } }],
  ] as const)("closes the latch of the %s before anybody decides at it", (kind, risk) => {
    const played = play(run(falling, dips, undefined, 1, risk));
    expect(closed(played)).toEqual([`${kind} 131s`]);
    // At 80 more was let in, at 50 it was not.
    expect(played.record.orders.map(({ at }) => (at - START) / S)).toEqual([61, 130]);
    expect(played.record.refusals).toEqual(["TradingHalted"]);
  });

  test("does what its trigger says", () => {
    const risk = { triggers: { drawdown: { above: 0.001, action: "flatten" } } } as const;
    const played = play(run(falling, dips, undefined, 1, risk));
    expect(closed(played)).toEqual(["emergency-drawdown 131s"]);
    expect(played.record.orders.at(-1)).toMatchObject({ role: "exit", at: START + 131 * S });
  });

  test("takes back what still works", () => {
    const risk = { portfolio: { ...allowing, drawdownMax: 0.0005 } };
    const resting = listening({
      onTrade: ({ position, trade: { price: at } }) =>
        at !== 101
          ? none
          : several(
              ...(position.side === "flat" ? [buy({ quantity: 2 })] : []),
              buy({ type: "limit", limit: 10, quantity: 1 }),
            ),
    });
    const played = play(run([...warm, trade("sell", 60, 1, 130 * S)], resting, undefined, 1, risk));
    expect(played.engine.workingOrders).toEqual([]);
    expect(played.record.answers.map(({ kind, at }) => `${kind} ${(at - START) / S}`)).toContain(
      "OrderCancelled 130",
    );
  });

  test("finds nothing to look at where nothing is held", () => {
    const played = play(run(falling, listening({}), undefined, 1, { session: { dailyLossMax: 0 } }));
    expect(closed(played)).toEqual(["daily-loss 61s"]); // Of nothing at all: at the first close, not at a trade.
  });
});

describe("a tape through the engine", () => {
  test("a bar closes with the first trade beyond it; what is decided then meets the market before that trade", () => {
    const script = scripted({ 1: buy({}) });
    const events = [
      BOOK,
      trade("buy", 101, 1, 5 * S),
      quote([100, 5], [101.5, 3], 11, 59 * S),
      trade("buy", 103, 1, 60 * S),
    ];
    expect(fillsOf(play(run(events, script)))).toEqual(["60s BTC buy 1 @ 101.5 taker"]);
  });

  test("strategies hear trades at the venue's time and see the best levels, after the exchange has matched", () => {
    const heard: string[] = [];
    const one = listening({
      onTrade: ({ trade: { price: at, quantity, side }, position }) => {
        heard.push(`${side} ${quantity} @ ${at}, holding ${position.quantity}`);
        return none;
      },
      onBook: ({ book }) => {
        heard.push(
          `${book.bids.map((l) => `${l.quantity}@${l.price}`)} | ${book.asks.map((l) => `${l.quantity}@${l.price}`)}`,
        );
        return heard.length === 1 ? buy({ type: "limit", limit: 100, quantity: 2 }) : none;
      },
    });
    const warm = [BOOK, trade("buy", 101, 1, S), trade("buy", 101, 1, 61 * S), trade("buy", 101, 1, 121 * S)];
    const events = [...warm, diff(11, { bids: [[100, 3]], at: 122 * S }), trade("sell", 100, 4, 123 * S)];
    const played = play(run(events, one));
    expect(heard.at(0)).toContain("buy 1 @ 101, holding 0");
    expect(heard.slice(-2)).toEqual(["3@100,7@99 | 4@101,2@102", "sell 4 @ 100, holding 0"]);
    expect(fillsOf(played)).toEqual([]);
  });

  test("an order that answers a book waits in its queue, and its fill is heard before the trade", () => {
    let isSent = false;
    const held: number[] = [];
    const one = listening({
      onBook: () => {
        if (isSent) return none;
        isSent = true;
        return buy({ type: "limit", limit: 100, quantity: 2 });
      },
      onTrade: ({ position }) => {
        held.push(position.quantity);
        return none;
      },
    });
    const warm = [BOOK, trade("buy", 101, 1, S), trade("buy", 101, 1, 61 * S), trade("buy", 101, 1, 121 * S)];
    const events = [
      ...warm,
      diff(11, { bids: [[100, 3]], at: 122 * S }),
      trade("sell", 100, 4, 123 * S),
      trade("sell", 100, 4, 124 * S),
    ];
    expect(fillsOf(play(run(events, one)))).toEqual([
      "123s BTC buy 1 @ 100 maker",
      "124s BTC buy 1 @ 100 maker",
    ]);
    expect(held.slice(-2)).toEqual([1, 2]);
  });

  test("timers ring between events, and orders expire when their time has come", () => {
    const rings: number[] = [];
    const one = listening({
      timers: { often: "30s" },
      onTimer: ({ now }) => {
        rings.push((now - START) / S);
        return rings.length === 1 ? buy({ type: "limit", limit: 99, expiresAfterBars: 1 }) : none;
      },
    });
    const warm = [BOOK, trade("buy", 101, 1, S), trade("buy", 101, 1, 61 * S), trade("buy", 101, 1, 121 * S)];
    const played = play(run([...warm, trade("buy", 101, 1, 200 * S)], one));
    expect(rings).toEqual([90, 120, 150, 180]);
    expect(played.record.answers.map(({ kind, at }) => `${kind} ${(at - START) / S}`)).toEqual([
      "OrderAccepted 90",
      "OrderExpired 150",
    ]);
  });

  test("lives in one run with instruments on bars, in the order of time", () => {
    const events = [
      BOOK,
      trade("buy", 101, 1, 5 * S),
      trade("buy", 101.5, 1, 65 * S),
      trade("sell", 100, 1, 125 * S),
    ];
    const onBars = scripted({ 2: buy({}) }, "on bars");
    const both = run(
      events,
      scripted({
        1: buy({}),
        2: order({ side: "sell", type: "market", quantity: 1, why: "out", reduceOnly: true }),
      }),
      onBars,
    );
    for (
      const { playback, recorded } = both;
      Math.min(playback.nextAt, recorded.nextAt) < Number.POSITIVE_INFINITY;
    )
      (recorded.nextAt <= playback.nextAt ? recorded : playback).step();
    expect(fillsOf(both)).toEqual([
      "65s BTC buy 1 @ 101 taker",
      "120s ETH buy 1 @ 51 taker",
      "125s BTC sell 1 @ 100 taker",
    ]);
    expect(both.engine.portfolio.ledger.isBalanced()).toBe(true);
  });
});

describe("what is held on a tape", () => {
  /** Buys one at the first trade that it hears. */
  const once = listening({ onTrade: ({ position }) => (position.side === "flat" ? buy({}) : none) });
  const events = [
    BOOK,
    trade("buy", 101, 1, S),
    trade("buy", 101, 1, 61 * S),
    trade("buy", 101, 1, 121 * S), // Two bars are closed: it is warm, and buys at 101.
    trade("buy", 102, 1, 150 * S),
    trade("sell", 99, 1, 170 * S),
  ];
  const at = (...seconds: readonly number[]): Float64Array =>
    Float64Array.from(seconds, (one) => START + one * S);

  test("pays funding at its moment, on the last price before it; not before it was held, nor after the end", () => {
    const funding = { time: at(30, 160, 200), rate: Float64Array.of(0.5, 0.01, 0.5) };
    const { engine } = play(run(events, once, undefined, 1, {}, funding));
    expect(engine.portfolio.funding).toBe(amount("1.02"));
  });

  test("is paid for before what is heard at the same moment", () => {
    const funding = { time: at(150, 170), rate: Float64Array.of(0.01, 0.01) };
    const { engine } = play(run(events, once, undefined, 1, {}, funding));
    expect(engine.portfolio.funding).toBe(amount("2.03")); // 101, and then 102.
  });

  test("counts in the curve at every close, and once more where the tape ends", () => {
    const { engine, playback } = play(run(events, once));
    const equity = [...engine.curve.time].map((time, row) => [(time - START) / S, engine.curve.equity[row]]);
    expect(equity).toEqual([
      [61, 100_000],
      [121, 100_000],
      [170, 99_998],
    ]);
    expect(engine.exactEquity).toBe(amount("99998"));
    expect(playback.bars).toBe(2);
  });

  test("is not marked twice at a moment: where the last trade closes a bar, the curve ends there", () => {
    const { engine } = play(run([...events.slice(0, 4)], once));
    expect([...engine.curve.time].map((time) => (time - START) / S)).toEqual([61, 121]);
  });
});
