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
