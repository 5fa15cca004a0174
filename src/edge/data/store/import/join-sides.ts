import { damaged, misused, moment } from "../../data-problem.ts";
import { nameOf } from "../dataset-key.ts";
import { allocateTable, neededColumn, ORDER, type Table } from "../table.ts";
import type { Identified } from "./identify.ts";

/** Bars of bids and bars of asks of the same instrument and interval become quote bars; everything else stays as it is. */
export function joinSides(identified: readonly Identified[]): readonly Identified[] {
  const left = identified.filter(
    ({ source, key }) => source.told.side === undefined || key.content !== "bars",
  );
  const sides = identified.filter((one) => !left.includes(one));
  const joined = new Set<Identified>();
  const pairs = sides.flatMap((bid) => {
    if (bid.source.told.side !== "bid") return [];
    const ask = sides.find(
      (one) =>
        one.source.told.side === "ask" &&
        nameOf(one.key) === nameOf(bid.key) &&
        neededColumn(one.table, "time")[0] === neededColumn(bid.table, "time")[0] &&
        !joined.has(one),
    );
    if (ask === undefined) return [];
    joined.add(bid).add(ask);
    return [pairOf(bid, ask)];
  });
  const alone = sides.filter((one) => !joined.has(one));
  for (const one of alone) {
    const other = one.source.told.side === "bid" ? "ask" : "bid";
    if (sides.length > 1 && sides.some((each) => each !== one && nameOf(each.key) === nameOf(one.key)))
      throw misused({
        where: one.source.file,
        message: `no file of ${other}s goes with this one`,
        allowed: "files of bids and of asks that begin with the same bar",
        fix: "import the pairs one after the other",
      });
  }
  return [...left, ...pairs, ...alone.map(oneSided)];
}

const oneSided = (one: Identified): Identified => {
  const { side } = one.source.told;
  const other = side === "bid" ? "ask" : "bid";
  return {
    ...one,
    notes: [
      ...one.notes,
      `prices are those of the ${side} alone: import the file of ${other}s with it for quotes`,
    ],
  };
};

function pairOf(bid: Identified, ask: Identified): Identified {
  const names = ORDER.quotes.filter((name) => !name.endsWith("size"));
  const table = allocateTable(names, bid.table.rows);
  const [bidTime, askTime] = [neededColumn(bid.table, "time"), neededColumn(ask.table, "time")];
  const differs = bidTime.findIndex((t, row) => t !== askTime[row]);
  if (differs >= 0 || bidTime.length !== askTime.length) {
    const row = differs >= 0 ? differs : Math.min(bidTime.length, askTime.length);
    const which = bidTime.length > row ? bid : ask;
    throw damaged({
      where: which.source.locate(row, "time"),
      message: `the bars of bids and of asks part at ${moment((bidTime[row] ?? askTime[row]) as number)}`, // One of them has a row there.
      found: `${bid.table.rows} rows of bids, ${ask.table.rows} of asks`,
      allowed: "the same bars in both files",
      fix: "download both again for the same time",
    });
  }
  fill(table, "time", bid.table, "time");
  for (const part of ["open", "high", "low", "close"]) {
    fill(table, `bid_${part}`, bid.table, part);
    fill(table, `ask_${part}`, ask.table, part);
  }
  const { source } = bid;
  return {
    ...bid,
    key: { ...bid.key, content: "quotes" },
    table,
    notes: [...bid.notes, `bids of this file with the asks of ${ask.source.file}`],
    source: { ...source, content: "quotes" },
  };
}

const fill = (into: Table, name: string, from: Table, column: string): void =>
  neededColumn(into, name).set(neededColumn(from, column));
