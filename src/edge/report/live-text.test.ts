import { expect, test } from "vitest";
import { amount, price, quantity, type UnixMs } from "../../core/base/index.ts";
import type { Fill, InstrumentId, OrderId } from "../../core/domain/index.ts";
import { type StatusDocument, statusOf } from "../../core/views/index.ts";
import { type FillLine, renderFill, renderStatus } from "./index.ts";

const PLAIN = { color: false, width: 80 };

const STATUS: StatusDocument = statusOf({
  run: "20240421-7f3a",
  mode: "paper",
  running: true,
  state: "ACTIVE",
  marketHours: true,
  statistics: { signalsGenerated: 12, ordersPlaced: 5, positionsOpened: 3, positionsClosed: 1 },
  capital: {
    currency: "USDT",
    initial: amount("100000"),
    current: amount("101250"),
    atDayStart: amount("101300"),
  },
  positions: [
    { symbol: "BTC/USDT", side: "long", quantity: quantity("0.5"), entry: price("61000.5"), mark: 64000 },
    { symbol: "ETH/USDT", side: "long", quantity: quantity("4.25"), entry: price("3100"), mark: 3050.25 },
  ],
  realizedPnl: amount("-38.31"),
  latencyMs: { p50: 3, p99: 12 },
  alerts: ["the stream was silent for 31 s"],
});

test("the status block, whole", () => {
  expect(renderStatus(STATUS, PLAIN)).toBe(`\
paper run 20240421-7f3a                                          ACTIVE, running
────────────────────────────────────────────────────────────────────────────────

  Capital             101,250.00 USDT      Signals                          12
  Started with        100,000.00 USDT      Orders placed                     5
  Profit           +1,250.00  +1.25 %      Positions opened                  3
  Today                        -50.00      Positions closed                  1
  Realised                     -38.31      Exposure                  44,963.56
  Unrealised                +1,288.31      Net exposure              44,963.56
                                           Latency, 99 %           3 ms, 12 ms

  Position  Side  Quantity     Entry      Last     Profit   Return
  BTC/USDT  long       0.5  61,000.5    64,000  +1,499.75  +4.92 %
  ETH/USDT  long      4.25     3,100  3,050.25    -211.44  -1.60 %
  2 open, 1 winning, 1 losing

  ! the stream was silent for 31 s
`);
});

test("a run that holds nothing says so, and a halt is seen", () => {
  const halted: StatusDocument = {
    ...STATUS,
    state: "HALTED",
    running: false,
    marketHours: false,
    positions: [],
  };
  const text = renderStatus(halted, PLAIN);
  expect(text).toContain("HALTED, ended, market closed\n");
  expect(text).toMatch(/Last day +-50\.00/); // Of its data, which may be years ago.
  expect(text).toContain("  no open position\n");
  expect(renderStatus(halted, { ...PLAIN, color: true })).toContain("\u001b[1;31mHALTED\u001b[0m, ended");
});

test("stopped symbols are named, with how each is started again", () => {
  const textOf = (stoppedSymbols: readonly string[], running: boolean, isLeft: boolean): string =>
    renderStatus({ ...STATUS, stoppedSymbols, running }, PLAIN, isLeft).replaceAll(/\s+/g, " ");
  const one = textOf(["ETH/USDT"], true, false);
  expect(one).toContain("stopped: ETH/USDT; no strategy is asked there, what is held stays protected");
  expect(one).toContain("timonel start ETH/USDT");
  expect(textOf(["BTC/USDT", "ETH/USDT"], false, true)).toMatch(
    /stopped: BTC\/USDT, ETH\/USDT; .* timonel start SYMBOL, once the run is taken up/,
  );
  expect(textOf(["ETH/USDT"], false, false)).toMatch(/stopped when it ended: ETH\/USDT (?!timonel start)/);
  expect(textOf([], true, false)).not.toContain("stopped");
});

test("a run whose process is gone is in no state, and not over", () => {
  const [title] = renderStatus({ ...STATUS, running: false }, PLAIN, true).split("\n");
  expect(title).toBe("paper run 20240421-7f3a                                      nobody plays it now");
});

test("data that nobody vouches for stand there with what was found, on narrow terminals too", () => {
  const since = Date.UTC(2024, 0, 1, 5);
  const missing = {
    ...{ fault: "unclosed", found: "the bar of 2024-01-01T04:00Z, not closed" },
    expected: "the bar of 2024-01-01T04:00Z",
  };
  const zero = { fault: "zero", found: "low 0", expected: "low 99.5" };
  const notWhole = [
    { symbol: "BTC/USDT", since, ...zero },
    { symbol: "ETH/USDT:USDT", since, ...missing },
  ];
  const text = renderStatus({ ...STATUS, notWhole, alerts: [] }, PLAIN);
  expect(text).toContain(`
  ! BTC/USDT not whole since 2024-01-01 05:00 UTC: found low 0, expected low
    99.5
  ! ETH/USDT:USDT not whole since 2024-01-01 05:00 UTC: found the bar of
    2024-01-01T04:00Z, not closed, expected the bar of 2024-01-01T04:00Z
  no entries until a bar comes whole; exits and protection go on
`);
  const many = { ...STATUS, notWhole: Array.from({ length: 30 }, () => notWhole).flat() };
  expect(renderStatus(many, PLAIN)).toContain("  and 40 more\n");
});

test("forty positions and a long alert do not flood or wrap the terminal", () => {
  const [first] = STATUS.positions;
  const many = Array.from({ length: 40 }, () => ({ ...first, symbol: "1000000MOG/USDT:USDT" }) as never);
  const text = renderStatus(
    { ...STATUS, positions: many, alerts: ["x".repeat(300)] },
    { color: false, width: 72 },
  );
  expect(text).toContain("and 20 more");
  for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(72);
});

const FILL: Fill = {
  order: 1 as OrderId,
  instrument: 0 as InstrumentId,
  side: "buy",
  price: price("16541.77"),
  quantity: quantity("0.5"),
  fee: amount("8.270885"),
  feeAsset: "USDT",
  liquidity: "taker",
  tradeId: "1",
  at: Date.UTC(2023, 0, 2, 13, 5) as UnixMs,
};
const ENTRY: FillLine = { fill: FILL, symbol: "BTC/USDT", reason: "entry", pnl: undefined, currency: "USDT" };

test("an entry is one line, without the year where columns are few", () => {
  expect(renderFill(ENTRY, PLAIN)).toBe("01-02 13:05 BTC/USDT buy      0.5 @ 16,541.77 fee 8.27 entry");
});

test("the fill that closes a trade tells its profit", () => {
  const exit: FillLine = {
    ...ENTRY,
    fill: { ...FILL, side: "sell" },
    reason: "take-profit",
    pnl: amount("123.45"),
  };
  expect(renderFill(exit, { color: false, width: 100 })).toBe(
    "2023-01-02 13:05 BTC/USDT  sell        0.5 @ 16,541.77  fee 8.27  take-profit  +123.45 USDT",
  );
  const loss = renderFill({ ...exit, reason: "stop-loss", pnl: amount("-3") }, { color: true, width: 100 });
  expect(loss).toContain("stop-loss\u001b[31m  -3.00 USDT\u001b[0m");
});

test("fills stand below each other, whatever they tell, and fit eighty columns", () => {
  const exit: FillLine = { ...ENTRY, reason: "take-profit", pnl: amount("123.45") };
  const line = renderFill(exit, PLAIN);
  expect(line).toBe("01-02 13:05 BTC/USDT buy      0.5 @ 16,541.77 fee 8.27 take-profit  +123.45 USDT");
  expect(line.length).toBeLessThanOrEqual(80);
  expect(renderFill(ENTRY, PLAIN).indexOf("entry")).toBe(line.indexOf("take-profit"));
});

test("a fee in another asset is named, and a rebate is negative", () => {
  const fill: Fill = { ...FILL, fee: amount("-0.00012"), feeAsset: "BNB" };
  expect(renderFill({ ...ENTRY, fill }, PLAIN)).toContain("fee -0.00012 BNB");
});
