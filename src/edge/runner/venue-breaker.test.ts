import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { order as requestOf } from "../../../tests/builders/order.ts";
import type { OrderId } from "../../core/domain/index.ts";
import type { ClientOrderId, Outcome } from "../ports/index.ts";
import { type BreakerLimits, CircuitBreaker } from "./circuit-breaker.ts";
import { VenueBreaker } from "./venue-breaker.ts";
import type { Outgoing } from "./venue-messages.ts";

const of = (limits: Partial<BreakerLimits>): CircuitBreaker =>
  new CircuitBreaker({ latencyMsMax: undefined, errorRateMax: undefined, ...limits });

describe("a circuit breaker", () => {
  test("opens at the share of lost requests, where fewer than ten count as ten", () => {
    const breaker = of({ errorRateMax: 0.2 });
    expect(breaker.note(1, 5, true)).toBeUndefined();
    expect(breaker.note(2, 5, true)).toBeUndefined();
    expect(breaker.isClosed).toBe(true);
    expect(breaker.note(3, 5, true)).toBe(
      "3 of the latest 3 requests to the venue were lost, the limit is a share of 0.2",
    );
    expect(breaker.isClosed).toBe(false);
    expect(breaker.note(4, 5, true)).toBeUndefined();
  });

  test("forgets what is long past, and all but the latest", () => {
    const breaker = of({ errorRateMax: 0.2 });
    breaker.note(0, 5, true);
    breaker.note(0, 5, true);
    expect(breaker.note(300_001, 5, true)).toBeUndefined();
    const busy = of({ errorRateMax: 0.5 });
    for (let i = 0; i < 5; i++) busy.note(i, 5, true);
    for (let i = 5; i < 200; i++) busy.note(i, 5, false);
    for (let i = 200; i < 250; i++) expect(busy.note(i, 5, true)).toBeUndefined();
    expect(busy.note(250, 5, true)).toBeDefined();
  });

  test("opens at an answer that took too long", () => {
    const breaker = of({ latencyMsMax: 1_000 });
    expect(breaker.note(1, 1_000, false)).toBeUndefined();
    expect(breaker.note(2, 1_001, false)).toContain("took 1001 ms, the limit is 1000 ms");
  });

  test("is closed by a probe that succeeds, and waits longer after one that does not", () => {
    const breaker = of({ latencyMsMax: 1_000 });
    breaker.note(1, 2_000, false);
    expect(breaker.probed(5, false)).toBe(false); // Not yet half open.
    const waits: number[] = [];
    for (let i = 0; i < 6; i++) {
      waits.push(breaker.coolMs);
      breaker.halfOpen();
      expect(breaker.probed(i === 0 ? 1_001 : 5, i > 0)).toBe(false);
    }
    expect(waits).toEqual([30_000, 60_000, 120_000, 240_000, 300_000, 300_000]);
    breaker.halfOpen();
    expect(breaker.probed(1_000, false)).toBe(true);
    expect([breaker.isClosed, breaker.coolMs]).toEqual([true, 30_000]);
  });
});

describe("in front of a venue", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const submit = (reduceOnly: boolean): Outgoing => ({
    ...{ kind: "submit", order: 1 as OrderId, id: "a" as ClientOrderId, after: undefined },
    request: { ...requestOf(), reduceOnly },
  });
  const cancel: Outgoing = {
    ...{ kind: "cancel", order: 1 as OrderId, id: "a" as ClientOrderId, after: undefined },
  };
  const LOST = { kind: "UNKNOWN", why: "timeout" } as unknown as Outcome;

  test("lets cancels and what reduces pass, and everything once a probe was answered", async () => {
    const told: string[] = [];
    const answers = [false, true];
    const breaker = new VenueBreaker(
      {
        limits: { latencyMsMax: undefined, errorRateMax: 0.05 },
        onOpen: (why) => void told.push(why),
        onClose: () => void told.push("closed"),
      },
      async () => answers.shift() ?? false,
    );
    expect(breaker.refuses(submit(false))).toBe(false);
    expect(await breaker.watch(async () => LOST)).toBe(LOST);
    expect(told).toEqual(["1 of the latest 1 requests to the venue were lost, the limit is a share of 0.05"]);
    expect([submit(false), submit(true), cancel].map((one) => breaker.refuses(one))).toEqual([
      true,
      false,
      false,
    ]);
    await vi.advanceTimersByTimeAsync(30_000); // The first probe is lost.
    expect(breaker.refuses(submit(false))).toBe(true);
    await vi.advanceTimersByTimeAsync(59_999);
    expect(told).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(told.at(-1)).toBe("closed");
    expect(breaker.refuses(submit(false))).toBe(false);
  });

  test("probes nothing any more once it is closed for good", async () => {
    let probes = 0;
    const breaker = new VenueBreaker(
      {
        limits: { latencyMsMax: undefined, errorRateMax: 0.05 },
        onOpen: () => undefined,
        onClose: () => undefined,
      },
      async () => {
        probes++;
        return true;
      },
    );
    await breaker.watch(async () => LOST);
    breaker.close();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(probes).toBe(0);
  });

  test("asks the venue at once when a person goes on, and says so where it does not answer", async () => {
    const told: string[] = [];
    const answers = [false, true];
    const breaker = new VenueBreaker(
      {
        limits: { latencyMsMax: undefined, errorRateMax: 0.05 },
        onOpen: (why) => void told.push(why),
        onClose: () => void told.push("closed"),
      },
      async () => answers.shift() ?? false,
    );
    breaker.resumed(); // Nothing was open.
    await breaker.watch(async () => LOST);
    expect(told).toHaveLength(1);
    breaker.resumed();
    await vi.advanceTimersByTimeAsync(0);
    expect([told.length, told[1], breaker.refuses(submit(false))]).toEqual([
      2,
      "the venue was asked, and did not answer in time: nothing that adds risk leaves",
      true,
    ]);
    breaker.resumed();
    await vi.advanceTimersByTimeAsync(0);
    expect([told.length, told[2], breaker.refuses(submit(false))]).toEqual([3, "closed", false]);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(told).toHaveLength(3);
  });
});
