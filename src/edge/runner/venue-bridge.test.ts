import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { order as requestOf } from "../../../tests/builders/order.ts";
import { amount } from "../../core/base/index.ts";
import type { OrderId } from "../../core/domain/index.ts";
import { nextEpoch } from "../journal/index.ts";
import type { ClientOrderId, Lookup, Outcome, Venue, VenueListener } from "../ports/index.ts";
import { VenueBridge } from "./venue-bridge.ts";
import type { Outgoing, VenueMail } from "./venue-messages.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "timonel-bridge-"));
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(directory, { recursive: true });
});

const id = "t1-0a1b2c3d-1" as ClientOrderId;
const order = 1 as OrderId;
const submit = {
  kind: "submit",
  order,
  id,
  after: undefined,
  request: requestOf(),
} as const;
const ACCEPTED = { kind: "ACCEPTED" } as unknown as Outcome;
const ABSENT = { kind: "absent", at: 0 } as Lookup;

/** A bridge to a venue that answers as it is told, and what it handed over. */
function bridged(
  answers: {
    readonly submit?: Outcome;
    readonly cancel?: Outcome;
    readonly amend?: Outcome;
    readonly finds?: Lookup[];
    readonly positions?: object;
    readonly account?: object;
  } = {},
) {
  const mail: VenueMail[] = [];
  const asked: string[] = [];
  let listener: VenueListener | undefined;
  const finds = [...(answers.finds ?? [])];
  const venue = {
    submit: async () => {
      asked.push("submit");
      return answers.submit ?? ACCEPTED;
    },
    cancel: async () => {
      asked.push("cancel");
      return answers.cancel ?? ACCEPTED;
    },
    amend: async () => {
      asked.push("amend");
      return answers.amend ?? ACCEPTED;
    },
    subscribe: () => undefined,
    connect: async () => undefined,
    positions: async () => answers.positions ?? { kind: "answered", value: [], asOf: 7 },
    openOrders: async () => ({ kind: "answered", value: [], asOf: 7 }),
    account: async () => answers.account ?? { kind: "answered", value: { cash: amount("9") }, asOf: 7 },
    find: async () => {
      asked.push("find");
      return finds.shift() ?? ABSENT;
    },
    disconnect: () => undefined,
  } as unknown as Venue;
  const bridge = new VenueBridge({
    connectTo: (one) => {
      listener = one;
      return venue;
    },
    admissionMs: 2_000,
    compareEveryMs: 10_000,
    directory,
    epoch: nextEpoch(directory),
    hear: (one) => void mail.push(one),
    now: () => performance.now(),
  });
  return { bridge, mail, asked, listener: listener as VenueListener | undefined };
}

describe("the last gate", () => {
  test("sends what comes, once, and hands over its outcome", async () => {
    const { bridge, mail, asked } = bridged();
    bridge.send(submit);
    bridge.send(submit);
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual(["submit"]);
    const outcomes = mail.map((one) => one.kind === "outcome" && one.outcome.kind);
    expect(outcomes.sort()).toEqual(["ACCEPTED", "UNKNOWN"]); // What left before is not called unsent.
  });

  test("sends nothing any more once a later process has taken over, and says so", async () => {
    const { bridge, mail, asked } = bridged();
    nextEpoch(directory);
    bridge.send(submit);
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual([]);
    expect(mail).toEqual([
      { kind: "cut off", why: "a process of epoch 2 has taken over" },
      { kind: "outcome", of: "submit", order, outcome: { kind: "NOT_SENT", why: "fenced" } },
    ]);
  });

  test.each([
    ["damaged", (file: string) => writeFileSync(file, "nonsense")],
    ["gone", (file: string) => rmSync(file)],
  ])("is shut where the epoch on the disk is %s", async (_, harm) => {
    const { bridge, mail, asked } = bridged();
    harm(join(directory, "epoch"));
    bridge.send(submit);
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual([]);
    expect(mail.map(({ kind }) => kind)).toEqual(["cut off", "outcome"]);
    expect(mail[1]).toMatchObject({ outcome: { kind: "NOT_SENT" } });
  });

  test("opens again once an epoch that could not be read is readable: what protects must be able to follow", async () => {
    const { bridge, mail, asked } = bridged();
    const file = join(directory, "epoch");
    const whole = readFileSync(file);
    writeFileSync(file, "7 0000");
    bridge.send({ kind: "cancel", order, id, after: undefined });
    bridge.send(submit);
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual([]);
    writeFileSync(file, whole);
    bridge.send(submit);
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual(["submit"]);
    const told = (): number => mail.filter(({ kind }) => kind === "cut off").length;
    expect(told()).toBe(1); // Not for each that could not leave.
    writeFileSync(file, "7 0000");
    bridge.send(submit);
    await vi.advanceTimersByTimeAsync(0);
    expect(told()).toBe(2);
  });

  test("is shut by the venue's word as well", async () => {
    const { bridge, asked, listener } = bridged();
    listener?.fenced?.(9);
    bridge.send(submit);
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual([]);
  });
});

describe("an order whose outcome is unknown", () => {
  const look = { kind: "look", order, id } as const;

  test("is absent only when that was found twice after nothing could be admitted any more", async () => {
    const { bridge, mail } = bridged();
    bridge.send(look);
    await vi.advanceTimersByTimeAsync(1_999);
    expect(mail).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(mail).toEqual([{ kind: "absent", order }]);
  });

  test("that is not to be had in between has to be looked for twice again", async () => {
    const unavailable = { kind: "unavailable", why: "test" } as Lookup;
    const early = Array.from({ length: 4 }, () => ABSENT);
    const { bridge, mail, asked } = bridged({ finds: [...early, ABSENT, unavailable, ABSENT, ABSENT] });
    bridge.send(look);
    await vi.advanceTimersByTimeAsync(3_400);
    expect(mail).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(mail).toEqual([{ kind: "absent", order }]);
    expect(asked).toHaveLength(8);
  });

  test("that is found is left to the stream, and never sent again", async () => {
    const { bridge, mail, asked } = bridged({ finds: [ABSENT, { kind: "found" } as Lookup] });
    bridge.send(look);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toEqual(["find", "find"]);
    expect(mail).toEqual([]);
  });
});

test("an order that nobody can find out about is escalated after a minute, once, and looked for on", async () => {
  const mute = Array.from({ length: 400 }, () => ({ kind: "unavailable", why: "test" }) as Lookup);
  const { bridge, mail, asked } = bridged({ finds: mute });
  bridge.send({ kind: "look", order, id });
  await vi.advanceTimersByTimeAsync(59_000);
  expect(mail).toEqual([]);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(mail).toEqual([{ kind: "unresolved", order }]);
  const looks = asked.length;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asked.length).toBeGreaterThan(looks);
});

describe("what the venue lists", () => {
  test.each([
    ["of another event", { kind: "answered", value: { cash: amount("9") }, asOf: 8 }],
    ["that is not told", { kind: "unavailable", why: "timeout" }],
  ])("without cash %s", async (_, account) => {
    const { bridge, mail } = bridged({ account });
    bridge.open(0);
    await vi.advanceTimersByTimeAsync(11_000);
    expect(mail).toEqual([{ kind: "held", held: { asOf: 7, positions: [], orders: [], cash: undefined } }]);
    bridge.close();
  });

  test("is asked for again and again, until the bridge is closed", async () => {
    const { bridge, mail } = bridged();
    bridge.open(0);
    await vi.advanceTimersByTimeAsync(25_000);
    const held = { kind: "held", held: { asOf: 7, positions: [], orders: [], cash: amount("9") } };
    expect(mail).toEqual([held, held]);
    bridge.close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(mail).toHaveLength(2);
  });

  test.each([
    ["is not to be had", { kind: "unavailable", why: "test" }],
    ["belongs to another moment than its orders", { kind: "answered", value: [], asOf: 6 }],
  ])("says nothing where it %s", async (_, positions) => {
    const { bridge, mail } = bridged({ positions });
    bridge.open(0);
    await vi.advanceTimersByTimeAsync(25_000);
    expect(mail).toEqual([]);
  });

  test("and misses is looked up: what was found is handed over; nothing only where it was not found twice", async () => {
    const check = { kind: "check", order, id } as const;
    const found = { kind: "found", order: { id } } as unknown as Lookup;
    const here = bridged({ finds: [ABSENT, found] });
    here.bridge.send(check);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(here.mail).toEqual([{ kind: "checked", order, found: { id } }]);
    const gone = bridged();
    gone.bridge.send(check);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(gone.mail).toEqual([{ kind: "checked", order, found: undefined }]);
    const mute = bridged({ finds: [{ kind: "unavailable", why: "test" }] });
    mute.bridge.send(check);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(mute.mail).toEqual([]);
  });
});

test.each<[string, Outcome]>([
  ["that was lost", { kind: "UNKNOWN", why: "timeout", raw: undefined, order: undefined }],
  [
    "that the venue turned away unread",
    { kind: "REJECTED", rejection: undefined, order: undefined } as never,
  ],
])("a cancel %s is told after a while: whoever hears of it asks again", async (_, outcome) => {
  const { bridge, mail } = bridged({ cancel: outcome });
  bridge.send({ kind: "cancel", order, id, after: undefined });
  await vi.advanceTimersByTimeAsync(100);
  expect(mail).toEqual([]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(mail).toEqual([{ kind: "outcome", of: "cancel", order, outcome }]);
});

describe("new terms whose answer was lost", () => {
  const lost = { kind: "UNKNOWN", why: "timeout", raw: undefined, order: undefined } as Outcome;
  const amendment = (turn: number): Outgoing =>
    ({ kind: "amend", order, id, after: undefined, to: {}, turn }) as unknown as Outgoing;
  const amend = amendment(1);
  const found = { kind: "found", order: { id } } as unknown as Lookup;
  const terms = { kind: "terms", order, taken: { id }, turn: 1 };

  test("are looked up once nothing that was sent can be admitted any more, whatever is there before", async () => {
    const { bridge, mail, asked } = bridged({ amend: lost, finds: [found] });
    bridge.send(amend);
    await vi.advanceTimersByTimeAsync(1_999);
    expect([mail, asked]).toEqual([[], ["amend"]]);
    await vi.advanceTimersByTimeAsync(1);
    expect([mail, asked]).toEqual([[terms], ["amend", "find"]]);
  });

  test("are looked for until somebody knows; that the order is nowhere counts when it was said twice", async () => {
    const mute = { kind: "unavailable", why: "test" } as Lookup;
    const here = bridged({ amend: lost, finds: [mute, ABSENT, mute, ABSENT, found] });
    here.bridge.send(amend);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(here.mail).toEqual([terms]);
    const gone = bridged({ finds: [ABSENT, ABSENT] });
    gone.bridge.send({ kind: "terms", order, id });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(gone.mail).toEqual([{ kind: "terms", order, taken: undefined, turn: 0 }]);
  });

  test("do not matter any more where newer ones were sent", async () => {
    const { bridge, mail } = bridged({ amend: lost, finds: [found] });
    bridge.send(amend);
    await vi.advanceTimersByTimeAsync(1_000);
    bridge.send(amendment(2));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(mail).toEqual([{ ...terms, turn: 2 }]);
  });

  test("that were refused, or never left, are told at once", async () => {
    const refused = { kind: "REJECTED", rejection: undefined, order: undefined } as Outcome;
    const { bridge, mail } = bridged({ amend: refused });
    bridge.send(amend);
    await vi.advanceTimersByTimeAsync(0);
    expect(mail).toEqual([{ kind: "outcome", of: "amend", order, outcome: refused, turn: 1 }]);
  });
});
