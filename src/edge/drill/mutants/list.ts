import { ANSWER_MUTANTS } from "./answers.ts";
import { GETTING_OUT_MUTANTS } from "./getting-out.ts";
import type { Mutant } from "./mutant.ts";
import { ORDER_MUTANTS } from "./orders.ts";
import { POSITION_MUTANTS } from "./positions.ts";
import { RISK_MUTANTS } from "./risks.ts";
import { RUNNING_MUTANTS } from "./running.ts";
import { SNAPSHOT_MUTANTS } from "./snapshots.ts";

const rank = ({ id }: Mutant): number => Number(id.slice(1)) + (id.startsWith("M") ? 0 : 1_000);

/** Every bug that is planted, those of the fault model first. */
export const MUTANTS: readonly Mutant[] = [
  ...ANSWER_MUTANTS,
  ...ORDER_MUTANTS,
  ...POSITION_MUTANTS,
  ...RISK_MUTANTS,
  ...RUNNING_MUTANTS,
  ...SNAPSHOT_MUTANTS,
  ...GETTING_OUT_MUTANTS,
].sort((a, b) => rank(a) - rank(b));
