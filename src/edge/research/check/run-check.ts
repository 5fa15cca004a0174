import type { UnixMs } from "../../../core/base/index.ts";
import { StrategyFault } from "../../../core/strategy/index.ts";
import { UserProblem } from "../../problem/index.ts";
import { importStrategy } from "../../strategies/index.ts";
import { LEAKY } from "../leaky/index.ts";
import type { Board } from "../progress-board.ts";
import { type FaultReport, reportOf } from "../strategy-problem.ts";
import { type CheckHooks, checkLookahead } from "./lookahead.ts";
import type { Maker } from "./play-decisions.ts";
import type { CheckName, CheckSubject, CheckTask, SubjectResult } from "./task.ts";
import { checkWarmup } from "./warmup.ts";

type Ending =
  | { readonly kind: "checked"; readonly results: readonly SubjectResult[] }
  | { readonly kind: "fault"; readonly fault: FaultReport };

/** The stop switch was thrown. */
class Stopped extends Error {
  override readonly name = "Stopped";
}

/** Checks every subject, one after the other. `board` counts the work done: in parts of a million of all there is. */
export async function runCheck({ check, subjects }: CheckTask, board: Board): Promise<Ending> {
  const results: SubjectResult[] = [];
  let done = 0;
  let now = 0;
  const beat = (): void => {
    board.tell(done, now);
    board.beat();
    if (board.isStopAsked) throw new Stopped();
  };
  try {
    for (const subject of subjects) {
      const makers = await loadMakers(check, subject);
      board.start(); // From here on it is the strategy's own code that may hang.
      const share = PARTS / subjects.length;
      const hooks: CheckHooks = {
        deciding: board.deciding,
        onBeat: (moment) => {
          now = moment;
          beat();
        },
        onPart: (total) => {
          done += share / total;
          beat();
        },
      };
      results.push(checkSubject(check, subject, makers, hooks));
    }
  } catch (error) {
    if (error instanceof StrategyFault) return { kind: "fault", fault: reportOf(error) };
    if (error instanceof UserProblem)
      return { kind: "fault", fault: faultOf(error, subjects[results.length]) };
    if (!(error instanceof Stopped)) throw error;
  }
  return { kind: "checked", results };
}

/** All of the work, on the board. */
export const PARTS = 1_000_000;

const checkSubject = (
  check: CheckName,
  { plan }: CheckSubject,
  makers: readonly Maker[],
  hooks: CheckHooks,
): SubjectResult =>
  check === "lookahead" ? checkLookahead(plan, makers, hooks) : checkWarmup(plan, makers, hooks);

/** What makes the strategies of a subject, one for each of its runs. @throws UserProblem, exit 2 */
const loadMakers = (check: CheckName, { plan, codes }: CheckSubject): Promise<Maker[]> =>
  Promise.all(
    plan.runs.map(async ({ source }, run): Promise<Maker> => {
      const code = codes[run];
      if (code?.kind === "fixture") return LEAKY[check][code.name] as Maker; // Planned by the same list.
      if (code?.kind === "factory") {
        const exports = (await import(code.url)) as Readonly<Record<string, Maker>>; // Looked at when it was planned.
        const factory = exports[code.name] as Maker;
        return factory;
      }
      const strategy = await importStrategy(source);
      return () => strategy;
    }),
  );

/** A strategy that does, while it loads, what a sealed realm does not allow. */
function faultOf(error: UserProblem, subject: CheckSubject | undefined): FaultReport {
  const { message: found, allowed = "code that reaches nothing outside while it loads" } = error.details;
  const { plan } = subject ?? {};
  const strategy = plan?.runs[0]?.source.name ?? "unknown";
  const symbol = plan?.instruments[0]?.symbol ?? "unknown";
  const at = 0 as UnixMs; // Before the first bar.
  return reportOf(new StrategyFault({ strategy, symbol, at, found, allowed, cause: error.cause }));
}
