/** Binance spot and USD-M: `/api/v3` and `/fapi/v1`. Pages go forward from startTime, over holes. */
import { type Answer, type Cells, type Series, timeOf, type World } from "./series.ts";

const INTERVAL_MS = 3_600_000;

export function answerBinance(
  path: string,
  query: URLSearchParams,
  { series, now }: World,
): Answer | undefined {
  const [, market, name] = /^\/(api\/v3|fapi\/v1)\/(\w+)$/.exec(path) ?? [];
  if (market === undefined) return undefined;
  const kind = market === "api/v3" ? "spot" : "perpetual";
  const of = (content: Series["content"]): Answer => {
    const found = series.find(
      (one) =>
        one.market === kind &&
        one.content === content &&
        one.id === query.get("symbol") &&
        (content === "funding" || one.interval === query.get("interval")),
    );
    const rows = forward(found?.rows ?? [], query, kind === "spot" ? 1_000 : 1_500, now);
    return {
      rows,
      wrap:
        content === "funding" ? (each) => each.map((row) => payment(row, query)) : (each) => each.map(kline),
    };
  };
  switch (name) {
    case "time":
      return { json: { serverTime: now } };
    case "exchangeInfo": {
      const ids = [...new Set(series.filter((one) => one.market === kind).map(({ id }) => id))];
      return { json: { timezone: "UTC", serverTime: now, symbols: ids.map((id) => listing(id, kind)) } };
    }
    case "klines":
      return of("bars");
    case "markPriceKlines":
      return of("mark");
    case "fundingRate":
      return of("funding");
    default:
      return undefined;
  }
}

function forward(
  rows: readonly Cells[],
  query: URLSearchParams,
  most: number,
  now: number,
): readonly Cells[] {
  const start = Number(query.get("startTime") ?? 0);
  const end = Math.min(Number(query.get("endTime") ?? now), now);
  const limit = Math.min(Number(query.get("limit") ?? 500), most);
  return rows.filter((row) => timeOf(row) >= start && timeOf(row) <= end).slice(0, limit);
}

const kline = ([time, open, high, low, close, volume = "0"]: Cells): unknown => [
  ...[Number(time), open, high, low, close, volume, Number(time) + INTERVAL_MS - 1],
  ...["0", 1, "0", "0", "0"],
];

const payment = ([time, rate]: Cells, query: URLSearchParams): unknown => ({
  symbol: query.get("symbol"),
  fundingRate: rate,
  fundingTime: Number(time),
  markPrice: "1.0",
});

const FILTERS = [
  { filterType: "PRICE_FILTER", minPrice: "0.01", maxPrice: "1000000.00", tickSize: "0.01" },
  { filterType: "LOT_SIZE", minQty: "0.00001", maxQty: "9000.0", stepSize: "0.00001" },
];

function listing(id: string, kind: Series["market"]): unknown {
  const [, base = "", quote = ""] = /^(\w+)(USDT|USDC|BTC)$/.exec(id) ?? [];
  const common = { symbol: id, status: "TRADING", baseAsset: base, quoteAsset: quote, filters: FILTERS };
  if (kind === "spot")
    return { ...common, isSpotTradingAllowed: true, permissions: ["SPOT"], orderTypes: ["LIMIT"] };
  const contract = { contractType: "PERPETUAL", deliveryDate: 4_133_404_800_000, marginAsset: quote };
  return {
    ...common,
    ...contract,
    pair: id,
    onboardDate: 1_569_398_400_000,
    pricePrecision: 2,
    quantityPrecision: 3,
  };
}
