import { type SessionCalendar, type SessionTable, tradesWithin } from "../../../core/domain/index.ts";
import { at } from "../../../core/market/index.ts";
import { count, moment } from "../data-problem.ts";
import { Zone } from "../zone.ts";
import { type Finding, finding } from "./findings.ts";
import type { MarketKind } from "./market-hours.ts";
import type { Series } from "./series.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Rows that are looked at: shifted hours show in a part of them. */
const SAMPLE = 20_000;
/** Share of the trade that must lie within the session for a zone to be believed. */
const BELIEVED = 0.9;
/** ... and by how much it must beat UTC. An hour is 1 of 120 for currencies, 1 of 23 for futures. */
const MARGIN: Readonly<Record<MarketKind, number>> = {
  spot: 1,
  "linear-perpetual": 1,
  equity: 0.05,
  fx: 0.004,
  future: 0.01,
};
const SESSIONS_MIN = 3;

/** The phase of the grid where most rows lie: a day may begin at any hour, a week on any day. */
export function phaseOf(time: Float64Array, intervalMs: number): number {
  const phases = new Map<number, number>();
  for (const start of time) {
    const phase = ((start % intervalMs) + intervalMs) % intervalMs;
    phases.set(phase, (phases.get(phase) ?? 0) + 1);
  }
  return [...phases].reduce((best, each) => (each[1] > best[1] ? each : best), [0, 0])[0];
}

/** Rows off the grid that most rows lie on. */
export function gridFindings(
  { columns: { time }, lines }: Series,
  intervalMs: number,
  phase: number,
): Finding[] {
  const isOff = (start: number): boolean => (((start - phase) % intervalMs) + intervalMs) % intervalMs !== 0;
  const first = time.findIndex(isOff);
  if (first < 0) return [];
  const rows = time.reduce((sum, start) => sum + (isOff(start) ? 1 : 0), 0);
  const found = `${count(rows, "row")}, the first at ${moment(at(time, first))}`;
  return [finding("off-grid", { found, bars: rows, at: at(time, first), line: lines[first] })];
}

/** A reading of stamps: what they are if they are not UTC. */
interface Reading {
  readonly words: string;
  /** The true time of a stamp. */
  utcOf(stamp: number): number;
}

function readings(): readonly Reading[] {
  const newYork = new Zone("America/New_York");
  const local = (words: string, ahead: number): Reading => ({
    words,
    utcOf: (stamp) => {
      const wall = stamp - ahead;
      return newYork.momentOf(Math.floor(wall / DAY_MS), ((wall % DAY_MS) + DAY_MS) % DAY_MS);
    },
  });
  const fixed = Array.from({ length: 27 }, (_, i) => i - 12)
    .filter((hours) => hours !== 0)
    .map((hours): Reading => {
      const words = `UTC${hours > 0 ? "+" : "-"}${Math.abs(hours)}`;
      return { words, utcOf: (stamp) => stamp - hours * HOUR_MS };
    });
  return [
    local("New York time", 0),
    local("New York time + 7 h, as brokers' servers have it", 7 * HOUR_MS),
    ...fixed,
  ];
}

/**
 * Whether the stamps of a market with sessions are UTC: the share of its volume (of its bars, where it has none) that lies
 * within the session, compared with what it would be in another zone.
 */
export function zoneFindings(
  { columns: { time, volume }, lines, hasVolume }: Series,
  kind: MarketKind,
  calendar: SessionCalendar,
  intervalMs: number,
): Finding[] {
  if (calendar.kind === "continuous" || time.length < 2) return dayBeginFindings(time, intervalMs);
  if (intervalMs >= DAY_MS) return [];
  const step = Math.max(1, Math.floor(time.length / SAMPLE));
  const share = (utcOf: Reading["utcOf"]): number => {
    let inside = 0;
    let all = 0;
    for (let row = 0; row < time.length; row += step) {
      const weight = hasVolume ? at(volume, row) : 1;
      const start = utcOf(at(time, row));
      all += weight;
      if (tradesWithin(calendar, start, start + intervalMs)) inside += weight;
    }
    return all === 0 ? 0 : inside / all;
  };
  const asIs = share((stamp) => stamp);
  if (1 - asIs < MARGIN[kind]) return [];
  let best: { readonly words: string; readonly share: number } | undefined;
  for (const { words, utcOf } of readings()) {
    const one = share(utcOf);
    if (best === undefined || one > best.share) best = { words, share: one };
  }
  if (best === undefined || best.share < BELIEVED || best.share - asIs < MARGIN[kind]) return [];
  const what = hasVolume ? "volume" : "bars";
  const found =
    `${percent(best.share)} of the ${what} lie within the session if the stamps are ${best.words}, ` +
    `${percent(asIs)} if they are UTC`;
  return [finding("zone", { found, bars: time.length, at: at(time, 0), line: lines[0] })];
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** Days of markets that never close begin at midnight UTC wherever an exchange makes them. */
function dayBeginFindings(time: Float64Array, intervalMs: number): Finding[] {
  if (intervalMs !== DAY_MS || time.length < 2) return [];
  const phase = phaseOf(time, DAY_MS);
  if (phase === 0) return [];
  const found = `days begin at ${moment(phase).slice(11)}, those of venues at 00:00Z`;
  return [finding("zone", { found, bars: time.length, at: at(time, 0) })];
}

/**
 * Whether bars carry the time of their end: they do where, session after session, there is a bar at the moment of the close
 * and none at that of the open.
 */
export function isEndStamped(time: Float64Array, calendar: SessionCalendar, intervalMs: number): boolean {
  if (calendar.kind === "continuous" || intervalMs >= DAY_MS) return false;
  const stamps = new Set(time);
  const { opens, closes }: SessionTable = calendar;
  const first = time[0] ?? 0;
  const last = time[time.length - 1] ?? 0;
  let opened = 0;
  let closed = 0;
  let sessions = 0;
  for (let i = 0; i + 1 < opens.length; i++) {
    const open = at(opens, i);
    const close = at(closes, i);
    const isApart = at(opens, i + 1) > close && (i === 0 || at(closes, i - 1) < open);
    if (!isApart || open < first - intervalMs || close > last + intervalMs) continue;
    sessions++;
    if (stamps.has(open)) opened++;
    if (stamps.has(close)) closed++;
  }
  return sessions >= SESSIONS_MIN && closed >= sessions * 0.8 && opened <= sessions * 0.2;
}

export const endStampFinding = ({ columns: { time }, lines }: Series): Finding =>
  finding("end-stamp", {
    found: "sessions have a bar at the moment they close and none at the moment they open",
    bars: time.length,
    at: time[0],
    line: lines[0],
  });
