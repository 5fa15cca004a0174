import { nearest, UserProblem } from "../../problem/index.ts";
import { PERSON_CLASSES } from "../storm/person.ts";
import { drawScenario, FAULT_CLASSES } from "../storm/scenario.ts";
import { type Kept, type Reduction, reduceScenario } from "./reduction.ts";

const SECOND = 1_000;
const FORM =
  "strikes=kill#3,5-7+maintenance storm=1831s instruments=D00+D01 fills=6 wishes=D00#4-9, each part at most once";
const KEYS: readonly string[] = ["strikes", "storm", "instruments", "fills", "wishes"];
/** Whatever is asked for fills at once. */
const WHOLE = "whole";
/** More strikes of a class than any storm has. */
const NUMBER_MAX = 1_000_000;

/** A reduction as it is given to `--reduced`: the same text for the same reduction. */
export function formatReduction({ strikes, stormMs, instruments, fills, wishes }: Reduction): string {
  const parts: string[] = [];
  if (strikes !== undefined) parts.push(`strikes=${formatKept(strikes)}`);
  if (stormMs !== undefined) parts.push(`storm=${stormMs / SECOND}s`);
  if (instruments !== undefined) parts.push(`instruments=${[...instruments].sort().join("+")}`);
  if (fills !== undefined) parts.push(`fills=${fills === Number.POSITIVE_INFINITY ? WHOLE : fills}`);
  if (wishes !== undefined) parts.push(`wishes=${formatKept(wishes)}`);
  return parts.join(" ");
}

function formatKept(kept: Kept): string {
  const groups = [...kept].sort(([a], [b]) => (a < b ? -1 : 1));
  const texts = groups.flatMap(([group, numbers]) => {
    if (numbers === "all") return [group];
    return numbers.size === 0 ? [] : [`${group}#${formatNumbers([...numbers].sort((a, b) => a - b))}`];
  });
  return texts.length === 0 ? "none" : texts.join("+");
}

/** `3,5-7`. */
function formatNumbers(sorted: readonly number[]): string {
  const runs: { readonly from: number; to: number }[] = [];
  for (const number of sorted) {
    const last = runs.at(-1);
    if (last !== undefined && number === last.to + 1) last.to = number;
    else runs.push({ from: number, to: number });
  }
  return runs.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(",");
}

/** What is left of the storm of a seed. @throws UserProblem, exit 2, for what no storm has, or what this one has not */
export function readReduction(text: string, seed: string): Reduction {
  const reduction = parseReduction(text);
  reduceScenario(drawScenario(seed), reduction);
  return reduction;
}

/** Reads what `formatReduction` writes. @throws UserProblem, exit 2, for everything else */
function parseReduction(text: string): Reduction {
  const parts = new Map<string, string>();
  for (const part of text.trim().split(/\s+/)) {
    const [, key = "", value = ""] = /^([a-z]+)=(.+)$/.exec(part) ?? [];
    if (!KEYS.includes(key)) throw unreadable("a part that is none", part === "" ? "nothing" : part, FORM);
    if (parts.has(key)) throw unreadable(`${key} is given twice`, part, FORM);
    parts.set(key, value);
  }
  const [strikes, storm, instruments, fills, wishes] = KEYS.map((key) => parts.get(key));
  return {
    ...(strikes !== undefined && { strikes: parseKept(strikes, checkClass) }),
    ...(storm !== undefined && { stormMs: parseStorm(storm) }),
    ...(instruments !== undefined && { instruments: parseInstruments(instruments) }),
    ...(fills !== undefined && { fills: parseFills(fills) }),
    ...(wishes !== undefined && { wishes: parseKept(wishes, checkBase) }),
  };
}

function parseStorm(text: string): number {
  const seconds = /^(\d{1,6})s$/.exec(text)?.[1];
  if (seconds === undefined) throw unreadable("storm is no length", text, "whole seconds: storm=1831s");
  return Number(seconds) * SECOND;
}

function parseFills(text: string): number {
  if (text === WHOLE) return Number.POSITIVE_INFINITY;
  if (!/^[1-9]\d{0,6}$/.test(text))
    throw unreadable(
      "fills is no number of contracts",
      text,
      `contracts that a bar fills, fills=6, or ${WHOLE}`,
    );
  return Number(text);
}

function parseInstruments(text: string): readonly string[] {
  const bases = text.split("+");
  for (const [i, base] of bases.entries()) {
    checkBase(base);
    if (bases.indexOf(base) !== i) throw unreadable(`${base} is given twice`, text, "each contract once");
  }
  return bases;
}

function parseKept(text: string, check: (group: string) => void): Kept {
  const kept = new Map<string, ReadonlySet<number> | "all">();
  if (text === "none") return kept;
  for (const part of text.split("+")) {
    const [group = "", numbers, ...rest] = part.split("#");
    if (rest.length > 0) throw unreadable("two # in one name", part, FORM);
    check(group);
    if (kept.has(group)) throw unreadable(`${group} is given twice`, text, "each class once: kill#3,5");
    kept.set(group, numbers === undefined ? "all" : parseNumbers(numbers, part));
  }
  return kept;
}

function parseNumbers(text: string, part: string): ReadonlySet<number> {
  const numbers = new Set<number>();
  let last = 0;
  for (const run of text.split(",")) {
    const [, first = "", second] = /^([1-9]\d{0,6})(?:-([1-9]\d{0,6}))?$/.exec(run) ?? [];
    const from = Number(first);
    const to = Number(second ?? first);
    if (from <= last || to < from || to > NUMBER_MAX)
      throw unreadable("no numbers of strikes or wishes", part, "rising numbers from 1: kill#3,5-7");
    for (let number = from; number <= to; number++) numbers.add(number);
    last = to;
  }
  return numbers;
}

function checkClass(group: string): void {
  const known: readonly string[] = [...FAULT_CLASSES, ...PERSON_CLASSES];
  if (known.includes(group)) return;
  const near = nearest(group, known);
  throw unreadable("no class of faults", group, near === undefined ? known.join(", ") : `${near}, for one`);
}

function checkBase(base: string): void {
  if (!/^D\d\d$/.test(base)) throw unreadable("no contract of a drill", base, "D00, D01, ...");
}

const unreadable = (message: string, found: string, allowed: string): UserProblem =>
  new UserProblem({
    ...{ exitCode: 2, where: "--reduced", message, found, allowed },
    fix: "give the text that `timonel drill --shrink` printed",
  });
