/** Getting out: from whatever state, through whatever the venue does, and never beyond flat. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { perpetual, spot } from "../../../tests/builders/instrument.ts";
import { type HouseTerms, inShort, ServedHouse } from "../../../tests/builders/served-venue.ts";
import { UserProblem } from "../problem/index.ts";
import { cancelOpening, type EmergencyOptions, type EmergencyReport, emergencyClose } from "./index.ts";

const open: ServedHouse[] = [];
const house = async (terms?: HouseTerms): Promise<ServedHouse> => {
  const one = await ServedHouse.open({ instruments: [perpetual(), spot()], ...terms });
  open.push(one);
  return one;
};
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const press = (venue: ServedHouse, more: Partial<EmergencyOptions> = {}): Promise<EmergencyReport> =>
  emergencyClose({
    address: venue.address,
    account: "test",
    epoch: 2,
    closePositions: true,
    timeoutMs: 60,
    ...more,
  });

interface Truth {
  readonly orders: readonly { readonly id: string; readonly status: string }[];
  readonly positions: readonly { readonly symbol: string; readonly quantity: string }[];
}
const truthOf = async (venue: ServedHouse): Promise<Truth> =>
  (await venue.stage.ask("truth")) as unknown as Truth; // Its own books.
const live = ({ orders }: Truth): readonly string[] =>
  orders
    .filter(({ status }) => status === "ACCEPTED" || status === "SUBMITTED" || status === "PARTIALLY_FILLED")
    .map(({ id }) => id);

/** A short contract, a spot holding, three orders of ours and one of another hand. */
async function laden(terms?: HouseTerms) {
  const venue = await house(terms);
  const trader = await venue.client(1);
  await trader.send({ instrument: 0, quantity: "2" });
  await trader.send({ instrument: 1, side: "sell", quantity: "3" });
  await trader.send({ instrument: 0, limit: "90" });
  await trader.send({ instrument: 1, side: "sell", limit: "120" });
  await trader.send({
    instrument: 1,
    side: "buy",
    type: "stop",
    trigger: "130",
    reduceOnly: true,
    quantity: "3",
  });
  await venue.stage.ask("ghost", {
    order: { symbol: "BTC/USDT", side: "buy", type: "limit", quantity: "1", limit: "80" },
  });
  return { venue, trader };
}

const STARTS_FLAT = { positions: [] };

describe("an emergency", () => {
  test("cancels everything, closes everything, and fences whoever traded before", async () => {
    const { venue, trader } = await laden();
    const report = await press(venue);
    expect(report).toMatchObject({ isFlat: true, left: [], epoch: 2 });
    expect([...report.cancelled].sort()).toEqual(["hand-1", trader.id(3), trader.id(4), trader.id(5)].sort());
    expect(report.closed.map((one) => one.replace(/ by .*: /, ": ")).sort()).toEqual([
      "buy 3 BTC/USDT:USDT: FILLED",
      "sell 2 BTC/USDT: FILLED",
    ]);
    const truth = await truthOf(venue);
    expect(truth).toMatchObject(STARTS_FLAT);
    expect(live(truth)).toEqual([]);
    expect(inShort(await trader.send({ instrument: 0 }))).toMatch(/^(REJECTED fenced|NOT_SENT)$/);
  });

  test.each([
    ["does not answer", () => new Promise<void>(() => undefined)],
    ["cannot be told", () => Promise.reject(new Error("nobody is there"))],
  ])("tells a person that the venue is reached, and goes on where that one %s", async (_, answer) => {
    const { venue } = await laden();
    const told: string[] = [];
    const tell = (what: string): Promise<void> => {
      told.push(what);
      return answer();
    };
    expect(await press(venue, { tell })).toMatchObject({ isFlat: true, left: [] });
    expect(told).toEqual(["reached, as epoch 2: nobody before it can send anything any more"]);
  });

  test("on an account that is flat says so, and sends nothing", async () => {
    const venue = await house();
    expect(await press(venue)).toMatchObject({ isFlat: true, left: [], cancelled: [], closed: [] });
    expect((await truthOf(venue)).orders).toEqual([]);
  });

  test("pressed again does nothing more; pressed twice at once ends flat, and never beyond", async () => {
    const { venue } = await laden();
    expect((await press(venue)).isFlat).toBe(true);
    const orders = (await truthOf(venue)).orders.length;
    expect(await press(venue)).toMatchObject({ isFlat: true, closed: [], epoch: 3 });
    expect((await truthOf(venue)).orders).toHaveLength(orders);

    const { venue: other } = await laden();
    const reports = await Promise.all([press(other), press(other), press(other)]);
    // Who is taken over from looks on, until the last one is done.
    expect(reports.map(({ isFlat, left }) => [isFlat, left])).toEqual([1, 2, 3].map(() => [true, []]));
    expect(await truthOf(other)).toMatchObject(STARTS_FLAT);
  });

  test("may leave positions alone", async () => {
    const { venue } = await laden();
    const report = await press(venue, { closePositions: false });
    expect(report).toMatchObject({ isFlat: true, closed: [] });
    const truth = await truthOf(venue);
    expect(live(truth)).toEqual([]);
    expect(truth.positions).toHaveLength(2);
  });

  test("may take back only what could open: protection stays, and who traded before is fenced off", async () => {
    const { venue, trader } = await laden();
    const report = await cancelOpening({ address: venue.address, account: "test", epoch: 2, timeoutMs: 60 });
    expect(report.cancelled).toHaveLength(3);
    expect(report.left).toHaveLength(2); // The two positions, by name.
    const truth = await truthOf(venue);
    expect(live(truth)).toHaveLength(1);
    expect(truth.positions).toHaveLength(2);
    expect(await trader.send({ instrument: 0, limit: "70" })).not.toMatchObject({ kind: "ACCEPTED" });
  });

  test.each([
    ["it is being maintained for a while", { kind: "maintenance", op: "*", times: 6 }],
    ["its answers are lost for a while", { kind: "dropReply", op: "*", times: 4 }],
    ["a list of orders is empty once", { kind: "partialList", op: "openOrders", how: "empty", times: 1 }],
    ["it hangs up in the middle", { kind: "disconnectAfter", op: "openOrders,cancel", times: 2 }],
    ["a list of positions is empty twice", { kind: "partialList", op: "positions", how: "empty", times: 2 }],
    [
      "lists of positions are empty again and again",
      { kind: "partialList", op: "positions", how: "empty", times: 7 },
    ],
    ["lists of positions are old", { kind: "staleList", op: "positions", by: 9, times: 3 }],
  ] as const)("takes back what could open, and names what stays, while %s", async (_, rule) => {
    const { venue } = await laden();
    await venue.stage.fault(rule);
    const report = await cancelOpening({
      ...{ address: venue.address, account: "test", epoch: 2, timeoutMs: 60, deadlineMs: 20_000 },
    });
    expect([...report.left].sort()).toEqual(["-3 BTC/USDT:USDT", "2 BTC/USDT"]);
    expect((await venue.stage.counts())[rule.kind]).toBeGreaterThan(0);
    expect(live(await truthOf(venue))).toHaveLength(1);
  });

  test("takes everything back at once that could open: no answer is waited for before the next one goes", async () => {
    const venue = await house();
    const trader = await venue.client(1);
    for (const limit of ["70", "71", "72"]) await trader.send({ instrument: 0, limit });
    await venue.stage.fault({ kind: "lateReply", op: "cancel", times: 1 }); // Until it is released.
    const timeoutMs = 60_000;
    const cancelling = cancelOpening({ address: venue.address, account: "test", epoch: 2, timeoutMs });
    await vi.waitFor(async () => expect(live(await truthOf(venue))).toEqual([]), 20_000);
    await venue.stage.ask("release");
    // As they were listed, not as the answers came.
    expect(await cancelling).toEqual({ cancelled: [1, 2, 3].map((one) => trader.id(one)), left: [] });
  });

  test("takes an epoch above every one that the venue has seen", async () => {
    const venue = await house();
    await venue.client(41);
    expect((await press(venue)).epoch).toBe(42);
  });
});

describe("an emergency while the venue misbehaves", () => {
  test.each([
    ["its answers to closing orders are lost", { kind: "dropReply", op: "submit", times: 2 }],
    ["closing orders themselves are lost", { kind: "dropRequest", op: "submit", times: 2 }],
    ["it fails after it has accepted", { kind: "failReply", op: "submit,cancelAll", times: 3 }],
    ["it says nonsense", { kind: "garbageReply", op: "submit,cancelAll", times: 2 }],
    ["it hangs up in the middle", { kind: "disconnectAfter", op: "submit,positions", times: 3 }],
    ["it is being maintained for a while", { kind: "maintenance", op: "*", times: 6 }],
    ["it throttles", { kind: "throttle", op: "*", times: 5 }],
    ["its lists are empty once", { kind: "partialList", how: "empty", times: 2 }],
    ["its lists are old", { kind: "staleList", by: 4, times: 6 }],
    ["its lookups are blind", { kind: "blindLookup", times: 2 }],
    ["answers take too long", { kind: "lateReply", op: "submit", ms: 90, times: 2 }],
    ["requests take too long", { kind: "lateRequest", op: "submit", ms: 90, times: 2 }],
  ] as const)("ends flat when %s", async (_, rule) => {
    const { venue } = await laden();
    await venue.stage.fault(rule);
    const report = await press(venue, { deadlineMs: 20_000 });
    expect(report).toMatchObject({ isFlat: true, left: [] });
    if (rule.kind !== "blindLookup") expect((await venue.stage.counts())[rule.kind]).toBeGreaterThan(0);
    const truth = await truthOf(venue);
    expect(truth).toMatchObject(STARTS_FLAT);
    expect(live(truth)).toEqual([]);
  });

  test.each([
    ["thing", 0, 2],
    ["thing", 0, 8],
    ["contract", 1, 2],
    ["contract", 1, 8],
  ])(
    "that hides a %s (%i) from %i lists in a row is not believed: the account shows it",
    async (_, instrument, times) => {
      const venue = await house();
      const trader = await venue.client(1);
      await trader.send({ instrument, quantity: "2" });
      await venue.stage.fault({ kind: "partialList", op: "positions", how: "empty", times });
      expect(await press(venue)).toMatchObject({ isFlat: true, left: [] });
      expect((await venue.stage.counts())["partialList"]).toBe(times);
      expect(await truthOf(venue)).toMatchObject(STARTS_FLAT);
    },
  );

  test("that stalls for good ends at the deadline and names what it does not know; afterwards it can be pressed again", async () => {
    const { venue } = await laden();
    await venue.stage.fault({ kind: "dropReply", op: "*", skip: 1 });
    const report = await press(venue, { deadlineMs: 300 });
    expect(report.isFlat).toBe(false);
    expect(report.left.join("\n")).toContain("orders: unknown, timeout");
    expect(report.left.join("\n")).toContain("positions: unknown, timeout");
    await venue.stage.clear();
    expect((await press(venue)).isFlat).toBe(true);
    expect(await truthOf(venue)).toMatchObject(STARTS_FLAT);
  });

  test("that has no market any more leaves the position, by name", async () => {
    const { venue } = await laden({
      bars: [
        ["100 101 99 100", "100 101 99 100"],
        ["100 101 99 100", "100 101 99 100"],
      ],
    });
    await venue.stage.advance(5);
    const report = await press(venue, { deadlineMs: 300 });
    expect(report.isFlat).toBe(false);
    expect(report.left.join("\n")).toContain("position -3 BTC/USDT:USDT");
    expect(report.left.join("\n")).toContain("closing order sell 2 BTC/USDT by t2-emergncy-");
    const closing = (await truthOf(venue)).orders.filter(({ id }) => id.includes("emergncy"));
    expect(closing, "one for each position, however often it looked").toHaveLength(2);
  });

  test("that is taken over from looks on, and names what the other one does not close", async () => {
    const bars = ["100 101 99 100", "100 101 99 100"];
    const { venue } = await laden({ bars: [bars, bars] });
    await venue.stage.advance(5);
    const pressed = press(venue, { deadlineMs: 1_500 });
    await vi.waitFor(
      async () => expect((await truthOf(venue)).orders.at(-1)?.id).toContain("emergncy"),
      20_000,
    );
    const later = await venue.client(50);
    await later.client.cancelAll(); // What was to close: it would be sent anew.
    const { isFlat, left } = await pressed;
    expect(isFlat).toBe(false);
    expect(left).toContain("whatever epoch 50 has not closed: it took over");
    expect(left.join("\n")).toContain("position -3 BTC/USDT:USDT");
  });

  test("sends no second order for a position while the first works, though looks do not find that any more", async () => {
    const bars = ["100 101 99 100", "100 101 99 100"];
    const { venue } = await laden({ bars: [bars, bars] });
    await venue.stage.advance(5);
    await venue.stage.fault({ kind: "blindLookup", times: 1_000 });
    await press(venue, { deadlineMs: 600 });
    expect((await venue.stage.counts())["blindLookup"]).toBeGreaterThan(2);
    const closing = (await truthOf(venue)).orders.filter(({ id }) => id.includes("emergncy"));
    expect(closing).toHaveLength(2);
  });

  test("that is not there ends at the deadline too", async () => {
    const report = await emergencyClose({
      address: "/tmp/there/is/no/venue",
      account: "test",
      epoch: 1,
      closePositions: true,
      deadlineMs: 100,
      timeoutMs: 50,
    });
    expect(report).toMatchObject({ isFlat: false, closed: [] });
    expect(report.left[0]).toContain("everything: the venue was not reached");
    const nowhere = { address: "example.org:80", account: "test", epoch: 1, closePositions: true };
    await expect(emergencyClose(nowhere)).rejects.toThrow(UserProblem);
  });
});
