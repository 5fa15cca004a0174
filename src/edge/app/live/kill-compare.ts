import { join } from "node:path";
import { readJournal } from "../../journal/index.ts";
import { decodeRecord, journalOf } from "../../runner/index.ts";
import { parseClientOrderId, readTruth } from "../../venues/index.ts";
import { VENUE_TRUTH } from "./run-venue.ts";

/** What a run that was killed has too little or too much of. */
export interface Compared {
  readonly lost: number;
  readonly doubled: number;
}

/** The orders of a run, as its journal has them. */
export interface WrittenOrders {
  /** How often each was written, by everything that is said of it. */
  readonly lines: ReadonlyMap<string, number>;
  /** Their numbers. */
  readonly numbers: ReadonlySet<number>;
  /** Those that never came to be at a venue. */
  readonly absent: ReadonlySet<number>;
  /** Fills by order. */
  readonly fills: ReadonlyMap<number, number>;
  /** Decision hash at the end. */
  readonly hash: string | undefined;
}

const ABSENT: readonly string[] = ["OrderNotSent", "OrderProvenAbsent"];

export function ordersOf(run: string): WrittenOrders {
  const lines = new Map<string, number>();
  const numbers = new Set<number>();
  const absent = new Set<number>();
  const fills = new Map<number, number>();
  let hash: string | undefined;
  for (const { record } of readJournal(journalOf(run))) {
    const decoded = decodeRecord(record);
    if (decoded?.kind === "ended") hash = decoded.end.hash;
    if (decoded?.kind !== "decision") continue;
    const [what, order, , kind = ""] = decoded.line.split("|", 4);
    const number = Number(order);
    if (what === "order") {
      count(lines, decoded.line);
      numbers.add(number);
    } else if (what === "fill") count(fills, number);
    else if (what === "answer" && ABSENT.includes(kind)) absent.add(number);
  }
  return { lines, numbers, absent, fills, hash };
}

/** Against a run that nobody disturbed: every order, word for word. */
export function compareRuns(expected: WrittenOrders, found: WrittenOrders): Compared {
  let lost = 0;
  let doubled = 0;
  for (const [line, times] of expected.lines) lost += Math.max(0, times - (found.lines.get(line) ?? 0));
  for (const [line, times] of found.lines) doubled += Math.max(0, times - (expected.lines.get(line) ?? 0));
  return { lost, doubled };
}

/**
 * Against the venue's own record: every order and every fill, on both sides.
 * @throws UserProblem, exit 5, where that is not whole: what it lacks would count as nothing lost
 */
export function compareWithVenue(run: string, written: WrittenOrders): Compared {
  const names = new Map<number, Set<string>>();
  const fills = new Map<number, number>();
  let doubled = 0;
  for (const { e, id } of readTruth(join(run, VENUE_TRUTH))) {
    if (typeof id !== "string" || id === "") continue;
    const number = parseClientOrderId(id)?.ordinal;
    if (number === undefined || !written.numbers.has(number)) doubled++;
    else {
      names.set(number, (names.get(number) ?? new Set()).add(id));
      if (e === "filled") count(fills, number);
    }
  }
  let lost = 0;
  for (const number of written.numbers) {
    const known = names.get(number)?.size ?? 0;
    if (known > 1) doubled += known - 1;
    if (known === 0 && !written.absent.has(number)) lost++;
    const difference = (fills.get(number) ?? 0) - (written.fills.get(number) ?? 0);
    lost += Math.max(0, difference);
    doubled += Math.max(0, -difference);
  }
  return { lost, doubled };
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
