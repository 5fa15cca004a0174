import type { UnixMs } from "../base/index.ts";
import type { InstrumentId } from "./instrument.ts";

export type Direction = "long" | "short";
export type SignalStrength = "STRONG" | "MODERATE" | "WEAK";

/** A dated opinion: where an instrument goes, how sure we are, and until when the opinion holds. */
export interface Signal {
  readonly instrument: InstrumentId;
  readonly strategy: string;
  readonly direction: Direction;
  /** 0 to 1. */
  readonly confidence: number;
  /** Close time of the newest data the opinion rests on. */
  readonly dataAt: UnixMs;
  readonly at: UnixMs;
  /** The opinion is void after this moment; Infinity when it does not age. */
  readonly expiresAt: number;
}

/** Words for a confidence: STRONG from 0.8, MODERATE from 0.6, else WEAK. */
export function strengthOf(confidence: number): SignalStrength {
  if (confidence >= 0.8) return "STRONG";
  return confidence >= 0.6 ? "MODERATE" : "WEAK";
}

const RANK: Readonly<Record<SignalStrength, number>> = { WEAK: 0, MODERATE: 1, STRONG: 2 };

export const isWeaker = (strength: SignalStrength, than: SignalStrength): boolean =>
  RANK[strength] < RANK[than];
