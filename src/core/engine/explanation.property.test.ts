/** Explanations are held against the verdicts they explain, in runs of every kind; and making them must change nothing. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Audit } from "../../../tests/builders/audit.ts";
import {
  playThrough,
  prepareScenario,
  type Scenario,
  scenarios,
} from "../../../tests/builders/random-run.ts";
import type { VerdictHeard } from "../../../tests/builders/recorder.ts";
import { DecisionRecord } from "../backtest/index.ts";
import { formatQuantity, quantity } from "../base/index.ts";
import type { Explanation } from "./index.ts";

interface Pair {
  readonly explanation: Explanation;
  readonly verdict: VerdictHeard | undefined;
}

class Explained extends Audit {
  readonly pairs: Pair[] = [];
  #verdicts = 0;

  explained(explanation: Explanation): void {
    const isNew = this.verdicts.length > this.#verdicts;
    this.pairs.push({ explanation, verdict: isNew ? this.verdicts.at(-1)?.verdict : undefined });
    this.#verdicts = this.verdicts.length;
  }
}

/** Could hear explanations, and wants none: what is walked again was explained before. */
class Sated extends Explained {
  wantsExplained(): boolean {
    return false;
  }
}

/** The hash of everything that was decided, with or without explanations. */
const hashed = (explains: boolean): { readonly record: DecisionRecord; readonly audit: Audit } => {
  const hash = createHash("sha256");
  const record = new DecisionRecord({
    update: (text) => hash.update(text),
    digest: () => hash.digest("hex"),
  });
  const audit: Audit = explains ? new Explained() : new Audit();
  const both = audit as unknown as Record<string, ((...args: unknown[]) => void) | undefined>;
  for (const name of ["intent", "verdict", "submitted", "answered", "filled", "ledger"] as const) {
    const own = both[name]?.bind(audit);
    both[name] = (...args: unknown[]) => {
      own?.(...args);
      (record[name] as (...args: unknown[]) => void).call(record, ...args);
    };
  }
  return { record, audit };
};

const explanationsOf = (scenario: Scenario): readonly Pair[] => {
  const { run, audit } = prepareScenario(scenario, new Explained());
  playThrough(scenario, run);
  return audit.pairs;
};

const smallest = (quantities: readonly bigint[]): bigint =>
  quantities.reduce((least, one) => (one < least ? one : least));

describe("in random runs", () => {
  test("the smallest room, and no more than was wanted, is what was approved", () => {
    let approved = 0;
    let capped = 0;
    const property = fc.property(scenarios, (scenario) => {
      for (const { explanation, verdict } of explanationsOf(scenario)) {
        const { judgement } = explanation;
        if (verdict?.kind !== "approved" || judgement === null || explanation.kind === "amend") continue;
        const { sizing, limits } = judgement;
        const step = quantity(sizing?.step ?? "1");
        const wanted = quantity(sizing?.wanted ?? "0");
        const rooms = limits.flatMap(({ allows }) => (allows === null ? [] : [quantity(allows)]));
        const least = smallest([wanted - (wanted % step), ...rooms]);
        expect(formatQuantity(verdict.order.quantity)).toBe(formatQuantity(least as typeof step));
        expect(sizing).toMatchObject({
          quantity: formatQuantity(verdict.order.quantity),
          wanted: formatQuantity(verdict.wanted),
          cappedBy: verdict.cappedBy ?? null,
        });
        expect([...judgement.gates, ...limits].filter(({ passed }) => !passed)).toEqual([]);
        if (verdict.cappedBy !== undefined) {
          const by = limits.filter(({ limit }) => limit === verdict.cappedBy);
          expect(smallest(by.map(({ allows }) => quantity(allows ?? "1e9")))).toBe(least);
          capped++;
        }
        approved++;
      }
    });
    fc.assert(property, { seed: 3, numRuns: 60 });
    expect(approved).toBeGreaterThan(200);
    expect(capped).toBeGreaterThan(50);
  });

  test("what was refused names the check that failed, and it is the verdict's", () => {
    const kinds = new Map<string, number>();
    const property = fc.property(scenarios, (scenario) => {
      for (const { explanation, verdict } of explanationsOf(scenario)) {
        if (verdict?.kind !== "refused") continue;
        const { kind } = verdict.refusal;
        expect(explanation.verdict).toMatchObject({ kind: "refused", refusal: { kind } });
        const { gates = [], limits = [] } = explanation.judgement ?? {};
        const failed = [...gates, ...limits].filter(({ passed }) => !passed);
        expect(failed.map(({ limit }) => limit)).toContain(kind);
        if (gates.some(({ passed }) => !passed))
          expect(gates.at(-1)?.passed === false || kind === "BelowMinimum").toBe(true);
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      }
    });
    fc.assert(property, { seed: 4, numRuns: 60 });
    for (const kind of [
      "StopOnWrongSide",
      "TradeRiskLimit",
      "SameDirection",
      "NoProtectiveStop",
      "ShortOnSpot",
    ])
      expect(kinds.get(kind) ?? 0).toBeGreaterThan(0);
  });

  test("the numbers of a limit are those of its inequality", () => {
    const property = fc.property(scenarios, (scenario) => {
      for (const { explanation } of explanationsOf(scenario)) {
        for (const { share, of, used, room } of explanation.judgement?.limits ?? []) {
          const expected = Number(of) * Number(share) - Number(used);
          expect(Math.abs(Number(room) - expected)).toBeLessThanOrEqual(1e-9 * (Math.abs(Number(of)) + 1));
        }
      }
    });
    fc.assert(property, { seed: 5, numRuns: 20 });
  });

  test("every signal has one explanation, in order, and JSON keeps each exactly", () => {
    const property = fc.property(scenarios, (scenario) => {
      const { run, audit } = prepareScenario(scenario, new Explained());
      playThrough(scenario, run);
      const explanations = audit.pairs.map(({ explanation }) => explanation);
      const signals = new Set(explanations.flatMap(({ signal }) => signal ?? []));
      expect(signals.size).toBeLessThanOrEqual(run.engine.signals);
      for (const one of signals) expect(one).toBeLessThanOrEqual(run.engine.signals);
      const refused = explanations.filter(({ verdict }) => verdict.kind === "refused");
      expect(refused).toHaveLength(audit.refusals.length);
      expect(JSON.parse(JSON.stringify(explanations))).toStrictEqual(explanations);
    });
    fc.assert(property, { seed: 6, numRuns: 30 });
  });

  test("none is made for whoever wants none now, and every decision is the same", () => {
    const property = fc.property(scenarios, (scenario) => {
      const [wanted, sated] = [new Explained(), new Sated()].map((audit) => {
        const { run } = prepareScenario(scenario, audit);
        playThrough(scenario, run);
        return audit;
      });
      expect(sated?.pairs).toEqual([]);
      expect(sated?.verdicts).toEqual(wanted?.verdicts);
    });
    fc.assert(property, { seed: 8, numRuns: 30 });
  });

  test("making them changes no decision", () => {
    const property = fc.property(scenarios, (scenario) => {
      const [plain, explained] = [false, true].map((explains) => {
        const { record, audit } = hashed(explains);
        const { run } = prepareScenario(scenario, audit);
        playThrough(scenario, run);
        return record.digest();
      });
      expect(explained).toBe(plain);
    });
    fc.assert(property, { seed: 7, numRuns: 30 });
  });
});
