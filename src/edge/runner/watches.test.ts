/** What watches over a run, with clocks of its own: no test here waits for anything. */
import { describe, expect, test } from "vitest";
import { ClockWatch } from "./clock-watch.ts";
import type { Vitals } from "./live-run.ts";
import { OverloadWatch } from "./overload-watch.ts";
import { VenueWatch } from "./venue-watch.ts";

const LOOK = 100;

describe("overload", () => {
  /** Looks so many times in a row, and what came of it. */
  function watching(limit = 500) {
    let now = 0;
    let pulse = 0;
    const watch = new OverloadWatch(limit, now);
    const look = (vitals: Partial<Vitals> = {}, after = LOOK) => {
      now += after;
      return watch.look(now, { isStarted: true, pulse: ++pulse, lagMs: 0, ...vitals });
    };
    const looks = (times: number, vitals: Partial<Vitals> = {}) =>
      Array.from({ length: times }, () => look(vitals)).filter((one) => one !== undefined);
    return { watch, look, looks };
  }

  test("is what the thread noted of itself, told once, and over a minute after the last of it", () => {
    const { look, looks } = watching();
    expect(looks(50, { lagMs: 500 })).toEqual([]);
    expect(looks(3, { lagMs: 501 })).toEqual([{ kind: "pull", lagMs: 501 }]);
    expect(looks(599)).toEqual([]);
    expect(look()).toEqual({ kind: "release" });
    expect(looks(3, { lagMs: 900 })).toEqual([{ kind: "pull", lagMs: 900 }]);
  });

  test("is a thread that gives no sign of life, before it ever comes back", () => {
    const { look, looks } = watching();
    look();
    expect(looks(10, { pulse: 1 })).toEqual([{ kind: "pull", lagMs: 600 }]);
  });

  test("is not what whoever watches did not see, for it was stopped itself", () => {
    const { look } = watching();
    look();
    expect(look({ pulse: 1 }, 5_000)).toBeUndefined();
    expect(look({ lagMs: 5_000 }, 5_000)).toEqual({ kind: "pull", lagMs: 5_000 });
  });

  test("is nothing before the thread has begun", () => {
    expect(watching().looks(100, { isStarted: false, pulse: 7, lagMs: 9_000 })).toEqual([]);
  });

  test("that a person has lifted is told again when it comes again", () => {
    const { watch, looks } = watching();
    looks(1, { lagMs: 900 });
    watch.resumed();
    expect(looks(1, { lagMs: 900 })).toHaveLength(1);
  });
});

describe("the clock", () => {
  const HOUR = 3_600_000;

  test("may drift slowly, however far", () => {
    const watch = new ClockWatch(0, 0);
    for (let now = LOOK; now < 600_000; now += LOOK) expect(watch.look(now * 1.01, now)).toBeUndefined();
  });

  test.each([1_001, -1_001, HOUR])("that steps by %i ms is told once, until it is right again", (stepMs) => {
    const watch = new ClockWatch(0, 0);
    expect(watch.look(100, 100)).toBeUndefined();
    expect(watch.look(200 + stepMs, 200)).toEqual({ kind: "pull", stepMs });
    expect(watch.look(300 + stepMs, 300)).toBeUndefined();
    expect(watch.look(400, 400)).toEqual({ kind: "release" });
    expect(watch.look(500, 500)).toBeUndefined();
  });

  test("that steps by less is none", () => {
    const watch = new ClockWatch(0, 0);
    expect(watch.look(1_100, 100)).toBeUndefined();
  });

  test("is right as it is once a person has said so", () => {
    const watch = new ClockWatch(0, 0);
    watch.look(HOUR, 100);
    watch.resumed();
    expect(watch.look(HOUR + 100, 200)).toBeUndefined();
    expect(watch.look(200, 300)).toMatchObject({ kind: "pull" });
  });
});

describe("a venue", () => {
  /** Looks on until that moment. */
  const lookUntil = (watch: VenueWatch, from: number, until: number) => {
    const found: unknown[] = [];
    for (let now = from; now <= until; now += LOOK) {
      const one = watch.look(now);
      if (one !== undefined) found.push(one);
    }
    return found;
  };

  test("that is silent is told of first, then the trigger is pulled, once each", () => {
    const watch = new VenueWatch(30_000, 0);
    expect(lookUntil(watch, 0, 60_000)).toEqual([
      { kind: "silent", silentMs: 5_000 },
      { kind: "pull", silentMs: 30_000 },
    ]);
    expect(watch.heard(61_000)).toEqual({ kind: "heard", silentMs: 61_000, wasPulled: true });
    expect(watch.heard(61_001)).toBeUndefined();
  });

  test("that comes back in time pulls nothing", () => {
    const watch = new VenueWatch(30_000, 0);
    lookUntil(watch, 0, 20_000);
    expect(watch.heard(20_000)).toEqual({ kind: "heard", silentMs: 20_000, wasPulled: false });
    expect(lookUntil(watch, 20_100, 24_000)).toEqual([]);
  });

  test("pulls nothing where no trigger is configured", () => {
    const watch = new VenueWatch(Number.POSITIVE_INFINITY, 0);
    expect(lookUntil(watch, 0, 600_000)).toEqual([{ kind: "silent", silentMs: 5_000 }]);
  });

  test("is not silent for as long as nobody listened", () => {
    const watch = new VenueWatch(30_000, 0);
    expect(watch.look(100)).toBeUndefined();
    expect(watch.look(3_600_000)).toBeUndefined(); // The process was stopped for an hour.
    expect(watch.heard(3_600_001)).toBeUndefined();
  });
});
