/** What every indicator promises, whatever the bars: warm-up, memory, snapshots, peeking. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BarColumns } from "../../../src/core/market/index.ts";
import type { IndicatorCase } from "./case.ts";
import { CASES } from "./cases/index.ts";
import { Stage } from "./examine.ts";

const ROWS = 240;
const START = Date.UTC(2024, 0, 1);

/** Bars that wander, jump, stand still, and have volume of every size. */
const walk = fc
  .array(
    fc.record({
      move: fc.oneof(fc.integer({ min: -300, max: 300 }), fc.constant(0)),
      up: fc.nat(150),
      down: fc.nat(150),
      volume: fc.oneof(fc.integer({ min: 1, max: 1_000_000 }), fc.constant(0)),
    }),
    { minLength: ROWS, maxLength: ROWS },
  )
  .map((steps): BarColumns => {
    const rows = steps.length;
    const make = (): Float64Array => new Float64Array(rows);
    const bars = { time: make(), open: make(), high: make(), low: make(), close: make(), volume: make() };
    let before = 20_000;
    steps.forEach(({ move, up, down, volume }, row) => {
      const close = Math.max(1_000, before + move);
      bars.time[row] = START + row * 86_400_000;
      bars.open[row] = before / 100;
      bars.close[row] = close / 100;
      bars.high[row] = (Math.max(before, close) + up) / 100;
      bars.low[row] = (Math.min(before, close) - down) / 100;
      bars.volume[row] = volume;
      before = close;
    });
    return bars;
  });

const cut = (bars: BarColumns, from: number): BarColumns => ({
  time: bars.time.slice(from),
  open: bars.open.slice(from),
  high: bars.high.slice(from),
  low: bars.low.slice(from),
  close: bars.close.slice(from),
  volume: bars.volume.slice(from),
});

const RUNS = { numRuns: 12 };

describe.each(CASES.map((one) => [one.code, one] as const))("%s", (_code, one: IndicatorCase) => {
  test("is no number before its warm-up is over", () => {
    fc.assert(
      fc.property(walk, (bars) => {
        const stage = new Stage(one, bars);
        for (let closed = 1; stage.close(); closed++) {
          for (const [name, line] of Object.entries(stage.lines))
            if (closed < line.warmUp) expect([name, closed, line.now]).toEqual([name, closed, Number.NaN]);
        }
        expect(stage.indicator.warmUp).toBeLessThan(ROWS);
      }),
      RUNS,
    );
  });

  test("keeps the value of the bar before", () => {
    fc.assert(
      fc.property(walk, (bars) => {
        const stage = new Stage(one, bars);
        let before = Object.values(stage.lines).map(() => Number.NaN);
        while (stage.close()) {
          expect(Object.values(stage.lines).map(({ prev }) => prev)).toEqual(before);
          before = Object.values(stage.lines).map(({ now }) => now);
        }
      }),
      RUNS,
    );
  });

  test("goes on from a snapshot, written down at any bar, as if nothing had been", () => {
    fc.assert(
      fc.property(walk, fc.nat(ROWS), (bars, at) => {
        const whole = new Stage(one, bars);
        const other = new Stage(one, bars);
        for (let row = 0; row < at; row++) whole.close();
        const written = JSON.stringify(whole.feed.snapshot(), (_key, value: unknown) =>
          typeof value === "number" && !Number.isFinite(value) ? String(value) : value,
        );
        const read = JSON.parse(written, (_key, value: unknown) =>
          value === "NaN" || value === "Infinity" || value === "-Infinity" ? Number(value) : value,
        ) as ReturnType<typeof whole.feed.snapshot>;
        other.series.visible = at;
        other.feed.restore(read);
        do expect(other.values()).toEqual(whole.values());
        while (whole.close() && other.close());
      }),
      RUNS,
    );
  });

  test("shows at a peek what it will say when the bar closes like that, and forgets it", () => {
    fc.assert(
      fc.property(walk, fc.integer({ min: 0, max: ROWS - 1 }), (bars, at) => {
        const plain = new Stage(one, bars);
        const peeking = new Stage(one, bars);
        for (let row = 0; row < at; row++) {
          plain.close();
          peeking.close();
        }
        const field = (name: keyof BarColumns, row: number): number => bars[name][row] ?? Number.NaN;
        const bar = (row: number) => ({
          open: field("open", row),
          high: field("high", row),
          low: field("low", row),
          close: field("close", row),
          volume: field("volume", row),
        });
        peeking.feed.peek(bar((at + 7) % ROWS), () => undefined); // Any bar.
        expect(peeking.values()).toEqual(plain.values());
        const seen = peeking.feed.peek(bar(at), () => peeking.values());
        expect(peeking.values()).toEqual(plain.values());
        while (plain.close() && peeking.close()) {
          if (plain.series.visible === at + 1) expect(seen).toEqual(plain.values());
          expect(peeking.values()).toEqual(plain.values());
        }
      }),
      RUNS,
    );
  });

  test("says the same over the same bars, whoever else listens to the feed", () => {
    fc.assert(
      fc.property(walk, (bars) => {
        const alone = new Stage(one, bars);
        const shared = new Stage(one, bars);
        one.make(shared.feed);
        while (alone.close() && shared.close()) expect(shared.values()).toEqual(alone.values());
      }),
      RUNS,
    );
  });

  test("never looks at a bar that has not closed", () => {
    fc.assert(
      fc.property(walk, walk, fc.integer({ min: 1, max: ROWS }), (bars, other, at) => {
        const spliced = (name: keyof BarColumns): Float64Array => {
          const column = Float64Array.from(bars[name]);
          if (name !== "time") column.set(cut(other, at)[name], at);
          return column;
        };
        const changed: BarColumns = {
          time: spliced("time"),
          open: spliced("open"),
          high: spliced("high"),
          low: spliced("low"),
          close: spliced("close"),
          volume: spliced("volume"),
        };
        const [a, b] = [new Stage(one, bars), new Stage(one, changed)];
        for (let row = 0; row < at; row++) {
          a.close();
          b.close();
          expect(b.values()).toEqual(a.values());
        }
      }),
      RUNS,
    );
  });
});
