import fc from "fast-check";
import { expect, test } from "vitest";
import { type Clocks, checkClock } from "./clock.ts";

const START = Date.UTC(2100, 0, 1); // Behind every package.json that these tests lie beside.

/** A machine whose time passes only where it is said so: `stalls` between two readings, in order, then none. */
function machine(start = START, stalls: readonly number[] = [], jump = 0, waited = 60): Clocks {
  let [passed, ahead, reads] = [0, 0, 0];
  const read = <T>(take: () => T): T => {
    passed += stalls[reads++] ?? 0;
    return take();
  };
  return {
    wall: () => read(() => Math.floor(start + passed + ahead)),
    steady: () => read(() => 1000 + passed),
    wait: async () => {
      passed += waited;
      ahead += jump;
    },
  };
}

test("a clock that goes as it should", async () => {
  expect(await checkClock(machine())).toEqual({
    name: "clock",
    result: "ok",
    detail: expect.stringMatching(/^2100-01-01T00:00:00Z; this machine shows .* time, timonel/) as string,
  });
});

test.each([-3_600_000, -100, 100, 3_600_000])("one that is set by %d ms while we look", async (jump) => {
  expect(await checkClock(machine(START, [], jump))).toMatchObject({
    result: "warning",
    detail: `the wall clock moved by ${jump} ms against the steady one within 60 ms`,
  });
});

test("one that is days behind what is installed", async () => {
  const check = await checkClock(machine(Date.UTC(2001, 0, 1)));
  expect(check).toMatchObject({
    result: "warning",
    detail: expect.stringContaining("2001-01-01T00:00:00Z") as string,
  });
  expect(check.detail).toContain("before this package was written");
});

test("a busy machine is none that jumps: wherever it stops us, and for however long", async () => {
  const stall = fc.integer({ min: 0, max: 5000 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(stall, { maxLength: 32 }),
      fc.integer({ min: 60, max: 60_000 }),
      async (stalls, waited) => {
        expect(await checkClock(machine(START, stalls, 0, waited))).toMatchObject({ result: "ok" });
      },
    ),
  );
});

test("nor does it hide one that does: a step is seen as long as one pair of readings was not disturbed", async () => {
  const stalls = Array.from({ length: 12 }, () => 700);
  expect(await checkClock(machine(START, stalls, 400))).toMatchObject({ result: "warning" });
});
