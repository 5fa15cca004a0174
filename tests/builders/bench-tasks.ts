/** The tasks with known answers in ../shared/bench: plain loops, written apart from this house. */
import { pathToFileURL } from "node:url";
import { sharedFile } from "../shared-data.ts";

/** Seeded candles in whole ticks of 0.01, one a minute. */
export interface Candles {
  readonly bars: number;
  readonly time: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  readonly closeTicks: Float64Array;
}

export interface EmaCrossAnswer {
  readonly trades: readonly {
    readonly entryBar: number;
    readonly entryTicks: bigint;
    readonly exitBar: number;
    readonly exitTicks: bigint;
    readonly pnlMicro: bigint;
  }[];
  /** At the close of each bar, in millionths. */
  readonly equity: readonly bigint[];
  readonly fees: bigint;
  readonly open: boolean;
}

export interface BracketAnswer {
  readonly trades: readonly {
    readonly signalBar: number;
    readonly entryBar: number;
    readonly entryTicks: number;
    readonly exitBar: number;
    readonly exitTicks: number;
    readonly reason: "stop" | "target";
    readonly pnlMicro: bigint;
  }[];
  readonly equity: readonly bigint[];
  readonly fees: bigint;
  readonly orders: {
    readonly submitted: number;
    readonly filled: number;
    readonly cancelled: number;
    readonly expired: number;
  };
}

export type IndicatorValues = Readonly<Record<"ema12" | "ema26" | "atr14" | "rsi14", readonly number[]>>;

interface Generator {
  candles(bars: number, seed: number): Candles;
}
interface EmaCrossTask {
  reference(bars: number, seed: number): EmaCrossAnswer;
}
interface BracketTask {
  reference(bars: number, seed: number): BracketAnswer;
  indicators(candles: Candles): IndicatorValues;
}

const load = async (file: string): Promise<unknown> =>
  import(/* @vite-ignore */ pathToFileURL(sharedFile("bench", file)).href);

// Plain JavaScript from outside: its shape is stated at the top of each file, and a test that uses it checks the rest.
export const loadGenerator = async (): Promise<Generator> => (await load("gen.mjs")) as Generator;
export const loadEmaCross = async (): Promise<EmaCrossTask> =>
  (await load("ema_cross_ref.mjs")) as EmaCrossTask;
export const loadBracket = async (): Promise<BracketTask> => (await load("bracket_ref.mjs")) as BracketTask;
