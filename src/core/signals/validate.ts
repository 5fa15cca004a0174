import { isWeaker, type Refusal, type Signal, type SignalStrength, strengthOf } from "../domain/index.ts";

/** What a signal must bring to be looked at. Confidence is 0 to 1; ages in milliseconds, Infinity for "any". */
export interface SignalPolicy {
  readonly confidenceMin: number;
  readonly strengthMin: SignalStrength;
  readonly dataAgeMsMax: number;
}

/** Facts about the moment a signal is looked at. */
export interface SignalFacts {
  readonly now: number;
  /** An entry of the instrument works already, in either direction, or was asked for at this very moment. */
  readonly isPending: boolean;
}

/** Why a signal is not acted upon; undefined when it is good. Pure: the same signal at the same moment, the same answer. */
export function refuseSignal(signal: Signal, policy: SignalPolicy, facts: SignalFacts): Refusal | undefined {
  if (facts.now > signal.expiresAt)
    return { kind: "SignalExpired", at: facts.now, expiresAt: signal.expiresAt };
  const ageMs = facts.now - signal.dataAt;
  if (ageMs > policy.dataAgeMsMax) return { kind: "StaleMarketData", ageMs, ageMsMax: policy.dataAgeMsMax };
  if (signal.confidence < policy.confidenceMin)
    return { kind: "LowConfidence", confidence: signal.confidence, confidenceMin: policy.confidenceMin };
  const strength = strengthOf(signal.confidence);
  if (isWeaker(strength, policy.strengthMin))
    return { kind: "WeakSignal", strength, strengthMin: policy.strengthMin };
  if (facts.isPending) return { kind: "DuplicateSignal", direction: signal.direction };
  return undefined;
}
