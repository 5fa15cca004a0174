import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { UnixMs } from "../base/index.ts";
import type { InstrumentId, Refusal, Signal, SignalStrength } from "../domain/index.ts";
import { refuseSignal, type SignalFacts, type SignalPolicy } from "./index.ts";

const NOW = 1_704_110_400_000;

const signal = (change: Partial<Signal> = {}): Signal => ({
  instrument: 0 as InstrumentId,
  strategy: "test",
  direction: "long",
  confidence: 0.9,
  dataAt: NOW as UnixMs,
  at: NOW as UnixMs,
  expiresAt: Number.POSITIVE_INFINITY,
  ...change,
});
const STRICT: SignalPolicy = { confidenceMin: 0.65, strengthMin: "MODERATE", dataAgeMsMax: 60_000 };
const FREE: SignalFacts = { now: NOW, isPending: false };

describe("a good signal", () => {
  test("is not refused", () => expect(refuseSignal(signal(), STRICT, FREE)).toBeUndefined());

  test("is still good at the very edge of every limit", () => {
    const edge = signal({ confidence: 0.65, dataAt: (NOW - 60_000) as UnixMs, expiresAt: NOW });
    expect(refuseSignal(edge, STRICT, FREE)).toBeUndefined();
  });
});

describe("one step beyond a limit the refusal names it, with its numbers", () => {
  const CASES: readonly (readonly [Partial<Signal>, Partial<SignalPolicy>, Partial<SignalFacts>, Refusal])[] =
    [
      [{ expiresAt: NOW - 1 }, {}, {}, { kind: "SignalExpired", at: NOW, expiresAt: NOW - 1 }],
      [
        { dataAt: (NOW - 60_001) as UnixMs },
        {},
        {},
        { kind: "StaleMarketData", ageMs: 60_001, ageMsMax: 60_000 },
      ],
      [{ confidence: 0.649 }, {}, {}, { kind: "LowConfidence", confidence: 0.649, confidenceMin: 0.65 }],
      [
        { confidence: 0.79 },
        { strengthMin: "STRONG" },
        {},
        { kind: "WeakSignal", strength: "MODERATE", strengthMin: "STRONG" },
      ],
      [{ direction: "short" }, {}, { isPending: true }, { kind: "DuplicateSignal", direction: "short" }],
    ];

  test.each(CASES)("%j", (change, policy, facts, refusal) => {
    expect(refuseSignal(signal(change), { ...STRICT, ...policy }, { ...FREE, ...facts })).toEqual(refusal);
  });
});

describe("of several reasons", () => {
  const confidence = fc.double({ min: 0, max: 1, noNaN: true });
  const around = fc.integer({ min: -2, max: 2 });
  const strength = fc.constantFrom<SignalStrength>("WEAK", "MODERATE", "STRONG");
  const RANK = { WEAK: 0, MODERATE: 1, STRONG: 2 } as const;

  test("the first is told: too old an opinion, too old a market, too unsure, too weak, said before", () => {
    fc.assert(
      fc.property(
        confidence,
        confidence,
        strength,
        around,
        around,
        fc.boolean(),
        (has, min, strengthMin, expiry, age, isPending) => {
          const given = signal({
            confidence: has,
            expiresAt: NOW + expiry,
            dataAt: (NOW - 100 - age) as UnixMs,
          });
          const word = has >= 0.8 ? "STRONG" : has >= 0.6 ? "MODERATE" : "WEAK";
          const reasons: readonly (readonly [boolean, Refusal["kind"]])[] = [
            [expiry < 0, "SignalExpired"],
            [age > 0, "StaleMarketData"],
            [has < min, "LowConfidence"],
            [RANK[word] < RANK[strengthMin], "WeakSignal"],
            [isPending, "DuplicateSignal"],
          ];
          const policy = { confidenceMin: min, strengthMin, dataAgeMsMax: 100 };
          const expected = reasons.find(([holds]) => holds)?.[1];
          expect(refuseSignal(given, policy, { now: NOW, isPending })?.kind).toBe(expected);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("a policy that asks for nothing refuses only what is expired or was said before", () => {
    const lenient = {
      confidenceMin: 0,
      strengthMin: "WEAK",
      dataAgeMsMax: Number.POSITIVE_INFINITY,
    } as const;
    const old = signal({ confidence: 0, dataAt: 0 as UnixMs });
    expect(refuseSignal(old, lenient, FREE)).toBeUndefined();
  });
});
