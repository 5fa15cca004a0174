/** The rules of US holidays against LEAN's calendar, and against the days on which SPY was traded. */
import { expect, test } from "vitest";
import { describeWithShared, sharedFile } from "../../../../tests/shared-data.ts";
import { readMarketHours } from "../market-hours-file.ts";
import { sessionsOf } from "../trading-hours.ts";
import { marketHours } from "./market-hours.ts";
import { readRawRows } from "./raw-rows.ts";

const DAY_MS = 86_400_000;

describeWithShared("US share holidays by rule", () => {
  const span = { from: Date.UTC(2013, 0, 2, 12), to: Date.UTC(2021, 2, 31, 23) };
  const { calendar } = marketHours("equity", undefined, "unknown", undefined, span);
  const ours = calendar.kind === "sessions" ? calendar : undefined;
  const rows = (from: number, to: number, column: "opens" | "closes") =>
    (ours?.[column] ?? new Float64Array()).filter((at) => at >= from && at <= to);

  test("give the sessions, holidays and early closes of LEAN's calendar from 2013 to 2021", () => {
    const database = sharedFile("data", "reference", "lean_market-hours-database.json.gz");
    const hours = readMarketHours(database, ["Equity-usa-[*]"]);
    const lean = sessionsOf(hours, span, { isExtended: false, whenClosed: "queue" });
    expect(rows(span.from, span.to, "opens")).toEqual(lean.opens.slice());
    expect(rows(span.from, span.to, "closes")).toEqual(lean.closes.slice());
  });

  test("give the days on which SPY was traded from 1998 to 2021", () => {
    const raw = readRawRows(sharedFile("data", "candles", "us-equity", "SPY_1d.csv.gz"));
    const days = Array.from(raw.values[0] ?? [], (time) => time / DAY_MS);
    const all = { from: (days[0] ?? 0) * DAY_MS, to: (days.at(-1) ?? 0) * DAY_MS + DAY_MS };
    const sessions = marketHours("equity", undefined, "unknown", undefined, all).calendar;
    const due = sessions.kind === "sessions" ? Array.from(sessions.days) : [];
    expect(due.filter((day) => day >= (days[0] ?? 0) && day <= (days.at(-1) ?? 0))).toEqual(days);
  });
});
