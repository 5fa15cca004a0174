/** Bitget v2: answers end at endTime, and look back from there; at most 200 bars, 90 days of a contract. */
import { type Answer, type Cells, longer, type Series, timeOf, type World } from "./series.ts";

const DAY_MS = 86_400_000;

export function answerBitget(path: string, query: URLSearchParams, world: World): Answer | undefined {
  const { series, now } = world;
  const [, name] = /^\/api\/v2\/(.+)$/.exec(path) ?? [];
  if (name === undefined) return undefined;
  const market: Series["market"] = name.startsWith("mix") ? "perpetual" : "spot";
  const said = (data: unknown): unknown => ({ code: "00000", msg: "success", requestTime: now, data });
  const ids = [...new Set(series.filter((one) => one.market === market).map(({ id }) => id))];
  switch (name) {
    case "public/time":
      return { json: said({ serverTime: String(now) }) };
    case "spot/public/symbols":
      return { json: said(ids.map(spotListing)) };
    case "margin/currencies":
      return { json: said([{ symbol: "BTCUSDT", isBorrowable: true }]) };
    case "mix/market/contracts":
      return { json: said(query.get("productType") === "USDT-FUTURES" ? ids.map(contractListing) : []) };
    case "mix/market/history-fund-rate": {
      const rows =
        series.find((one) => one.content === "funding" && one.id === query.get("symbol"))?.rows ?? [];
      const size = Math.min(Number(query.get("pageSize") ?? 20), 100);
      const from = (Number(query.get("pageNo") ?? 1) - 1) * size;
      const page = rows
        .filter((row) => timeOf(row) <= now)
        .reverse()
        .slice(from, from + size);
      const wrap = (each: readonly Cells[]): unknown =>
        said(
          each.map(([time, rate]) => ({ symbol: query.get("symbol"), fundingRate: rate, fundingTime: time })),
        );
      return { rows: page, wrap };
    }
    default:
      if (!/^(spot|mix)\/market\/(history-)?(mark-)?candles$/.test(name)) return undefined;
      return {
        rows: candles(name, query, world, market),
        wrap: (each) => said(each.map((row) => [...row, "0", "0"])),
      };
  }
}

function candles(
  name: string,
  query: URLSearchParams,
  { series, now }: World,
  market: Series["market"],
): readonly Cells[] {
  const interval = (query.get("granularity") ?? "").toLowerCase().replace("min", "m").replace("utc", "");
  const content = name.includes("mark-candles") || query.get("kLineType") === "mark" ? "mark" : "bars";
  const ofSymbol = series.filter(
    (one) => one.market === market && one.content === content && one.id === query.get("symbol"),
  );
  const exact = ofSymbol.find((one) => one.interval === interval);
  const rows = exact?.rows ?? (interval === "1d" ? longer(ofSymbol[0]?.rows ?? [], DAY_MS) : []);
  const end = Math.min(Number(query.get("endTime") ?? now), now);
  const start = Number(query.get("startTime") ?? 0);
  if (market === "perpetual" && end - start > 90 * DAY_MS) return [];
  const limit = Math.min(Number(query.get("limit") ?? 100), name.includes("history") ? 200 : 1_000);
  return rows.filter((row) => timeOf(row) >= start && timeOf(row) < end).slice(-limit);
}

const spotListing = (id: string): unknown => ({
  symbol: id,
  baseCoin: id.replace(/USDT$/, ""),
  quoteCoin: "USDT",
  minTradeAmount: "0",
  maxTradeAmount: "10000000000",
  takerFeeRate: "0.002",
  makerFeeRate: "0.002",
  pricePrecision: "2",
  quantityPrecision: "4",
  quotePrecision: "6",
  status: "online",
  minTradeUSDT: "5",
});

const contractListing = (id: string): unknown => ({
  symbol: id,
  baseCoin: id.replace(/USDT$/, ""),
  quoteCoin: "USDT",
  supportMarginCoins: ["USDT"],
  symbolType: "perpetual",
  symbolStatus: "normal",
  makerFeeRate: "0.0002",
  takerFeeRate: "0.0006",
  minTradeNum: "0.001",
  priceEndStep: "1",
  volumePlace: "3",
  pricePlace: "1",
  sizeMultiplier: "0.001",
  minTradeUSDT: "5",
  minLever: "1",
  maxLever: "125",
  launchTime: "",
});
