import type { ConfigFile } from "./config-file.ts";
import { fits, percentToRatio } from "./fits.ts";
import { specOf } from "./keys.ts";

/** A key whose name says percent. */
const PERCENT = /^(.+)_(?:percent|percentage|pct)$/;
/** Keys of rows of `take_profit_levels`, and what their percent spellings begin with. */
const ROW_KEYS: Readonly<Record<string, string>> = { close: "close_share", target: "target" };

type Group = Readonly<Record<string, unknown>>;

/**
 * The file with ratios where somebody wrote percent under a name that says so: `stop_loss_percent: 2` is `stop_loss: 0.02`,
 * and each is told in a notice. A value that would not be allowed stays as it was, and is refused under its own name.
 */
export function withRatios(file: ConfigFile): {
  readonly file: ConfigFile;
  readonly notices: readonly string[];
} {
  const notices: string[] = [];
  /** The spelling of the file, by the path it is understood as. */
  const spelled = new Map<string, readonly string[]>();
  const understood = (path: readonly string[], as: string, value: unknown): void => {
    notices.push(`${file.keyAt(path)}: ${path.at(-1)} is understood as ${as}: ${JSON.stringify(value)}`);
  };

  const groupOf = (group: Group, path: readonly string[]): Group =>
    Object.fromEntries(
      Object.entries(group).map(([key, value]) => {
        const at = [...path, key];
        if (Array.isArray(value) && specOf(at)?.kind === "list")
          return [key, value.map((row) => rowOf(row, at))];
        if (isGroup(value)) return [key, groupOf(value, at)];
        const stem = PERCENT.exec(key)?.[1] ?? "";
        const spec = specOf([...path, stem]);
        const isRatio = spec?.kind === "number" && (spec.unit === "ratio" || spec.unit === "exposure");
        if (!isRatio || Object.hasOwn(group, stem) || typeof value !== "number") return [key, value];
        const ratio = percentToRatio(value);
        if (!fits(spec, ratio)) return [key, value];
        understood(at, stem, ratio);
        spelled.set([...path, stem].join("\0"), at);
        return [stem, ratio];
      }),
    );

  const rowOf = (row: unknown, list: readonly string[]): unknown => {
    if (!isGroup(row)) return row;
    return Object.fromEntries(
      Object.entries(row).map(([key, value]) => {
        const ours = ROW_KEYS[PERCENT.exec(key)?.[1] ?? ""];
        if (ours === undefined || Object.hasOwn(row, ours) || typeof value !== "number") return [key, value];
        const ratio = percentToRatio(value);
        notices.push(`${file.valueAt(list)}: ${key} is understood as ${ours}: ${ratio}`);
        return [ours, ratio];
      }),
    );
  };

  const raw = groupOf(file.raw, []);
  if (notices.length === 0) return { file, notices };
  const place = (path: readonly string[]): readonly string[] => spelled.get(path.join("\0")) ?? path;
  return {
    file: {
      ...file,
      raw,
      keyAt: (path) => file.keyAt(place(path)),
      valueAt: (path) => file.valueAt(place(path)),
    },
    notices,
  };
}

const isGroup = (value: unknown): value is Group =>
  typeof value === "object" && value !== null && !Array.isArray(value);
