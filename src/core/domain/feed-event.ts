import type { UnixMs } from "../base/index.ts";
import type { InstrumentId } from "./instrument.ts";

/**
 * What can be wrong with a live feed of bars. `missing`: its moment came without it; `unclosed` and `backwards`: and there was
 * nothing but a bar that had not closed, or an older one. `stale`: so late that the next one should be there; `early`: said
 * to be closed before its end. `spike`: too far from the bar before, and nobody confirms it. `differs`: a second source has
 * other values. `revised`: a closed bar came again with other values.
 */
export type FeedFault =
  | "missing"
  | "unclosed"
  | "backwards"
  | "stale"
  | "early"
  | "not-a-number"
  | "zero"
  | "negative"
  | "crossed"
  | "spike"
  | "differs"
  | "revised";

/** What was found of the bars of an instrument on their way in. */
export type FeedEvent =
  /** They can not be relied on from here on: what closes is filled in from a second source, and says so. */
  | {
      readonly kind: "FeedBroken";
      readonly instrument: InstrumentId;
      readonly fault: FeedFault;
      /** In words, for a person. */
      readonly found: string;
      readonly expected: string;
      readonly at: UnixMs;
    }
  /** A bar came whole again. */
  | { readonly kind: "FeedMended"; readonly instrument: InstrumentId; readonly at: UnixMs };
