import { basename, extname } from "node:path";
import { refusal } from "./findings.ts";
import { isObject, KEYS, tell } from "./shape.ts";
import { sameName } from "./source.ts";

type Exports = Readonly<Record<string, unknown>>;

/** The strategy a module exports under this name. @throws UserProblem, exit 2 */
export function chooseByName(exports: Exports, name: string, file: string): object {
  const found = candidatesIn(exports);
  const chosen = found.find(({ value }) => value["name"] === name);
  if (chosen !== undefined) return chosen.value;
  throw refusal({
    where: file,
    message: `the module exports no strategy named ${name}`,
    found: found.length === 0 ? `exports ${listOf(exports)}` : found.map(nameOf).join(", "),
    allowed: `export const ... = strategy({ name: "${name}", version, params, feeds, indicators, onBar })`,
  });
}

/** The one strategy a user's file exports, or of several the one called like the file. @throws UserProblem, exit 2 */
export function chooseOfFile(exports: Exports, file: string): object {
  const stem = basename(file, extname(file));
  const found = candidatesIn(exports);
  const [first] = found;
  if (first !== undefined && found.length === 1) return first.value;
  if (first === undefined) {
    throw refusal({
      where: file,
      message: "the file exports no strategy",
      found: `exports ${listOf(exports)}`,
      allowed: "one strategy under any name, or as default",
      fix: `write export const mine = strategy({ name: "${stem}", version: "1.0.0", params: {}, feeds: { main: bars() }, indicators: () => ({}), onBar: () => none })`,
    });
  }
  const named = found.filter((one) => sameName(nameOf(one), stem) || sameName(one.key, stem));
  const [chosen] = named;
  if (chosen !== undefined && named.length === 1) return chosen.value;
  throw refusal({
    where: file,
    message: "the file exports several strategies, and it is not clear which is meant",
    found: found.map(nameOf).join(", "),
    allowed: `one strategy, or several of which one is named ${stem}`,
    fix: `rename the file or the strategy, or export only one of them`,
  });
}

/** Whether anything that a file exports is meant as a strategy. */
export const hasStrategy = (exports: Exports): boolean => candidatesIn(exports).length > 0;

interface Candidate {
  /** What it is exported as. */
  readonly key: string;
  readonly value: Exports;
}

const nameOf = ({ key, value }: Candidate): string => String(value["name"] ?? key);

/** Exports that are meant as strategies, right or wrong; one that is exported twice counts once. */
function candidatesIn(exports: Exports): Candidate[] {
  const found = new Map<unknown, Candidate>();
  for (const [key, value] of Object.entries(exports)) {
    if (isMeant(value) && !found.has(value)) found.set(value, { key, value });
  }
  return [...found.values()];
}

/** Two words of the contract, however they are capitalised, are no accident. */
function isMeant(value: unknown): value is Exports {
  if (!isObject(value)) return false;
  const known = KEYS.map((key) => key.toLowerCase());
  return Object.keys(value).filter((key) => known.includes(key.toLowerCase())).length >= 2;
}

function listOf(exports: Exports): string {
  const entries = Object.entries(exports).map(([key, value]) => `${key} (${tell(value)})`);
  return entries.join(", ") || "nothing";
}
