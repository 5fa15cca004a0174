/** What a schedule of payments remembers, and what follows from it. */
import { expect, test } from "vitest";
import { listed, perpetual, START } from "../../../tests/builders/instrument.ts";
import { ratio } from "../base/index.ts";
import { HoldingSchedule } from "./index.ts";

const DAY = 86_400_000;

test("a schedule that is taken up goes on where it was, its next payment included", () => {
  const instruments = listed([{ ...perpetual(), borrowRate: ratio("0.1") }]);
  const [instrument] = instruments;
  if (instrument === undefined) throw new Error("one instrument is due");
  const time = Float64Array.from([1, 2, 3], (hours) => START + hours * 8 * 3_600_000);
  const funding = [{ instrument: instrument.id, time, rate: Float64Array.of(0.0001, 0.0002, 0.0003) }];
  const begun = (): HoldingSchedule => {
    const schedule = new HoldingSchedule(instruments, funding);
    schedule.begin(START + 1);
    return schedule;
  };
  const first = begun();
  first.take(first.nextAt);
  const second = begun();
  second.restore(first.snapshot());
  expect(second.nextAt).toBe(time[1]);
  for (let moment = first.nextAt; moment <= START + 2 * DAY; moment = first.nextAt) {
    expect(second.nextAt).toBe(moment);
    expect(second.take(moment)).toEqual(first.take(moment));
  }
});
