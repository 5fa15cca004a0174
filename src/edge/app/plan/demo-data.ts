import { fileURLToPath } from "node:url";
import { nearestSymbol, UserProblem } from "../../problem/index.ts";
import type { Config } from "../config/index.ts";

/** Real bars of 2023 that ship with the package: BTC, ETH and BNB against USDT, 15 minutes. */
export const DEMO_DATA = fileURLToPath(new URL("../../../../../data/demo", import.meta.url));

const SYMBOLS = ["BNB/USDT", "BTC/USDT", "ETH/USDT"];

/** What is played where nothing is said of data. @throws UserProblem, exit 2, for the first symbol that they do not have */
export function demoDataFor({ symbols, store }: Pick<Config, "symbols" | "store">): readonly string[] {
  const missing = symbols.map(({ symbol }) => symbol).find((symbol) => !SYMBOLS.includes(symbol));
  if (missing === undefined) return [DEMO_DATA];
  const near = nearestSymbol(missing, SYMBOLS);
  const fetching = `timonel data import FILE, or timonel data download ${missing}`;
  throw new UserProblem({
    exitCode: 2,
    where: `symbols.${missing}`,
    message: `there is no data for it: no file is named, the store ${store.directory} has none, nor have the demo data`,
    found: `demo data of ${SYMBOLS.join(", ")}`,
    allowed: `--data FILE, symbols.${missing}.data, or a dataset of the store`,
    fix: near === undefined ? fetching : `did you mean ${near}? Else: ${fetching}`,
  });
}
