import { checkFields, numberRule, OBJECT, type Rules, refused, TEXT } from "../backtest/index.ts";
import { intervalMs } from "../domain/index.ts";

const TERMS: Rules = {
  params: OBJECT,
  timeframe: {
    allowed: "an interval such as 15m, 4h, 1d",
    fits: (value) => typeof value === "string" && intervalMs(value) !== undefined,
  },
  symbol: TEXT,
  others: { ...OBJECT, allowed: "lists of bars by symbol" },
  balance: numberRule("from 1e-8 to 1e12", (value) => value >= 1e-8 && value <= 1e12),
  kind: { allowed: '"spot" or "perpetual"', fits: (value) => value === "spot" || value === "perpetual" },
  feeBps: numberRule("from -100 to 1000", (value) => value >= -100 && value <= 1_000),
  slippageBps: numberRule("from 0 to 1000", (value) => value >= 0 && value <= 1_000),
  seed: TEXT,
  events: { allowed: "a list of { trade } and { book }", fits: Array.isArray },
};

const BAR = {
  allowed:
    "a price above 0, [open, high, low, close] or [open, high, low, close, volume], or null for a hole",
};
const PRICES = "finite numbers above 0, the high the greatest and the low the least of them";
const VOLUME = { allowed: "a number from 0" };

/**
 * A test is written by hand, and often in plain JavaScript: a slip would play something else than what was meant.
 * @throws RangeError naming the bar or the option, what was found and what is allowed
 */
export function checkTerms(bars: unknown, terms: unknown): void {
  if (typeof terms !== "object" || terms === null) throw refused("terms", terms, OBJECT);
  checkFields("", terms, TERMS);
  checkBars("bars", bars);
  const others = "others" in terms && terms.others !== undefined ? (terms.others as object) : {};
  for (const [symbol, rows] of Object.entries(others)) checkBars(`others.${symbol}`, rows);
}

function checkBars(name: string, bars: unknown): void {
  if (!Array.isArray(bars)) throw refused(name, bars, { allowed: "a list of bars" });
  // By place: a hole that an array has of its own is no `null`.
  for (let place = 0; place < bars.length; place++) checkBar(`${name}[${place}]`, bars[place]);
  if (bars.every((bar) => bar === null))
    throw new RangeError(
      `${name}: ${bars.length === 0 ? "no bar" : "holes only"}; allowed: at least one bar that is not null`,
    );
}

function checkBar(name: string, bar: unknown): void {
  if (bar === null || isPrice(bar)) return;
  if (!Array.isArray(bar) || bar.length < 4 || bar.length > 5) throw refused(name, bar, BAR);
  const prices: readonly unknown[] = bar.slice(0, 4);
  const [open, high, low, close] = prices;
  const areSound =
    isPrice(open) &&
    isPrice(high) &&
    isPrice(low) &&
    isPrice(close) &&
    low <= Math.min(open, close) &&
    high >= Math.max(open, close);
  if (!areSound)
    throw new RangeError(
      `${name}: open ${open}, high ${high}, low ${low}, close ${close}; allowed: ${PRICES}`,
    );
  const volume: unknown = bar[4] ?? 1;
  if (!(typeof volume === "number" && volume >= 0 && volume < Number.POSITIVE_INFINITY))
    throw refused(`${name}: volume`, volume, VOLUME);
}

const isPrice = (value: unknown): value is number =>
  typeof value === "number" && value > 0 && value < Number.POSITIVE_INFINITY;
