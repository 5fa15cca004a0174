import type { WhyGate } from "../../core/views/index.ts";
import { dateTime, duration, grouped, money, percent, short, statistic } from "./format.ts";
import { unbroken } from "./layout.ts";

/** Exact text stays as it is while it fits a column; the JSON has every digit. */
const EXACT_MAX = 12;

/** A decimal text as people read it. */
export function decimal(text: string): string {
  const exact = grouped(text);
  return exact.length <= EXACT_MAX ? exact : short(Number(text));
}

/** Money in an exact text: two decimals. */
export const cash = (text: string): string => money(Number(text));

/** `2023-01-03 04:30:00`, UTC, with milliseconds where there are any. */
export function moment(at: number): string {
  const text = new Date(at).toISOString().replace("T", " ").slice(0, -1);
  return text.endsWith(".000") ? text.slice(0, -4) : text;
}

/** A moment, and some room between it and what is said of it. */
export const dated = (at: number): string => unbroken(`${moment(at)}  `);

/** `expiresAt 1672556100000`: a refusal names what stands behind it as the engine does, in milliseconds. */
const MOMENTS = /\b(at|since|until|expiresAt|endsAt) (\d{12,14})\b/g;

const withMoments = (text: string): string =>
  text.replaceAll(MOMENTS, (_, name: string, ms: string) => `${name} ${moment(Number(ms))}`);

/** What a gate counts, as people read it. */
function checkValue(unit: WhyGate["unit"], value: number | string): string {
  const number = Number(value);
  if (unit === "words") return withMoments(String(value));
  if (!Number.isFinite(number)) return String(value);
  switch (unit) {
    case "share":
      return percent(number);
    case "price":
      return short(number);
    case "quantity":
      return decimal(String(value));
    case "money":
      return money(number);
    case "times":
    case "minutes":
      return statistic(number);
    case "atr":
      return `${statistic(number)} ATR`;
    case "count":
      return String(number);
    case "ms":
      return duration(number);
    case "time":
      return dateTime(number);
  }
}

const RULES: Readonly<Record<WhyGate["rule"], string>> = {
  "at least": "≥",
  "at most": "≤",
  below: "<",
  above: ">",
  from: "≥",
  is: "=",
};

/** `0.40 % ≥ 0.10 %`, or the word alone where it is what it has to be. */
export function checkText({ unit, rule, found, allowed, passed }: WhyGate): string {
  const [is, due] = [checkValue(unit, found), checkValue(unit, allowed)];
  // A refusal that no value stands against: the engine writes "otherwise" where one is due.
  if (unit === "words" && rule === "is") return passed || due === "otherwise" ? is : `${is}, not ${due}`;
  const sign = RULES[rule];
  return passed ? `${is} ${sign} ${due}` : `${is}, not ${sign} ${due}`;
}
