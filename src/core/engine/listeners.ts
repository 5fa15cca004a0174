import type { EngineListener } from "./listener.ts";

/** Members that are told more than four things: there is none, and one that came would not compile below. */
type Wide = {
  [Name in keyof EngineListener]-?: Parameters<NonNullable<EngineListener[Name]>>["length"] extends
    | (0 | 1 | 2 | 3 | 4)
    | undefined
    ? never
    : Name;
}[keyof EngineListener];

/** What a listener may hear of. */
const NAMES: Readonly<Record<Exclude<keyof EngineListener, "wantsExplained" | Wide>, true>> = {
  intent: true,
  verdict: true,
  explained: true,
  approval: true,
  submitted: true,
  answered: true,
  filled: true,
  funded: true,
  dividend: true,
  split: true,
  liquidated: true,
  latched: true,
  faulted: true,
  ledger: true,
};

/** At most four things: a list of whatever was told would be made anew each time. */
type Hear = (a: unknown, b: unknown, c: unknown, d: unknown) => void;

/**
 * Two listeners as one, told in this order. It hears of nothing that neither wants, so that nothing is built for nobody;
 * explanations, once there is one who hears them, are wanted always.
 */
export function bothListeners(first: EngineListener, second: EngineListener): EngineListener {
  const both: Record<string, Hear> = {};
  for (const name of Object.keys(NAMES)) {
    const heard = [first, second].flatMap((listener) => {
      const hear: unknown = Reflect.get(listener, name);
      return typeof hear === "function" ? [(hear as Hear).bind(listener)] : [];
    });
    const [one, other] = heard;
    if (one === undefined) continue;
    both[name] =
      other === undefined
        ? one
        : (a, b, c, d) => {
            one(a, b, c, d);
            other(a, b, c, d);
          };
  }
  return both; // Every member is one of the interface's own.
}
