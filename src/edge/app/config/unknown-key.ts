import { nearest } from "../../problem/index.ts";
import { allowedBy } from "./allowed.ts";
import { type Fault, shown } from "./fault.ts";
import { fits, percentToRatio } from "./fits.ts";
import { KEYS, SYMBOL_KEYS, specOf } from "./keys.ts";
import { strangeLetter } from "./look-alike.ts";
import { BROUGHT_WORDS, NOT_IN_FORCE, NOT_IN_FORCE_BELOW } from "./words.ts";

/** The root in messages; `""` in paths. */
const ROOT = "the top level";
const LATER = "known key, not in force in this version";

/** Names known at each level: `risk_limits` holds `per_trade`, `portfolio`, `session`. */
const LEVELS: ReadonlyMap<string, ReadonlySet<string>> = levels();

function levels(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const symbolPaths = [...Object.keys(SYMBOL_KEYS), "params"].map((key) => `symbols.S.${key}`);
  for (const path of ["include", ...Object.keys(KEYS), ...symbolPaths]) {
    const words = path.split(".");
    for (const [depth, word] of words.entries()) {
      if (word === "S") continue; // Stands for any symbol, and is no name of its own.
      const level = words.slice(0, depth).join(".");
      found.set(level, (found.get(level) ?? new Set()).add(word));
    }
  }
  return found;
}

/** The names allowed directly below a section such as `symbols.BTC/USDT`. */
export const namesAt = (section: readonly string[]): readonly string[] => [
  ...(LEVELS.get(levelOf(section)) ?? []),
];

/** `symbols.BTC/USDT` is the level `symbols.S`. */
const levelOf = (section: readonly string[]): string =>
  section.map((word, depth) => (depth === 1 && section[0] === "symbols" ? "S" : word)).join(".");

const pathOf = (level: string, name: string): string => (level === "" ? name : `${level}.${name}`);

/** What to say about a key that is not one of this place. */
export function unknownKey(section: readonly string[], key: string, value: unknown): Fault {
  const level = levelOf(section);
  const found = shown(value);
  const allowed = "the keys in docs/CONFIG.md";
  if (NOT_IN_FORCE.includes(pathOf(level, key))) return { message: LATER, found, allowed, fix: "remove it" };
  const percent = percentFault(section, key, value);
  if (percent !== undefined) return percent;
  const word = key.toLowerCase();
  if (Object.hasOwn(BROUGHT_WORDS, word)) {
    const fix = BROUGHT_WORDS[word] ?? "";
    return {
      message: "a word of other programs",
      found,
      allowed,
      fix: fix + (fix.endsWith("ratio") ? asRatio(word, value) : ""),
    };
  }
  const home = homeOfLaterKey(key);
  if (home !== undefined)
    return { message: `${LATER} (its place is ${home})`, found, allowed, fix: "remove it" };
  const names = `${namesAt(section).join(", ")} under ${level === "" ? ROOT : level}`;
  const strange = strangeLetter(key);
  const message = strange === undefined ? "unknown key" : `unknown key: ${strange}`;
  return { message, found, allowed: names, fix: suggestion(section, key, value) };
}

/** A ratio of this place, spelled in percent, with a value that it may not have. */
function percentFault(section: readonly string[], key: string, value: unknown): Fault | undefined {
  const stem = stemOfPercent(key);
  const spec = specOf([...section, stem]);
  if (spec?.kind !== "number" || !(spec.unit === "ratio" || spec.unit === "exposure")) return undefined;
  const isFine = typeof value === "number" && fits(spec, percentToRatio(value));
  if (isFine) return undefined; // It stands beside the ratio itself.
  return {
    message: `${stem} in percent may not be this`,
    found: shown(value),
    allowed: `${stem}: ${allowedBy(spec)}`,
    fix: `write ${stem}, within what is allowed`,
  };
}

/** A key whose name says percent, without that. */
const stemOfPercent = (key: string): string => /^(.+)_(?:percent|percentage|pct)$/.exec(key)?.[1] ?? "";

function suggestion(section: readonly string[], key: string, value: unknown): string {
  const level = levelOf(section);
  const homes = homesOf(key).map((home) => (home === "" ? ROOT : home));
  if (homes.length > 0) return `move it: it belongs under ${homes.join(" or ")}`;
  const stem = stemOfPercent(key);
  const [stemHome] = homesOf(stem);
  if (stemHome !== undefined) return `use ${pathOf(stemHome, stem)}, as a ratio${asRatio(key, value)}`;
  const [withUnit, ...others] = namesAt(section).filter((name) => name.startsWith(`${key}_`));
  if (withUnit !== undefined && others.length === 0) return `did you mean ${pathOf(level, withUnit)}?`;
  const here = nearest(key, LEVELS.get(level) ?? []);
  if (here !== undefined) return `did you mean ${pathOf(level, here)}?`;
  const elsewhere = nearest(
    key,
    [...LEVELS.values()].flatMap((names) => [...names]),
  );
  const [home] = homesOf(elsewhere ?? "");
  return elsewhere === undefined || home === undefined
    ? "remove it"
    : `did you mean ${pathOf(home, elsewhere)}?`;
}

/** The levels that know a name. */
const homesOf = (name: string): string[] =>
  [...LEVELS].filter(([, names]) => names.has(name)).map(([level]) => level);

/** Where a key of a later version belongs, when it stands somewhere else. */
function homeOfLaterKey(key: string): string | undefined {
  if (Object.hasOwn(NOT_IN_FORCE_BELOW, key)) return NOT_IN_FORCE_BELOW[key];
  const path = NOT_IN_FORCE.find((name) => name.endsWith(`.${key}`));
  return path?.slice(0, -key.length - 1);
}

/** `stop_loss_percent: 2` and `stoploss: -0.02` are both 0.02 in our words. */
function asRatio(key: string, value: unknown): string {
  if (typeof value !== "number" || !Number.isFinite(value) || value === 0) return "";
  const size = Math.abs(value);
  return `: ${size >= 1 || /percent|pct/.test(key) ? percentToRatio(size) : size}`;
}
