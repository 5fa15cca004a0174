import { faultInRows, isWithin } from "./rows.ts";

/** A stage of taking profit, as somebody types it. */
export interface LevelSetting {
  /** Distance from the price of the decision, as a share of it. */
  readonly target: number;
  /** Share of what remains that is closed there. */
  readonly closeShare: number;
}

const AS_RATIO = "is close_share here, as a ratio of what remains: 0.33 is 33 percent";

/** What is wrong with a list of levels, in words; undefined when it can be used. */
export const faultInLevels = (value: unknown): string | undefined =>
  faultInRows(value, {
    list: "levels",
    one: "level",
    names: ["target", "close_share"],
    brought: { close_pct: `close_pct ${AS_RATIO}`, close_percent: `close_percent ${AS_RATIO}` },
    fault: ({ target, close_share: share }, before) => {
      if (!isWithin(target, 0, 1)) return ": target is no ratio above 0 up to 1 (0.02 is 2 percent)";
      if (!isWithin(share, 0, 1)) return ": close_share is no ratio above 0 up to 1 (0.33 is 33 percent)";
      if (before === undefined) return undefined;
      if (before.close_share === 1) return ": nothing remains for it after the one before";
      return target > before.target ? undefined : ": its target is not beyond the one before";
    },
  });

/** Levels as the file has them, in the names of the code. */
export const levelsOf = (rows: unknown): readonly LevelSetting[] =>
  (rows as readonly { readonly target: number; readonly close_share: number }[]).map(
    ({ target, close_share: closeShare }) => ({ target, closeShare }),
  );
