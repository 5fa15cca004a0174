/** TA-Lib itself, compiled to WebAssembly. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

export type TaLib = typeof import("talib-web");

let ready: Promise<TaLib> | undefined;

/** Loads it once. Its loader fetches, which on Node only works for a data URL. */
export function taLib(): Promise<TaLib> {
  ready ??= (async () => {
    const talib = require("talib-web") as TaLib;
    const wasm = readFileSync(require.resolve("talib-web/lib/talib.wasm")).toString("base64");
    await talib.init(`data:application/wasm;base64,${wasm}`);
    return talib;
  })();
  return ready;
}

/**
 * 1, -1 or 0 for every answer of a candle pattern, which are whole numbers of 32 bits that the wrapper took for doubles.
 * (80 where bodies only share an end, 100 otherwise: both say that there is one.)
 */
export function verdicts(output: readonly number[]): readonly number[] {
  const marks = new Int32Array(Float64Array.from(output).buffer);
  return Array.from(marks.subarray(0, output.length), Math.sign);
}
