/**
 * Claims about random runs. All claims of a file watch the same runs, so that many cost little more than one; a claim
 * that breaks is run again alone, so that fast-check can show the smallest run that breaks it.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { EngineEvent, OrderRequest } from "../../src/core/domain/index.ts";
import type { FillReport } from "../../src/core/engine/index.ts";
import type { ApprovedEntry, Audit } from "./audit.ts";
import type { Run } from "./play.ts";
import { playThrough, prepareScenario, type Scenario, scenarios } from "./random-run.ts";

export interface Watched {
  readonly run: Run;
  readonly audit: Audit;
  readonly scenario: Scenario;
  /** Notes that the claim had something to look at. */
  readonly look: () => void;
}

/** Moments of a run at which a claim may look. It breaks by throwing. */
export interface Hooks {
  readonly event?: (event: EngineEvent) => void;
  readonly approved?: (entry: ApprovedEntry) => void;
  readonly submitted?: (order: OrderRequest) => void;
  readonly filled?: (report: FillReport, before: bigint) => void;
  /** Nothing is under way: between two moments of the playback. */
  readonly between?: () => void;
  readonly end?: () => void;
}

export type Claim = (watched: Watched) => Hooks;

interface Finding {
  looks: number;
  isBroken: boolean;
}

class ClaimBroken extends Error {
  override readonly name = "ClaimBroken";
}

/** Cheaper than `expect`, for what is asked a million times. */
export function must(claim: boolean, ...facts: readonly unknown[]): void {
  if (!claim) throw new ClaimBroken(facts.map(String).join(" "));
}

interface Sweep {
  readonly seed: number;
  readonly numRuns: number;
  /** Other runs than the usual ones. */
  readonly of?: fc.Arbitrary<Scenario>;
}

/** Each claim becomes a test. `looksMin`: how often it must have had something to look at, in all runs together. */
export function claims(
  options: Sweep & { readonly looksMin: number },
  all: Readonly<Record<string, Claim>>,
): void {
  let findings: ReadonlyMap<Claim, Finding> | undefined;
  for (const [name, claim] of Object.entries(all)) {
    test(name, () => {
      findings ??= sweep(Object.values(all), options);
      const finding = findings.get(claim);
      if (finding?.isBroken === true) show(claim, options);
      expect(finding?.isBroken).toBe(false);
      expect(finding?.looks).toBeGreaterThanOrEqual(options.looksMin);
    });
  }
}

function sweep(all: readonly Claim[], options: Sweep) {
  const findings = new Map<Claim, Finding>(all.map((claim) => [claim, { looks: 0, isBroken: false }]));
  fc.assert(
    fc.property(options.of ?? scenarios, (scenario) => {
      const sound = all.filter((claim) => findings.get(claim)?.isBroken === false);
      playWith(scenario, sound, (claim) => findings.get(claim) as Finding); // Every claim has one.
    }),
    options,
  );
  return findings;
}

/** Runs one claim alone and throws its smallest counterexample, told as a story. */
function show(claim: Claim, options: Sweep): void {
  fc.assert(
    fc.property(options.of ?? scenarios, (scenario) => {
      playWith(scenario, [claim], () => undefined);
    }),
    { ...options, interruptAfterTimeLimit: 20_000 },
  );
}

function playWith(
  scenario: Scenario,
  all: readonly Claim[],
  findingOf: (claim: Claim) => Finding | undefined,
): void {
  const { run, audit } = prepareScenario(scenario);
  const watching = all.map((claim) => {
    const finding = findingOf(claim);
    const look = (): void => {
      if (finding !== undefined) finding.looks++;
    };
    return { finding, hooks: claim({ run, audit, scenario, look }) };
  });
  const tell = (ask: (hooks: Hooks) => void): void => {
    for (const { finding, hooks } of watching) {
      if (finding?.isBroken === true) continue;
      try {
        ask(hooks);
      } catch (broken) {
        if (finding === undefined)
          throw new ClaimBroken(`${broken}\n  ${audit.story.slice(-25).join("\n  ")}`);
        finding.isBroken = true;
      }
    }
  };
  audit.onEvent = (event) => tell((hooks) => hooks.event?.(event));
  audit.onApproved = (entry) => tell((hooks) => hooks.approved?.(entry));
  audit.onSubmitted = (order) => tell((hooks) => hooks.submitted?.(order));
  audit.onFilled = (report, before) => tell((hooks) => hooks.filled?.(report, before));
  playThrough(scenario, run, () => tell((hooks) => hooks.between?.()));
  tell((hooks) => hooks.end?.());
}
