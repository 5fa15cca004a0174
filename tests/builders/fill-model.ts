/** How the simulated exchange fills in a test: plainly, unless told otherwise. */
import { type FillModel, PLAIN_FILLS } from "../../src/core/exchange/index.ts";

export interface FillTerms {
  readonly slippageBps?: number;
  readonly limitFill?: FillModel["limitFill"];
  readonly slippage?: FillModel["slippage"];
  readonly volumeShareMax?: number;
  readonly latency?: Partial<FillModel["latency"]>;
  readonly feesIn?: FillModel["feesIn"];
}

export const fillModel = ({
  slippageBps,
  limitFill,
  slippage,
  volumeShareMax,
  latency,
  feesIn,
}: FillTerms): FillModel => ({
  slippage: slippage ?? { kind: "fixed-bps", bps: slippageBps ?? 0 },
  limitFill: limitFill ?? PLAIN_FILLS.limitFill,
  volumeShareMax: volumeShareMax ?? PLAIN_FILLS.volumeShareMax,
  latency: { ...PLAIN_FILLS.latency, ...latency },
  ...(feesIn !== undefined && { feesIn }),
});
