/** A thread that drills one seed after the other, as it is told. */
import { parentPort } from "node:worker_threads";
import { type Drilled, drill } from "./drill.ts";
import type { Reduction } from "./shrink/reduction.ts";

/** What it is told. `twice`: to see that the same seed comes to the same. */
export interface DrillOrder {
  readonly seed: string;
  readonly twice: boolean;
  readonly reduction: Reduction;
}

export type DrillAnswer =
  | { readonly kind: "drilled"; readonly drilled: Drilled; readonly again: string | undefined }
  | { readonly kind: "broken"; readonly seed: string; readonly error: string };

async function answer({ seed, twice, reduction }: DrillOrder): Promise<DrillAnswer> {
  try {
    const drilled = await drill(seed, reduction);
    return { kind: "drilled", drilled, again: twice ? (await drill(seed, reduction)).hash : undefined };
  } catch (error) {
    return {
      kind: "broken",
      seed,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

parentPort?.on("message", (order: DrillOrder) => {
  void answer(order).then((told) => parentPort?.postMessage(told));
});
