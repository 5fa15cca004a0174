/** Bitfinex v2: OPEN, CLOSE, HIGH, LOW in that order, up to 10,000 bars, and no bar where nobody traded. It shows no clock. */
import { type Answer, type Cells, timeOf, type World } from "./series.ts";

export function answerBitfinex(
  path: string,
  query: URLSearchParams,
  { series, now }: World,
): Answer | undefined {
  if (path.startsWith("/v2/conf/pub:info:pair")) {
    const ids = [...new Set(series.map(({ id }) => id.slice(1)))];
    const info = [null, null, null, "0.00004", "2000.0", null, null, null, null, null, null, null];
    return { json: [ids.map((id) => [id, info]), [], [], ids] };
  }
  const [, interval, id] = /^\/v2\/candles\/trade:(\w+):(\w+)\/hist$/.exec(path) ?? [];
  if (interval === undefined) return undefined;
  const found = series.find((one) => one.id === id && one.interval === interval.toLowerCase());
  const start = Number(query.get("start") ?? 0);
  const end = Math.min(Number(query.get("end") ?? now), now);
  const limit = Math.min(Number(query.get("limit") ?? 100), 10_000);
  const rows = (found?.rows ?? []).filter((row) => timeOf(row) >= start && timeOf(row) <= end);
  const page = query.get("sort") === "1" ? rows.slice(0, limit) : [...rows].reverse().slice(0, limit);
  return { rows: page, wrap: (each) => each.map(candle) };
}

const candle = ([time, open, high, low, close, volume]: Cells): unknown =>
  [time, open, close, high, low, volume].map(Number);
