/** One line of a venue's table of margin tiers, as somebody types it. */
export interface TierSetting {
  /** Value of a position, in its quote asset, from which the line holds. */
  readonly from: number;
  /** Share of the value that must stay covered. */
  readonly maintenance: number;
  /** The highest leverage at this value. */
  readonly leverage: number;
}

const NAMES = ["from", "maintenance", "leverage"] as const;
const LEVERAGE_MAX = 1_000;

/** What is wrong with a list of tiers, in words; undefined when it can be used. */
export function faultInTiers(value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return "not a list of margin tiers";
  let before: TierSetting | undefined;
  for (const [i, entry] of value.entries()) {
    const name = `tier ${i + 1}`;
    const unsound = faultInTier(entry, name);
    if (unsound !== undefined) return unsound;
    const tier = entry as TierSetting; // Just checked.
    if (before === undefined && tier.from !== 0) return `${name} does not begin at 0`;
    if (before !== undefined && !(tier.from > before.from))
      return `${name} does not begin above the one before`;
    if (before !== undefined && !(tier.maintenance > before.maintenance))
      return `${name} asks no more maintenance margin than the one before`;
    before = tier;
  }
  return undefined;
}

function faultInTier(entry: unknown, name: string): string | undefined {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry))
    return `${name} is no group of keys`;
  const own = Object.keys(entry).sort().join(", ");
  if (own !== [...NAMES].sort().join(", ")) return `${name} does not have just ${NAMES.join(", ")}`;
  const { from, maintenance, leverage } = entry as Readonly<Record<(typeof NAMES)[number], unknown>>;
  if (!isNumber(from) || from < 0 || from > 1e15) return `${name}: from is no value of a position`;
  if (!isNumber(maintenance) || maintenance <= 0 || maintenance >= 1)
    return `${name}: maintenance is no ratio above 0 and below 1 (0.01 is 1 percent)`;
  if (!isNumber(leverage) || leverage < 1 || leverage > LEVERAGE_MAX)
    return `${name}: leverage is no number from 1 up to ${LEVERAGE_MAX}`;
  if (maintenance * leverage > 1) return `${name}: at its leverage a position would be liquidated at once`;
  return undefined;
}

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
