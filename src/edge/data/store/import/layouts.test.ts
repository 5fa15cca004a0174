import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateRawSync, gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { type ImportRequest, type PlannedDataset, planImport } from "../../index.ts";
import { writeParquet } from "../parquet.ts";

const directory = mkdtempSync(join(tmpdir(), "timonel-layouts-"));
afterAll(() => rmSync(directory, { recursive: true }));

type Options = Partial<ImportRequest["identity"] & ImportRequest["hints"]>;

/** Plans the import of files that are written first, by name. */
async function plan(
  files: Readonly<Record<string, string | Uint8Array>>,
  { columns, timeZone, dateOrder, decimal, ...identity }: Options = {},
): Promise<readonly PlannedDataset[]> {
  const place = mkdtempSync(join(directory, "files-"));
  const paths = Object.entries(files).map(([name, content]) => {
    writeFileSync(join(place, name), content);
    return join(place, name);
  });
  return planImport({
    store: join(place, "store"),
    files: paths,
    identity: {
      symbol: undefined,
      venue: undefined,
      timeframe: undefined,
      fallbackVenue: "binance",
      ...identity,
    },
    hints: { columns, timeZone, dateOrder, decimal },
    policy: "refuse",
  });
}

/** The dataset of one file: its key in words, and its rows. */
async function read(
  name: string,
  content: string | Uint8Array,
  options?: Options,
): Promise<readonly [string, ...number[][]]> {
  const [planned] = await plan({ [name]: content }, options);
  if (planned === undefined) throw new Error("nothing was planned");
  const { key, table } = planned;
  const rows = Array.from({ length: table.rows }, (_, row) =>
    table.columns.map((column) => column[row] as number),
  );
  return [`${key.venue} ${key.symbol} ${key.content} ${key.interval}`, ...rows];
}

/** A zip archive of one deflated member, written by the specification. */
function zipOf(name: string, text: string): Buffer {
  const content = Buffer.from(text);
  const packed = deflateRawSync(content);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from("PK\u0003\u0004"), common, Buffer.from(name), packed]);
  const entry = Buffer.concat([
    Buffer.from("PK\u0001\u0002"),
    Buffer.from([20, 0]),
    common,
    Buffer.alloc(14),
    Buffer.from(name),
  ]);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", "latin1");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, entry, end]);
}

const T = 1_704_067_200_000; // 2024-01-01 00:00 UTC.
const H = 3_600_000;
const D = 24 * H;
/** The rows that most layouts here hold. */
const TWO = [
  [T, 10, 12, 9, 11, 5.5],
  [T + H, 11, 13, 10, 12, 6.25],
];
const KLINES = `${T},10,12,9,11,5.5,${T + H - 1},60.5,7,3,33,0\n${T + H},11,13,10,12,6.25,${T + 2 * H - 1},75,8,4,48,0\n`;

const HOURLY: readonly (readonly [
  what: string,
  name: string,
  content: string | Uint8Array,
  key: string,
  options?: Options,
])[] = [
  ["Binance archive, no header", "BTCUSDT-1h-2024-01.csv", KLINES, "binance BTC/USDT bars 1h"],
  [
    "Binance archive, zipped",
    "BTCUSDT-1h-2024-01.zip",
    zipOf("BTCUSDT-1h-2024-01.csv", KLINES),
    "binance BTC/USDT bars 1h",
  ],
  [
    "Binance archive, microseconds as since 2025",
    "BTCUSDT-1h-2024-01.csv",
    KLINES.replaceAll(/(17040\d{8})/g, "$1000"),
    "binance BTC/USDT bars 1h",
  ],
  [
    "Binance archive, with a header",
    "BTCUSDT-1h-2024-01.csv",
    `open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n${KLINES}`,
    "binance BTC/USDT bars 1h",
  ],
  [
    "MetaTrader 5, date and time apart",
    "EURUSD_H1.csv",
    "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<SPREAD>\n2024.01.01\t00:00:00\t10\t12\t9\t11\t5.5\t2\n2024.01.01\t01:00:00\t11\t13\t10\t12\t6.25\t2\n",
    "fx EUR/USD bars 1h",
  ],
  [
    "MetaTrader 4, no header",
    "EURUSD60.csv",
    "2024.01.01,00:00,10,12,9,11,5.5\n2024.01.01,01:00,11,13,10,12,6.25\n",
    "fx EUR/USD bars 1h",
    { symbol: "EURUSD" },
  ],
  [
    "TradingView",
    "BINANCE_BTCUSDT, 60.csv",
    "time,open,high,low,close,Volume\n2024-01-01T00:00:00Z,10,12,9,11,5.5\n2024-01-01T01:00:00Z,11,13,10,12,6.25\n",
    "binance BTC/USDT bars 1h",
  ],
  [
    "CryptoDataDownload, newest first below its address",
    "Binance_BTCUSDT_1h.csv",
    `https://www.CryptoDataDownload.com\nUnix,Date,Symbol,Open,High,Low,Close,Volume BTC,Volume USDT,tradecount\n${T + H},2024-01-01 01:00:00,BTC/USDT,11,13,10,12,6.25,75,8\n${T},2024-01-01 00:00:00,BTC/USDT,10,12,9,11,5.5,60.5,7\n`,
    "binance BTC/USDT bars 1h",
  ],
  [
    "CryptoDataDownload of old, 12-hour clock",
    "Binance_BTCUSDT_1h.csv",
    "Timestamps are UTC timezone,https://www.CryptoDataDownload.com\nDate,Symbol,Open,High,Low,Close,Volume BTC,Volume USDT\n2024-01-01 12-AM,BTCUSDT,10,12,9,11,5.5,60.5\n2024-01-01 01-AM,BTCUSDT,11,13,10,12,6.25,75\n",
    "binance BTC/USDT bars 1h",
  ],
  ["freqtrade JSON", "BTC_USDT-1h.json", JSON.stringify(TWO), "binance BTC/USDT bars 1h"],
  [
    "freqtrade JSON of a perpetual, packed",
    "BTC_USDT_USDT-1h-futures.json.gz",
    gzipSync(JSON.stringify(TWO)),
    "binance BTC/USDT:USDT bars 1h",
  ],
  [
    "Bitfinex, close before high and newest first",
    "bitfinex_tBTCUSD.json",
    JSON.stringify(TWO.toReversed().map(([t, o, h, l, c, v]) => [t, o, c, h, l, v])),
    "bitfinex BTC/USD bars 1h",
    { symbol: "tBTCUSD" },
  ],
  [
    "Binance REST: numbers as text",
    "klines.json",
    JSON.stringify(TWO.map(([t, ...cells]) => [t, ...cells.map(String), 0, "1"])),
    "binance BTC/USDT bars 1h",
    { symbol: "BTCUSDT" },
  ],
  [
    "objects within an answer",
    "answer.json",
    JSON.stringify({
      code: 0,
      data: {
        symbol: "x",
        candles: TWO.map(([t, o, h, l, c, v]) => ({
          startTime: 1,
          timestamp: t,
          open: o,
          high: h,
          low: l,
          close: c,
          volume: v,
        })),
      },
    }),
    "binance BTC/USDT bars 1h",
    { symbol: "BTC/USDT" },
  ],
  [
    "objects line by line",
    "bars.jsonl",
    TWO.map(([t, o, h, l, c, v]) =>
      JSON.stringify({ time: t, open: o, high: h, low: l, close: c, volume: v }),
    ).join("\n"),
    "binance BTC/USDT bars 1h",
    { symbol: "BTC/USDT" },
  ],
  [
    "a list for each column",
    "history.json",
    JSON.stringify({
      s: "ok",
      t: [T / 1000, (T + H) / 1000],
      o: [10, 11],
      h: [12, 13],
      l: [9, 10],
      c: [11, 12],
      v: [5.5, 6.25],
    }),
    "binance BTC/USDT bars 1h",
    { symbol: "BTC/USDT" },
  ],
  [
    "Dukascopy, days first",
    "EURUSD_Candlestick_1_Hour_BID_01.01.2024-02.01.2024.csv",
    "Gmt time,Open,High,Low,Close,Volume\n01.01.2024 00:00:00.000,10,12,9,11,5.5\n01.01.2024 01:00:00.000,11,13,10,12,6.25\n",
    "dukascopy EUR/USD bars 1h",
  ],
  [
    "semicolons and decimal commas",
    "BTCUSDT_1h.csv",
    "Datum Zeit;x;y;z;w;v\n2024-01-01 00:00;10;12,0;9;11;5,5\n2024-01-01 01:00;11;13;10;12;6,25\n",
    "binance BTC/USDT bars 1h",
    {
      columns: new Map([
        ["time", "Datum Zeit"],
        ["open", "2"],
        ["high", "y"],
        ["low", "4"],
        ["close", "w"],
        ["volume", "v"],
      ]),
    },
  ],
  [
    "semicolons, decimal commas in every price, and headings that are named",
    "BTCUSDT_1h.csv",
    "Zeitpunkt;Eröffnung;Hoch;Tief;Schluss;Menge\n2024-01-01 00:00;10,0;12,0;9,0;11,0;5,5\n2024-01-01 01:00;11,0;13,0;10,0;12,0;6,25\n",
    "binance BTC/USDT bars 1h",
    {
      columns: new Map([
        ["time", "Zeitpunkt"],
        ["open", "Eröffnung"],
        ["high", "Hoch"],
        ["low", "Tief"],
        ["close", "Schluss"],
        ["volume", "Menge"],
      ]),
    },
  ],
  [
    "semicolons, decimal commas and no header, by number",
    "BTCUSDT_1h.csv",
    "2024-01-01 00:00;10,0;12,0;9,0;11,0;5,5\n2024-01-01 01:00;11,0;13,0;10,0;12,0;6,25\n",
    "binance BTC/USDT bars 1h",
    {
      columns: new Map([
        ["time", "1"],
        ["open", "2"],
        ["high", "3"],
        ["low", "4"],
        ["close", "5"],
        ["volume", "6"],
      ]),
    },
  ],
  [
    "comments, blank lines, CR LF, a byte order mark",
    "BTCUSDT_1h.csv",
    `\uFEFF# made by hand\r\n\r\ntime,open,high,low,close,volume\r\n${T},10,12,9,11,5.5\r\n\r\n${T + H},11,13,10,12,6.25\r\n`,
    "binance BTC/USDT bars 1h",
  ],
  [
    "seconds with a fraction, quoted, thousands",
    "BTCUSDT_1h.csv",
    `"time","open","high","low","close","volume"\n"${T / 1000}.0","10","12.0","9","11","5.5"\n"${(T + H) / 1000}.0","11","13","10","12","6.25"\n`,
    "binance BTC/USDT bars 1h",
  ],
  [
    "a time zone, named",
    "SPY_1h.csv",
    "datetime,open,high,low,close,volume\n2023-12-31 19:00,10,12,9,11,5.5\n2023-12-31 20:00,11,13,10,12,6.25\n",
    "us SPY bars 1h",
    { timeZone: "America/New_York" },
  ],
];

describe("hourly bars of the usual exporters", () => {
  for (const [what, name, content, key, options] of HOURLY)
    test(what, async () => {
      expect(await read(name, content, options)).toEqual([key, ...TWO]);
    });
});

const DAILY = [
  [T, 10, 12, 9, 11, 1200],
  [T + D, 11, 13, 10, 12, 1_300_000],
];

const DAYS: readonly (readonly [
  what: string,
  name: string,
  content: string,
  key: string,
  options?: Options,
])[] = [
  [
    "Yahoo, with a day without prices",
    "AAPL.csv",
    "Date,Open,High,Low,Close,Adj Close,Volume\n2024-01-01,10,12,9,11,10.5,1200\n2023-12-31,null,null,null,null,null,null\n2024-01-02,11,13,10,12,11.5,1300000\n".replace(
      "2023-12-31,null,null,null,null,null,null\n",
      "2024-01-01,null,null,null,null,null,null\n",
    ),
    "us AAPL bars 1d",
  ],
  [
    "yfinance, three lines of header",
    "prices.csv",
    "Price,Close,High,Low,Open,Volume\nTicker,AAPL,AAPL,AAPL,AAPL,AAPL\nDate,,,,,\n2024-01-01,11,12,9,10,1200\n2024-01-02,12,13,10,11,1300000\n",
    "us AAPL bars 1d",
  ],
  [
    "stooq",
    "aapl_us_d.csv",
    "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\nAAPL,D,20240101,000000,10,12,9,11,1200,0\nAAPL,D,20240102,000000,11,13,10,12,1300000,0\n",
    "us AAPL bars 1d",
  ],
  [
    "investing.com, newest first, 1.3M",
    "AAPL_1d.csv",
    '"Date","Price","Open","High","Low","Vol.","Change %"\n"01/02/2024","12.00","11.00","13.00","10.00","1.30M","1%"\n"01/01/2024","11.00","10.00","12.00","9.00","1.20K","1%"\n',
    "us AAPL bars 1d",
    { dateOrder: "mdy" },
  ],
  [
    "a data frame with a nameless index",
    "AAPL_1d.csv",
    ",Open,High,Low,Close,Volume\n2024-01-01,10,12,9,11,1200\n2024-01-02,11,13,10,12,1300000\n",
    "us AAPL bars 1d",
  ],
  [
    "month names",
    "AAPL_1d.csv",
    'Date,Open,High,Low,Close,Volume\n"Jan 01, 2024",10,12,9,11,1200\n"Jan 02, 2024",11,13,10,12,1300000\n',
    "us AAPL bars 1d",
  ],
  [
    "a zone does not move days",
    "AAPL_1d.csv",
    "Date,Open,High,Low,Close,Volume\n2024-01-01,10,12,9,11,1200\n2024-01-02,11,13,10,12,1300000\n",
    "us AAPL bars 1d",
    { timeZone: "America/New_York" },
  ],
];

describe("daily bars of the usual exporters", () => {
  for (const [what, name, content, key, options] of DAYS)
    test(what, async () => {
      expect(await read(name, content, options)).toEqual([key, ...DAILY]);
    });
});

test("days and months are told apart by a day after the 12th anywhere in the file", async () => {
  const rows = (dates: readonly string[]): string =>
    `date,open,high,low,close\n${dates.map((date) => `${date},1,1,1,1\n`).join("")}`;
  const [, first] = await read("SPY_1d.csv", rows(["01/02/2024", "01/03/2024", "01/04/2024", "01/16/2024"]));
  expect(new Date(first?.[0] ?? 0).toISOString()).toBe("2024-01-02T00:00:00.000Z");
  const [, other] = await read("SPY_1d.csv", rows(["03/01/2024", "04/01/2024", "05/01/2024", "16/01/2024"]));
  expect(new Date(other?.[0] ?? 0).toISOString()).toBe("2024-01-03T00:00:00.000Z");
});

describe("what a comma stands for", () => {
  const ofTabs = async (rows: readonly string[]): Promise<number[][]> => {
    const text = `time\topen\thigh\tlow\tclose\tvolume\n${rows.map((row, i) => `${T + i * H}\t${row}\n`).join("")}`;
    const [, ...found] = await read("BTCUSDT_1h.tsv", text);
    return found.map((row) => row.slice(1));
  };

  test("in a volume it says nothing of the points in prices", async () => {
    expect(
      await ofTabs(["1.10345\t1.10400\t1.10300\t1.10345\t12,345", "1.104\t1.105\t1.103\t1.104\t9"]),
    ).toEqual([
      [1.10345, 1.104, 1.103, 1.10345, 12345],
      [1.104, 1.105, 1.103, 1.104, 9],
    ]);
    expect((await ofTabs(["1.104\t1.105\t1.103\t1.104\t12,345"]))[0]).toEqual([
      1.104, 1.105, 1.103, 1.104, 12345,
    ]);
  });

  test("before a point it parts thousands", async () => {
    expect(await ofTabs(["1,234.567\t1,240.500\t1,230.125\t1,234.567\t3,743"])).toEqual([
      [1234.567, 1240.5, 1230.125, 1234.567, 3743],
    ]);
  });

  test("behind a point it is one", async () => {
    expect(await ofTabs(["1.234,567\t1.240,5\t1.230,125\t1.234,567\t3.743", "1,5\t2\t1\t1,5\t4"])).toEqual([
      [1234.567, 1240.5, 1230.125, 1234.567, 3743],
      [1.5, 2, 1, 1.5, 4],
    ]);
    expect((await ofTabs(["0,123\t0,125\t0,121\t0,123\t1.000"]))[0]).toEqual([
      0.123, 0.125, 0.121, 0.123, 1000,
    ]);
  });
});

test("the hour that comes twice when clocks go back is two hours", async () => {
  const rows = ["00:00", "01:00", "01:00", "02:00", "03:00"].map((clock) => `2024-11-03 ${clock},1,1,1,1\n`);
  const [, ...found] = await read("SPY_1h.csv", `time,open,high,low,close\n${rows.join("")}`, {
    timeZone: "America/New_York",
  });
  const from = Date.UTC(2024, 10, 3, 4);
  expect(found.map(([time]) => time)).toEqual([0, 1, 2, 3, 4].map((hour) => from + hour * H));
});

test("bids and asks in two files become quotes", async () => {
  const side = (price: number): string =>
    `timestamp,open,high,low,close\n${[0, 1].map((i) => `${T + i * 60_000},${price},${price},${price},${price}`).join("\n")}\n`;
  const planned = await plan({ "USDJPY_1m_ask_fxcm.csv": side(91.7), "USDJPY_1m_bid_fxcm.csv": side(91.6) });
  expect(
    planned.map(({ key, table }) => [
      key.content,
      table.names[1],
      table.columns[1]?.[0],
      table.columns[5]?.[1],
    ]),
  ).toEqual([["quotes", "bid_open", 91.6, 91.7]]);
});

test("single quotes become quote bars of the interval that is named", async () => {
  const ticks =
    "timestamp,bid,ask\n2024-01-01 00:00:10,5,6\n2024-01-01 00:00:50,4,7\n2024-01-01 00:01:00,8,9\n";
  expect(await read("EURUSD_ticks_truefx.csv", ticks, { timeframe: "1m" })).toEqual([
    "truefx EUR/USD quotes 1m",
    [T, 5, 5, 4, 4, 6, 7, 6, 7],
    [T + 60_000, 8, 8, 8, 8, 9, 9, 9, 9],
  ]);
});

test("funding of freqtrade and of Binance's archive", async () => {
  expect(
    await read(
      "BTCUSDT-fundingRate-2024-01.csv",
      `calc_time,funding_interval_hours,last_funding_rate\n${T},8,0.0001\n${T + 8 * H + 3},8,-0.00005\n`,
    ),
  ).toEqual(["binance BTC/USDT:USDT funding 8h", [T, 0.0001], [T + 8 * H + 3, -0.00005]]);
});

test("files of one dataset are joined, whatever their order", async () => {
  const month = (from: number): string =>
    [0, 1].map((i) => `${from + i * H},10,12,9,11,5,0,0,0,0,0,0\n`).join("");
  const planned = await plan({
    "BTCUSDT-1h-2024-02.csv": month(T + 2 * H),
    "BTCUSDT-1h-2024-01.csv": month(T),
  });
  expect(planned).toHaveLength(1);
  expect([...(planned[0]?.table.columns[0] ?? [])]).toEqual([0, 1, 2, 3].map((hour) => T + hour * H));
});

test("Parquet of other programs: dates as timestamps, names in capitals", async () => {
  const file = join(directory, "BTC_USDT-1h.parquet");
  const columns = [0, 1, 2, 3, 4].map((i) => Float64Array.from(TWO, (row) => row[i] as number));
  await writeParquet(file, { names: ["time", "Open", "High", "Low", "Close"], columns, rows: 2 });
  const [planned] = await planImport({
    store: join(directory, "none"),
    files: [file],
    identity: { symbol: undefined, venue: "kraken", timeframe: undefined, fallbackVenue: "binance" },
    hints: { columns: undefined, timeZone: undefined, dateOrder: undefined, decimal: undefined },
    policy: "refuse",
  });
  expect(planned?.key).toEqual({ venue: "kraken", symbol: "BTC/USDT", content: "bars", interval: "1h" });
  expect(planned?.table.columns.map((column) => [...column])).toEqual(columns.map((column) => [...column]));
});
