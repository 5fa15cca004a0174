/** Each fault of the simulated venue, the outcome that it leads to, and that it was really there. */
import { afterEach, describe, expect, test } from "vitest";
import {
  type HouseTerms,
  inShort,
  ServedHouse,
  statusOf,
  until,
} from "../../../../tests/builders/served-venue.ts";
import { quantity } from "../../../core/base/index.ts";
import type { JsonRule } from "./plan.ts";

const open: ServedHouse[] = [];
const house = async (terms?: HouseTerms): Promise<ServedHouse> => {
  const one = await ServedHouse.open(terms);
  open.push(one);
  return one;
};
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** Long enough for a machine that is busy with others. */
const QUICK = { timeoutMs: 500 };

describe("the outcome of a submit", () => {
  const CASES: readonly (readonly [fault: JsonRule, outcome: string, truth: string])[] = [
    // F1, F3, F4, F9: it was accepted, and whoever sent it cannot know.
    [{ kind: "dropReply" }, "UNKNOWN timeout", "ACCEPTED"],
    [{ kind: "disconnectAfter" }, "UNKNOWN disconnected", "ACCEPTED"],
    [{ kind: "failReply" }, "UNKNOWN venue error", "ACCEPTED"],
    [{ kind: "garbageReply" }, "UNKNOWN garbage", "ACCEPTED"],
    [{ kind: "wrongReply" }, "UNKNOWN garbage", "ACCEPTED"],
    [{ kind: "wrongReply", how: "other" }, "UNKNOWN garbage", "ACCEPTED"],
    // F8: it was accepted, as something else.
    [{ kind: "otherTerms" }, "ACCEPTED ACCEPTED", "ACCEPTED"],
    // F20: it was accepted, and will fill more.
    [{ kind: "overfill" }, "ACCEPTED ACCEPTED", "ACCEPTED"],
    // F2: it never arrived, and that looks the same.
    [{ kind: "dropRequest" }, "UNKNOWN timeout", "absent"],
    [{ kind: "disconnectBefore" }, "UNKNOWN disconnected", "absent"],
    [{ kind: "failBefore" }, "UNKNOWN venue error", "absent"],
    // F12, F38, F39: proof that nothing was executed.
    [{ kind: "maintenance", op: "submit" }, "REJECTED maintenance", "absent"],
    [{ kind: "throttle" }, "NOT_SENT", "absent"],
    [{ kind: "reject", how: "InsufficientMargin" }, "REJECTED InsufficientMargin", "REJECTED"],
    [{ kind: "reject" }, "REJECTED busy", "REJECTED"],
    // F5: an answer that comes twice is one answer.
    [{ kind: "duplicateReply" }, "ACCEPTED ACCEPTED", "ACCEPTED"],
  ];

  test.each(CASES)("under %j is %s; in truth it is %s", async (fault, outcome, truth) => {
    const venue = await house();
    const trader = await venue.client(1, QUICK);
    await venue.stage.fault({ ...fault, times: 1 });
    expect(inShort(await trader.send({ limit: "90" }))).toBe(outcome);
    expect((await venue.stage.counts())[String(fault["kind"])]).toBe(1);
    await until(
      () =>
        trader.said.filter((one) => one === "connected").length >
        trader.said.filter((one) => one === "disconnected").length,
    );
    const found = await trader.client.find(trader.id(1));
    expect(statusOf(found)).toBe(truth);
    expect((await venue.stage.ask("truth"))["orders"]).toHaveLength(truth === "absent" ? 0 : 1);
    expect(inShort(await trader.send({ limit: "91" })), "and the next one goes through").toBe(
      "ACCEPTED ACCEPTED",
    );
  });

  test("of a cancel that is refused shows the order, which works on", async () => {
    const venue = await house();
    const trader = await venue.client(1);
    await trader.send({ limit: "90" });
    await venue.stage.fault({ kind: "reject", op: "cancel", times: 1 });
    const refused = await trader.client.cancel(trader.id(1));
    expect(refused).toMatchObject({ kind: "REJECTED", rejection: undefined, order: { status: "ACCEPTED" } });
    expect((await trader.client.cancel(trader.id(1))).kind).toBe("ACCEPTED");
  });

  test("keeps what the venue said, word for word", async () => {
    const venue = await house();
    const trader = await venue.client(1);
    await venue.stage.fault({ kind: "garbageReply", times: 1 });
    const outcome = await trader.send({ limit: "90" });
    expect(outcome.kind === "UNKNOWN" && outcome.raw).toContain('"result":"accepted"');
  });

  test("of a venue that is not there is NOT_SENT, and so is what waited for its turn", async () => {
    const venue = await house();
    const trader = await venue.client(1, { inFlightMax: 1, ...QUICK });
    await venue.stage.fault({ kind: "dropReply", times: 1 });
    const both = await Promise.all([trader.send({ limit: "90" }), trader.send({ limit: "91" })]);
    // The second waited behind the first until its own time was up, or left as the time of both was up.
    const { orders } = (await venue.stage.ask("truth")) as { readonly orders: readonly unknown[] };
    expect(both.map(inShort)).toEqual([
      "UNKNOWN timeout",
      orders.length === 1 ? "NOT_SENT" : "UNKNOWN timeout",
    ]);
    await venue.served.stop();
    await until(() => trader.said.includes("disconnected"));
    expect(inShort(await trader.send({ limit: "90" }))).toBe("NOT_SENT");
    const nobody = await venue.client(1);
    expect(inShort(await nobody.send({}))).toBe("NOT_SENT");
  });

  test("can be told late, by an answer that comes after all", async () => {
    const venue = await house();
    const trader = await venue.client(1, QUICK);
    await venue.stage.fault({ kind: "lateReply", times: 1 });
    expect(inShort(await trader.send({ limit: "90" }))).toBe("UNKNOWN timeout");
    await venue.stage.ask("release");
    await until(() => trader.late.length === 1);
    expect(trader.late.map(({ id, outcome }) => [id, inShort(outcome)])).toEqual([
      [trader.id(1), "ACCEPTED ACCEPTED"],
    ]);
  });

  test("may come after its fill: the stream and the answers are different ways", async () => {
    const venue = await house();
    const trader = await venue.client(1, {}, 0);
    await venue.stage.fault({ kind: "lateReply", times: 1 });
    const sent = trader.send({ quantity: "1" });
    await until(() =>
      trader.news.some(({ news }) => news.kind === "order" && news.news.kind === "OrderFilled"),
    );
    await venue.stage.ask("release");
    expect(inShort(await sent)).toBe("ACCEPTED ACCEPTED");
  });
});

describe("a request that is late", () => {
  test.each([
    ["inside its window is taken", 0, "ACCEPTED"],
    ["outside of its window is turned away", 10_000, "absent"],
  ] as const)("%s", async (_, passes, truth) => {
    let wall = 1_000_000;
    const venue = await house({ now: () => wall });
    const trader = await venue.client(1, { ...QUICK, now: () => wall, admissionMs: 5_000 });
    await venue.stage.fault({ kind: "lateRequest", times: 1 });
    expect(inShort(await trader.send({ limit: "90" }))).toBe("UNKNOWN timeout");
    expect(statusOf(await trader.client.find(trader.id(1))), "absent now proves nothing").toBe("absent");
    wall += passes;
    await venue.stage.ask("release");
    expect(statusOf(await trader.client.find(trader.id(1)))).toBe(truth);
  });

  test("is taken all the same by a venue that does not look at the time", async () => {
    let wall = 1_000_000;
    const venue = await house({ now: () => wall });
    const trader = await venue.client(1, { ...QUICK, admissionMs: 5_000 });
    await venue.stage.fault({ kind: "lateRequest", times: 1 });
    await venue.stage.fault({ kind: "admitLate", times: 1 });
    await trader.send({ limit: "90" });
    wall += 10_000;
    await venue.stage.ask("release");
    expect(statusOf(await trader.client.find(trader.id(1)))).toBe("ACCEPTED");
  });

  test.each([-3_600_000, 3_600_000])(
    "is held to the clock of the venue: one here that is %i ms off makes nothing late, and nothing last",
    async (off) => {
      const wall = 1_000_000_000;
      let passed = 0;
      const venue = await house({ now: () => wall + passed });
      const trader = await venue.client(1, { ...QUICK, now: () => wall + off, admissionMs: 5_000 });
      expect(inShort(await trader.send({ limit: "90" }))).toBe("ACCEPTED ACCEPTED");
      await venue.stage.fault({ kind: "lateRequest", times: 1 });
      await trader.send({ limit: "91" });
      passed = 10_000;
      await venue.stage.ask("release");
      expect(statusOf(await trader.client.find(trader.id(2)))).toBe("absent");
    },
  );
});

describe("other terms than were asked for", () => {
  test.each([
    [{ reduceOnly: false, quantity: quantity("1") }, {}],
    [{ reduceOnly: true, quantity: quantity("0.5") }, { how: "quantity" }],
  ])("are told as %o", async (taken, how) => {
    const venue = await house();
    const trader = await venue.client();
    await trader.send({ quantity: "2" });
    await venue.stage.advance(1);
    await venue.stage.fault({ kind: "otherTerms", times: 1, ...how });
    const terms = { type: "stop", trigger: "90", side: "sell", role: "stop-loss", reduceOnly: true } as const;
    const outcome = await trader.send({ ...terms, quantity: "1" });
    expect(outcome.kind === "ACCEPTED" && outcome.order).toMatchObject(taken);
    const list = await trader.client.openOrders();
    expect(list.kind === "answered" && list.value).toMatchObject([taken]);
  });
});

describe("what lists say", () => {
  test("may be old: the number of the newest event that they count tells", async () => {
    const venue = await house();
    const trader = await venue.client();
    const sent = await trader.send({ limit: "90" });
    await venue.stage.fault({ kind: "staleList", by: 1, times: 1 });
    const list = await trader.client.openOrders();
    expect(list.kind === "answered" && list.value).toEqual([]);
    const changed = sent.kind === "ACCEPTED" ? sent.order.changed : 0;
    expect(list.kind === "answered" && list.asOf).toBe(changed - 1);
    const again = await trader.client.openOrders();
    expect(again.kind === "answered" && again.value).toHaveLength(1);
  });

  test("may be incomplete, or empty, and positions too", async () => {
    const venue = await house();
    const trader = await venue.client();
    for (const limit of ["90", "91", "92", "93"]) await trader.send({ limit });
    await trader.send({ quantity: "1" });
    await venue.stage.fault({ kind: "partialList", times: 1, op: "openOrders" });
    await venue.stage.fault({ kind: "partialList", times: 1, op: "positions", how: "empty" });
    const half = await trader.client.openOrders();
    expect(half.kind === "answered" && half.value).toHaveLength(2);
    const flat = await trader.client.positions();
    expect(flat.kind === "answered" && flat.value).toEqual([]);
    const held = await trader.client.positions();
    expect(held.kind === "answered" && held.value).toHaveLength(1);
    expect((await venue.stage.counts())["partialList"]).toBe(2);
  });

  test("a direct look may not see yet what was accepted", async () => {
    const venue = await house();
    const trader = await venue.client();
    await trader.send({ limit: "90" });
    await venue.stage.fault({ kind: "blindLookup", times: 1 });
    expect(statusOf(await trader.client.find(trader.id(1)))).toBe("absent");
    expect(statusOf(await trader.client.find(trader.id(1)))).toBe("ACCEPTED");
    await venue.stage.fault({ kind: "blindLookup", how: "replica" });
    const looks: string[] = [];
    for (let i = 0; i < 4; i++) looks.push(statusOf(await trader.client.find(trader.id(1))));
    expect(looks).toEqual(["absent", "ACCEPTED", "absent", "ACCEPTED"]);
  });

  test("under maintenance there is no answer, which is not an empty one", async () => {
    const venue = await house();
    const trader = await venue.client();
    await venue.stage.fault({ kind: "maintenance" });
    expect(await trader.client.openOrders()).toEqual({ kind: "unavailable", why: "maintenance" });
    expect(await trader.client.find(trader.id(1))).toEqual({ kind: "unavailable", why: "maintenance" });
    await venue.stage.clear("maintenance");
    expect((await trader.client.openOrders()).kind).toBe("answered");
  });
});

describe("the stream", () => {
  test("that is silent while pings are answered is noticed, and made anew without a hole", async () => {
    const venue = await house();
    const trader = await venue.client(1, { silenceMs: 100, pingMs: 20 }, 0);
    await until(() => trader.news.length === 2);
    await venue.stage.fault({ kind: "silentStream", times: 1 });
    await venue.stage.advance(3);
    await until(() => trader.news.length === 8);
    expect(trader.said).toEqual(["connected", "silent", "disconnected", "connected"]);
    expect(trader.news.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test.each(["loseEvent", "duplicateEvent", "swapEvents"])(
    "with %s still tells each event once, in order",
    async (kind) => {
      const venue = await house();
      const trader = await venue.client(1, {}, 0);
      await until(() => trader.news.length === 2);
      await venue.stage.fault({ kind, times: 3, p: 0.5 });
      await venue.stage.advance(20);
      await until(() => trader.news.length === 42);
      expect(trader.news.map(({ number }) => number)).toEqual(Array.from({ length: 42 }, (_, i) => i + 1));
      expect((await venue.stage.counts())[kind]).toBe(3);
    },
  );

  test("that cannot go back far enough says which events are missing, and goes on behind them", async () => {
    const venue = await house({ backlogMax: 10 });
    const early = await venue.client(1, {}, 0);
    await until(() => early.news.length === 2);
    early.client.disconnect();
    await venue.stage.advance(20);
    const later = await venue.client(1, {}, 2);
    await until(() => later.news.at(-1)?.number === 42);
    const first = later.news[0]?.number ?? 0;
    expect(first).toBeGreaterThan(3);
    expect(later.said).toContain(`gap 3 to ${first - 1}`);
    expect(later.news.map(({ number }) => number)).toEqual(
      Array.from({ length: 43 - first }, (_, i) => first + i),
    );
  });

  test("of another venue that knows less is told apart: nothing that was seen has happened there", async () => {
    const venue = await house();
    const trader = await venue.client(1, {}, 1_000);
    await until(() => trader.said.includes("gap 1 to 2"));
    await venue.stage.advance(1);
    await until(() => trader.news.length === 2);
    expect(trader.news.map(({ number }) => number)).toEqual([3, 4]);
  });

  test.each([
    ["skip", 1],
    ["duplicate", 3],
    ["unclosed", 2],
    ["zero", 2],
    ["nan", 2],
    ["crossed", 2],
    ["spike", 2],
    ["backwards", 2],
    ["negative", 2],
    ["revise", 3],
  ] as const)(
    "may bring a bar that is %s: the client hands it on for whoever validates",
    async (how, events) => {
      const venue = await house();
      const trader = await venue.client(1, {}, 2);
      await venue.stage.fault({ kind: "badBar", how, times: 1 });
      await venue.stage.advance(1);
      await until(() => trader.news.length === events);
      const [first] = trader.news.map(({ news }) => news);
      const bar = first?.kind === "bar" ? { ...first.bar, isClosed: first.isClosed } : undefined;
      const good = { open: 100, high: 101, low: 99, close: 100, isClosed: true };
      if (how === "skip") expect(first?.kind).toBe("time");
      else if (how === "duplicate") expect(trader.news[1]?.news).toEqual(first);
      else if (how === "backwards" || how === "revise") expect(bar).toMatchObject(good);
      else expect(bar).not.toMatchObject(good);
    },
  );
});

test("a venue that is slow by chance answers everything all the same", async () => {
  const venue = await house({ seed: "slow" });
  await venue.stage.ask("fault", { latency: { request: [0, 8], reply: [0, 8], stream: [0, 8] } });
  const trader = await venue.client(1, {}, 0);
  const outcomes = await Promise.all(Array.from({ length: 30 }, () => trader.send({ limit: "90" })));
  expect(new Set(outcomes.map(inShort))).toEqual(new Set(["ACCEPTED ACCEPTED"]));
  await until(() => trader.news.length === 32);
});
