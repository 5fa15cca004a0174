/** What the simulated venue promises to whoever trades on it, over a real socket. */
import { afterEach, describe, expect, test } from "vitest";
import { HOUR, perpetual, START, spot } from "../../../../tests/builders/instrument.ts";
import { amendment, order } from "../../../../tests/builders/order.ts";
import {
  type HouseTerms,
  inShort,
  ServedHouse,
  statusOf,
  type TestClient,
  until,
} from "../../../../tests/builders/served-venue.ts";
import { amount, formatAmount, formatPrice, formatQuantity, quantity } from "../../../core/base/index.ts";
import type { InstrumentId } from "../../../core/domain/index.ts";
import type { Answer } from "../../ports/index.ts";
import { clientOrderId } from "../client-order-id.ts";

const NONE = 0n as never;
const open: ServedHouse[] = [];
const house = async (terms?: HouseTerms): Promise<ServedHouse> => {
  const one = await ServedHouse.open(terms);
  open.push(one);
  return one;
};
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const told = <T>(answer: Answer<T>): T => {
  if (answer.kind !== "answered") throw new Error(answer.why);
  return answer.value;
};
const kinds = ({ news }: TestClient): readonly string[] =>
  news.map(({ news: one }) => (one.kind === "order" ? one.news.kind : one.kind));

describe("an order", () => {
  test("by the market is accepted and fills at the open that it meets; who subscribed hears both", async () => {
    const venue = await house({ bars: [["100 101 99 100", "102 103 101 102", "100 101 99 100"]] });
    const trader = await venue.client(1, {}, 0);
    expect(inShort(await trader.send({ quantity: "2" }))).toBe("ACCEPTED ACCEPTED"); // As venues answer: the fill follows.
    await until(() => kinds(trader).includes("OrderFilled"));
    expect(kinds(trader)).toEqual(["bar", "time", "OrderAccepted", "OrderFilled"]);
    const [fill] = told(await trader.client.fills(0));
    expect([formatPrice(fill?.price ?? NONE), fill?.id, fill?.number]).toEqual(["102", trader.id(1), 4]);
  });

  test("by a limit rests, fills when the market trades through it, and is found with its fills", async () => {
    const venue = await house({
      bars: [["100 101 99 100", "100 101 99 100", "100 101 90 95", "95 96 94 95"]],
    });
    const trader = await venue.client();
    expect(inShort(await trader.send({ limit: "95", quantity: "1" }))).toBe("ACCEPTED ACCEPTED");
    expect(told(await trader.client.openOrders()).map(({ id }) => id)).toEqual([trader.id(1)]);
    await venue.stage.advance(1);
    expect(statusOf(await trader.client.find(trader.id(1)))).toBe("ACCEPTED");
    await venue.stage.advance(1);
    const found = await trader.client.find(trader.id(1));
    expect(statusOf(found)).toBe("FILLED");
    expect(found.kind === "found" && found.order.fills?.map((one) => formatPrice(one.price))).toEqual(["95"]);
    expect(told(await trader.client.openOrders())).toEqual([]);
    const [position] = told(await trader.client.positions());
    expect([formatQuantity(position?.quantity ?? NONE), formatAmount(position?.cost ?? NONE)]).toEqual([
      "1",
      "95",
    ]);
  });

  test("that breaks a rule is rejected with the rule, and its name is used up", async () => {
    const venue = await house();
    const trader = await venue.client();
    expect(inShort(await trader.send({ limit: "99.001" }))).toBe("REJECTED PriceOffTick");
    expect(statusOf(await trader.client.find(trader.id(1)))).toBe("REJECTED");
    const again = await trader.client.submit({ id: trader.id(1), request: order({}) });
    expect(inShort(again)).toBe("UNKNOWN duplicate id");
  });

  test("under a name that is taken never becomes a second one, whoever sends it and whatever became of the first", async () => {
    const venue = await house();
    const trader = await venue.client(1);
    await trader.send({ quantity: "1" });
    const twin = await venue.client(1);
    const second = await twin.send({ quantity: "5" });
    expect(
      second.kind === "UNKNOWN" && [
        second.why,
        second.order?.status,
        formatQuantity(second.order?.quantity ?? NONE),
      ],
    ).toEqual(["duplicate id", "FILLED", "1"]);
    expect((await venue.stage.ask("truth"))["orders"]).toHaveLength(1);
  });

  test("can be cancelled once, and a second time the venue says what became of it", async () => {
    const venue = await house();
    const trader = await venue.client();
    await trader.send({ limit: "90" });
    expect(inShort(await trader.client.cancel(trader.id(1)))).toBe("ACCEPTED CANCELLED");
    expect(inShort(await trader.client.cancel(trader.id(1)))).toBe("REJECTED CANCELLED");
    expect(inShort(await trader.client.cancel(trader.id(7)))).toBe("UNKNOWN not found");
  });

  test("gets new terms, or stands as it was", async () => {
    const venue = await house();
    const trader = await venue.client();
    await trader.send({ limit: "90" });
    const moved = await trader.client.amend(trader.id(1), amendment({ limit: "91" }));
    expect(moved.kind === "ACCEPTED" && formatPrice(moved.order.limit ?? NONE)).toBe("91");
    expect(inShort(await trader.client.amend(trader.id(1), amendment({ limit: "91.005" })))).toBe(
      "REJECTED PriceOffTick",
    );
    const [one] = told(await trader.client.openOrders());
    expect(formatPrice(one?.limit ?? NONE)).toBe("91");
  });

  test("waits for another, and goes with its pair", async () => {
    const venue = await house({
      bars: [["100 101 99 100", "100 101 99 100", "100 120 99 119", "119 120 118 119"]],
    });
    const trader = await venue.client();
    await trader.send({ quantity: "1", limit: "99.5" });
    for (const [ordinal, terms] of [
      [2, { type: "stop", trigger: "95" }],
      [3, { type: "take-profit", trigger: "110" }],
    ] as const) {
      const request = order({
        ...terms,
        id: ordinal,
        side: "sell",
        quantity: "1",
        reduceOnly: true,
        after: 1,
        oneCancelsOther: 4,
      });
      const sent = await trader.client.submit({ id: trader.id(ordinal), request, after: trader.id(1) });
      expect(inShort(sent)).toBe("ACCEPTED SUBMITTED");
    }
    await venue.stage.advance(3);
    const became = await Promise.all([1, 2, 3].map((one) => trader.client.find(trader.id(one))));
    expect(became.map(statusOf)).toEqual(["FILLED", "CANCELLED", "FILLED"]);
  });

  test("is refused before anything has a price, and for what is not traded", async () => {
    const venue = await house({
      instruments: [perpetual(), spot()],
      bars: [["100 101 99 100"], ["-", "-", "5 6 4 5"]],
    });
    const trader = await venue.client();
    expect(inShort(await trader.send({ instrument: 0 }))).not.toBe("REJECTED noPrice");
    expect(inShort(await trader.send({ instrument: 1 }))).toBe("REJECTED noPrice");
  });

  test("that takes time to arrive is answered when it has arrived", async () => {
    const latency = { feedMs: 0, orderMs: HOUR, cancelMs: HOUR };
    const venue = await house({
      fills: {
        slippage: { kind: "none" },
        limitFill: "through",
        volumeShareMax: Number.POSITIVE_INFINITY,
        latency,
      },
    });
    const trader = await venue.client();
    let answer = "none yet";
    const sent = trader.send({ limit: "90" }).then((outcome) => {
      answer = inShort(outcome);
    });
    await trader.client.time();
    expect(answer).toBe("none yet");
    await venue.stage.advance(2);
    await sent;
    expect(answer).toBe("ACCEPTED ACCEPTED");
  });
});

describe("an account", () => {
  test("is cancelled whole, other people's orders too", async () => {
    const venue = await house({ instruments: [perpetual(), spot()] });
    const trader = await venue.client();
    await trader.send({ instrument: 0, limit: "90" });
    await trader.send({ instrument: 1, limit: "90" });
    await venue.stage.ask("ghost", {
      order: { symbol: "BTC/USDT", side: "buy", type: "limit", quantity: "1", limit: "80" },
    });
    const orders = told(await trader.client.openOrders());
    expect(orders.map(({ id, isForeign }) => [id, isForeign])).toEqual([
      [trader.id(1), false],
      [trader.id(2), false],
      ["hand-1", true],
    ]);
    const one = told(await trader.client.cancelAll(1 as InstrumentId));
    expect(one).toEqual({ cancelled: [trader.id(2)], refused: [] });
    expect(told(await trader.client.cancelAll()).cancelled).toEqual([trader.id(1), "hand-1"]);
    expect(told(await trader.client.cancelAll())).toEqual({ cancelled: [], refused: [] });
  });

  test("adds up: cash is what was there, less what was bought, plus what was sold, less fees", async () => {
    const venue = await house({ instruments: [perpetual(), spot()], balance: "10000" });
    const trader = await venue.client();
    for (const [instrument, side, size] of [
      [1, "buy", "3"],
      [0, "buy", "2"],
      [0, "sell", "0.5"],
      [1, "sell", "3"],
      [0, "sell", "1.5"],
      [1, "sell", "1"],
      [1, "buy", "1"],
    ] as const) {
      expect(inShort(await trader.send({ instrument, side, quantity: size }))).toBe("ACCEPTED ACCEPTED");
      await venue.stage.advance(1);
    }
    let cash: bigint = amount("10000");
    for (const fill of told(await trader.client.fills(0)))
      cash += (fill.side === "buy" ? -1n : 1n) * fill.price * fill.quantity - fill.fee;
    const account = told(await trader.client.account());
    expect(told(await trader.client.positions())).toEqual([]);
    expect(formatAmount(account.cash)).toBe(formatAmount(cash as typeof account.cash));
    expect(account.free).toBe(account.cash);
  });

  test("of an unknown name, or without introduction, gets nothing", async () => {
    const venue = await house();
    const stranger = await venue.client(1, { account: "else" });
    expect(inShort(await stranger.send({}))).toBe("NOT_SENT");
    await expect(venue.stage.ask("openOrders")).rejects.toThrow("notIntroduced");
  });
});

describe("an epoch", () => {
  test("that is over can neither come in nor send, on a connection that it still has", async () => {
    const venue = await house();
    const old = await venue.client(1);
    expect(inShort(await old.send({ limit: "90" }))).toBe("ACCEPTED ACCEPTED");
    const next = await venue.client(2);
    expect(inShort(await old.send({ limit: "91" }))).toBe("REJECTED fenced");
    expect(old.said).toContain("fenced by 2");
    expect(inShort(await old.send({ limit: "91" }))).toBe("NOT_SENT");
    expect(await venue.client(1).then(({ said }) => said)).toEqual(["fenced by 2"]);
    expect(inShort(await next.send({ limit: "92" }))).toBe("ACCEPTED ACCEPTED");
    expect((await venue.stage.ask("truth"))["orders"]).toHaveLength(2);
  });

  test("of none only looks", async () => {
    const venue = await house();
    await venue.client(3);
    const looker = await venue.client(0);
    expect(told(await looker.client.account()).epoch).toBe(3);
    const id = clientOrderId({ epoch: 1, run: "testruns", ordinal: 1 });
    expect(inShort(await looker.client.submit({ id, request: order({}) }))).toBe("REJECTED onlyLooks");
  });
});

describe("time", () => {
  test("passes when it is told to: bars by value, then the moment, and history grows with it", async () => {
    const bars = ["100 101 99 100", "101 103 100.5 102.25 7", "102 102 102 102"];
    const venue = await house({ bars: [bars] });
    const trader = await venue.client(1, {}, 0);
    expect(told(await trader.client.history(0 as InstrumentId))).toHaveLength(1);
    expect(await venue.stage.advance(1)).toBe(true);
    await until(() => trader.news.length === 4);
    expect(trader.news.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    const bar = {
      instrument: 0,
      intervalMs: HOUR,
      row: 1,
      time: START + HOUR,
      open: 101,
      high: 103,
      low: 100.5,
      close: 102.25,
      volume: 7,
    };
    expect(trader.news[2]?.news).toEqual({ kind: "bar", bar, isClosed: true, at: START + 2 * HOUR });
    expect(trader.news[3]?.news).toEqual({ kind: "time", at: START + 2 * HOUR });
    expect(told(await trader.client.history(0 as InstrumentId, { from: 1 }))).toEqual([bar]);
    expect(told(await trader.client.history(0 as InstrumentId, { limit: 1 }))).toEqual([bar]);
    expect(told(await trader.client.time())).toBe(START + 2 * HOUR);
    expect(await venue.stage.advance(1)).toBe(false);
  });

  test("can run by itself to the end of the data", async () => {
    const venue = await house({ bars: [Array.from({ length: 2_000 }, () => "100 101 99 100")] });
    const trader = await venue.client(1, {}, 0);
    await venue.stage.ask("play");
    await until(() => trader.news.length === 4_000);
    expect(trader.news.map(({ number }) => number)).toEqual(Array.from({ length: 4_000 }, (_, i) => i + 1));
  });

  test("brings funding to whoever holds a position", async () => {
    const funding = [
      {
        instrument: 0 as InstrumentId,
        time: Float64Array.of(START + 2 * HOUR),
        rate: Float64Array.of(0.001),
      },
    ];
    const venue = await house({ funding });
    const trader = await venue.client(1, {}, 0);
    await trader.send({ quantity: "2" });
    const before = told(await trader.client.account()).cash;
    await venue.stage.advance(1);
    await until(() => kinds(trader).includes("account"));
    const news = trader.news.map(({ news: one }) => one).find((one) => one.kind === "account");
    const paid =
      news?.kind === "account" && news.event.kind === "FundingPaid" ? news.event.amount : undefined;
    expect(formatAmount(paid ?? NONE)).toBe("0.2");
    expect(before - told(await trader.client.account()).cash).toBe(paid);
  });

  test("brings a liquidation, which ends orders and leaves nothing", async () => {
    const venue = await house({
      bars: [["100 101 99 100", "100 101 99 100", "100 100 50 60", "60 60 60 60"]],
      balance: "1000",
      leverage: 5,
    });
    const trader = await venue.client(1, {}, 0);
    await trader.send({ quantity: "40" });
    await trader.send({ quantity: "1", limit: "10" });
    await venue.stage.advance(2);
    await until(() => kinds(trader).includes("account"));
    expect(kinds(trader).filter((kind) => kind !== "bar" && kind !== "time")).toEqual([
      "OrderAccepted",
      "OrderFilled",
      "OrderAccepted",
      "OrderCancelled",
      "account",
    ]);
    expect(told(await trader.client.positions())).toEqual([]);
    const fills = told(await trader.client.fills(0));
    expect(fills.map(({ side, quantity: size }) => `${side} ${formatQuantity(size)}`)).toEqual([
      "buy 40",
      "sell 40",
    ]);
  });
});

test("a position that is closed by a reducing order cannot turn", async () => {
  const venue = await house();
  const trader = await venue.client();
  await trader.send({ quantity: "2" });
  const reduce = {
    id: trader.id(9),
    instrument: 0 as InstrumentId,
    side: "sell",
    quantity: quantity("5"),
  } as const;
  expect(inShort(await trader.client.reduce(reduce))).toMatch(/^ACCEPTED/);
  expect(told(await trader.client.positions())).toEqual([]);
  expect(inShort(await trader.client.reduce({ ...reduce, id: trader.id(10) }))).toBe(
    "REJECTED ReduceOnlyWouldIncrease",
  );
});
