import { fileURLToPath } from "node:url";

/** Real bars of 2023 that ship with the package: BTC, ETH and BNB against USDT, 15 minutes. */
export const DEMO_DATA = fileURLToPath(new URL("../../../../../data/demo", import.meta.url));

export const DEMO_SYMBOLS: readonly string[] = ["BNB/USDT", "BTC/USDT", "ETH/USDT"];
