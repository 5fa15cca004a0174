import type { Strategy } from "../../../core/strategy/index.ts";
import { readJournal } from "../../journal/index.ts";
import { boardOn, newBoard, type RunPlan } from "../../research/index.ts";
import type { SimDisk } from "../disk/sim-disk.ts";
import { FACTS, type Inside, JOURNAL } from "../drilled-run.ts";

/**
 * The run walked again by somebody who knows nothing but its journal. One that was broken off has no hash to come to.
 * @returns why that does not come to the same; undefined: it does
 */
export function walkAgain(of: {
  readonly inside: Inside;
  readonly plan: RunPlan;
  readonly strategies: readonly Strategy[];
  readonly disk: SimDisk;
  readonly isBrokenOff: boolean;
}): string | undefined {
  const board = newBoard();
  const session = { epoch: 0, at: 0, version: "drill", strategies: [] };
  try {
    const ending = new of.inside.Runner({
      order: { plan: of.plan, board, facts: FACTS, session, journal: JOURNAL, task: { kind: "verify" } },
      board: boardOn(board),
      strategies: of.strategies,
      journal: undefined,
      old: [...readJournal(JOURNAL, { disk: of.disk })],
      now: () => 0,
      tell: () => undefined,
      nextMail: () => undefined,
    }).work();
    if (ending.kind !== "verified") return `walked again, it ended as ${ending.kind}`;
    const { firstDifference, hash, expected } = ending.verification;
    if (firstDifference !== undefined) return `walked again, it differs: ${JSON.stringify(firstDifference)}`;
    const isSame = hash === expected || (expected === undefined && of.isBrokenOff);
    return isSame ? undefined : "walked again, it comes to another hash";
  } catch (error) {
    return `it cannot be walked again: ${error instanceof Error ? error.message : String(error)}`;
  }
}
