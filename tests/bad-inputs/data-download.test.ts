/** Misunderstandings of `timonel data download`: nothing is asked of a venue, and nothing is written. */
import { describe } from "vitest";
import { eachIsRefused } from "./refused.ts";

const GET = ["data", "download"];
const code = 2;

describe("a download that cannot be asked for", () => {
  eachIsRefused([
    {
      what: "no symbol",
      args: GET,
      code,
      says: ["download what?", "fix: write timonel data download BTC/USDT"],
    },
    { what: "an empty symbol", args: [...GET, "BTC/USDT,,ETH/USDT"], code, says: ["found: an empty symbol"] },
    {
      what: "a symbol that names nothing",
      args: [...GET, "BTC//USDT"],
      code,
      says: [
        "no symbol of a pair",
        "found: BTC//USDT",
        "allowed: BTC/USDT, BTCUSDT",
        "fix: write it as BASE/QUOTE",
      ],
    },
    {
      what: "an inverse contract",
      args: [...GET, "BTC/USD:BTC"],
      code,
      says: ["found: BTC/USD:BTC", "BASE/QUOTE:QUOTE for a perpetual"],
    },
    {
      what: "an unknown venue",
      args: [...GET, "BTC/USDT", "--venue", "binanse"],
      code,
      says: [
        "--venue: unknown venue",
        "found: binanse",
        "allowed: binance, bitget, bitfinex",
        "did you mean binance?",
      ],
    },
    {
      what: "a venue of the config that nobody knows",
      args: [...GET, "BTC/USDT"],
      files: { "timonel.yaml": "active_exchange: mtgox\n" },
      code,
      says: ["unknown venue", "found: mtgox"],
    },
    {
      what: "a bar length that is none",
      args: [...GET, "BTC/USDT", "--timeframe", "1hour"],
      code,
      says: ["--timeframe: this is no bar length", "found: 1hour", "allowed: 1s, 1m", "did you mean 1h?"],
    },
    {
      what: "months, which differ in length",
      args: [...GET, "BTC/USDT", "--timeframe", "1M"],
      code,
      says: ["this is no bar length", "found: 1M"],
    },
    {
      what: "a bar length that the venue does not make",
      args: [...GET, "BTC/USDT", "--venue", "bitget", "--timeframe", "8h"],
      code,
      says: ["bitget has no bars of this length", "found: 8h", "4h, 6h, 12h"],
    },
    {
      what: "a date that is none",
      args: [...GET, "BTC/USDT", "--from", "January"],
      code,
      says: [
        "--from: this is no date",
        "found: January",
        "allowed: 2023-01-01",
        "fix: write --from 2023-01-01",
      ],
    },
    {
      what: "a day that the calendar does not have",
      args: [...GET, "BTC/USDT", "--to", "2023-02-30"],
      code,
      says: ["--to: the calendar has no such day", "found: 2023-02-30"],
    },
    {
      what: "an hour that the day does not have",
      args: [...GET, "BTC/USDT", "--from", "2023-01-01T25:00"],
      code,
      says: ["the calendar has no such day or hour", "found: 2023-01-01T25:00"],
    },
    {
      what: "an end before the beginning",
      args: [...GET, "BTC/USDT", "--from", "2024-01-01", "--to", "2023-01-01"],
      code,
      says: [
        "the time ends (2023-01-01 00:00Z) before it begins (2024-01-01 00:00Z)",
        "fix: write the earlier date",
      ],
    },
    {
      what: "a beginning in the future",
      args: [...GET, "BTC/USDT", "--from", "2099-01-01"],
      code,
      says: ["before it begins (2099-01-01 00:00Z)", "both in the past"],
    },
    {
      what: "funding of a spot market",
      args: [...GET, "BTC/USDT", "--funding"],
      code,
      says: ["--funding: only perpetuals", "found: BTC/USDT", "did you mean BTC/USDT:USDT?"],
    },
    {
      what: "funding of a venue that keeps none",
      args: [...GET, "BTC/USDT:USDT", "--venue", "bitfinex", "--funding"],
      code,
      says: ["bitfinex gives no history of funding", "allowed: binance, bitget", "fix: leave --funding out"],
    },
    {
      what: "mark prices of a venue that keeps none",
      args: [...GET, "BTC/USDT:USDT", "--venue", "bitfinex", "--mark"],
      code,
      says: ["bitfinex gives no history of mark prices", "fix: leave --mark out"],
    },
    {
      what: "no attempt at all",
      args: [...GET, "BTC/USDT", "--attempts", "0"],
      code,
      says: ["--attempts is no count", "found: 0", "allowed: a whole number from 1 to 100"],
    },
    {
      what: "an address without protection",
      args: [...GET, "BTC/USDT", "--url", "http://example.com"],
      code,
      says: ["--url is no address", "found: http://example.com", "http:// for 127.0.0.1 and localhost only"],
    },
    {
      what: "an address that is none",
      args: [...GET, "BTC/USDT", "--url", "binance"],
      code,
      says: ["--url is no address", "found: binance"],
    },
    {
      what: "an unknown option",
      args: [...GET, "BTC/USDT", "--timefram", "1h"],
      code,
      says: ["unknown option", "found: --timefram", "did you mean --timeframe?"],
    },
    {
      what: "an option without its value",
      args: [...GET, "BTC/USDT", "--from"],
      code,
      says: ["an option without its value", "--from", "timonel data download --help"],
    },
  ]);
});
