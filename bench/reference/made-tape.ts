/** A seeded tape for where the recorded ones are absent: a book around a price that wanders, quotes and trades between. */
import { Chance, type UnixMs } from "../../src/core/base/index.ts";
import { type BookSide, DepthBook, NO_TICK, type TapeEvent } from "../../src/core/market/index.ts";

const DIFFS = 12_000;
/** Levels of a side in the snapshot, and ticks between two of them at most. */
const LEVELS = 500;
const SPACING = 20;
const CHANGES = 20;
const START = 1_723_161_000_000;
const EVERY_MS = 100;
/** Sizes are whole thousandths of a unit. */
const GRAIN = 100_000;

export function madeTape(seed: number): readonly TapeEvent[] {
  const chance = new Chance(`made tape/${seed}`);
  const { bids, asks } = new DepthBook();
  const events: TapeEvent[] = [];
  const size = (): number => (1 + chance.int(3_000)) * GRAIN;
  let middle = 6_000_000;
  let changed: [BookSide, number, number][] = [];
  const set = (side: BookSide, tick: number, to: number): void => {
    side.set(tick, to);
    changed.push([side, tick, to]);
  };
  const flush = (): { ticks: Int32Array; sizes: Float64Array; bids: number } => {
    const sorted = [
      ...changed.filter(([side]) => side === bids),
      ...changed.filter(([side]) => side === asks),
    ];
    changed = [];
    return {
      ticks: Int32Array.from(sorted, ([, tick]) => tick),
      sizes: Float64Array.from(sorted, ([, , to]) => to),
      bids: sorted.filter(([side]) => side === bids).length,
    };
  };
  for (const side of [bids, asks]) {
    let tick = middle;
    for (let level = 0; level < LEVELS; level++) {
      const away = 1 + chance.int(SPACING);
      tick += side === bids ? -away : away;
      set(side, tick, size());
    }
  }
  events.push({ kind: "snapshot", at: START as UnixMs, last: 0, ...flush() });
  for (let id = 1; id <= DIFFS; id++) {
    const at = (START + id * EVERY_MS) as UnixMs;
    for (let trades = chance.int(4); trades > 0; trades--) {
      const isBuy = chance.int(2) === 0;
      const tick = isBuy ? asks.best : bids.best;
      events.push({ kind: "trade", at, tradedAt: at, tick, size: size(), side: isBuy ? "buy" : "sell" });
    }
    middle += chance.int(41) - 20;
    while (bids.best >= middle) set(bids, bids.best, 0);
    while (asks.best !== NO_TICK && asks.best <= middle) set(asks, asks.best, 0);
    for (let change = 0; change < CHANGES; change++) {
      const side = chance.int(2) === 0 ? bids : asks;
      const away = 1 + chance.int(chance.int(4) === 0 ? LEVELS * SPACING : SPACING);
      const tick = side === bids ? middle - away : middle + away;
      set(side, tick, side.size(tick) > 0 && chance.int(2) === 0 ? 0 : size());
    }
    // The market never runs dry next to its price.
    set(bids, middle - 1 - chance.int(SPACING), size());
    set(asks, middle + 1 + chance.int(SPACING), size());
    events.push({ kind: "diff", at, previous: id - 1, last: id, ...flush() });
    const [bidTick, askTick] = [bids.best, asks.best];
    events.push({
      kind: "quote",
      at,
      id,
      bidTick,
      bidSize: bids.size(bidTick),
      askTick,
      askSize: asks.size(askTick),
    });
  }
  return events;
}
