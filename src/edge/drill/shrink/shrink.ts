import type { Violation } from "../audit/auditor.ts";
import type { Told } from "../timeline.ts";
import { ddmin } from "./ddmin.ts";
import { formatReduction } from "./reduced-text.ts";
import type { Kept, Reduction } from "./reduction.ts";

/** What a drill came to, as far as it matters here. */
export interface Played {
  /** In the order in which they were found. */
  readonly violations: readonly Violation[];
  readonly timeline: readonly Told[];
  readonly slice: readonly string[];
  readonly stormMs: number;
  /** Contracts that were traded, `D00`. */
  readonly instruments: readonly string[];
}

/** The least that still breaks. */
export interface Shrunk {
  readonly reduction: Reduction;
  /** The first that is broken: of the same invariant as before. */
  readonly violation: Violation;
  readonly timeline: readonly Told[];
  readonly slice: readonly string[];
  /** How many things happened before it was shrunk; now it is the length of the timeline. */
  readonly eventsBefore: number;
  /** Drills that were played. */
  readonly runs: number;
  /** There was more to try, and no more runs to try it with. */
  readonly isCutShort: boolean;
}

interface ShrinkOptions {
  /** Where it begins; left out: with everything that the seed has drawn. */
  readonly from?: Reduction | undefined;
  /** Drills that may be played at most. */
  readonly runsMax: number;
  /** After each drill: how many things happen in the least that breaks so far. */
  readonly onRun?: ((runs: number, events: number) => void) | undefined;
}

const SECOND = 1_000;
/** A storm is measured to so much. */
const LENGTH_STEP_MS = 10 * SECOND;

/** Contracts that a bar may fill, the simplest first. */
const COARSER = [Number.POSITIVE_INFINITY, 10, 6, 4];

/**
 * Reduces what breaks a drill: whole classes, the length, contracts, how orders fill, single strikes and single wishes,
 * and again until nothing more can go. Whatever is tried has to break the same invariant first.
 * @param play the drill of the seed, reduced
 * @returns undefined when nothing breaks to begin with
 */
export async function shrink(
  play: (reduction: Reduction) => Promise<Played>,
  { from = {}, runsMax, onRun }: ShrinkOptions,
): Promise<Shrunk | undefined> {
  const first = await play(from);
  const [violation] = first.violations;
  if (violation === undefined) return undefined;
  const search = new Search(play, { reduction: from, played: first, violation }, runsMax, onRun);
  await search.work();
  const { reduction, played, violation: broken } = search.best;
  return {
    ...{ reduction, violation: broken, timeline: played.timeline, slice: played.slice },
    ...{ eventsBefore: first.timeline.length, runs: search.runs, isCutShort: search.isCutShort },
  };
}

/** A reduction that breaks, and how. */
interface Broken {
  readonly reduction: Reduction;
  readonly played: Played;
  readonly violation: Violation;
}

class Search {
  best: Broken;
  /** The first one has been played. */
  runs = 1;
  isCutShort = false;
  readonly #play: (reduction: Reduction) => Promise<Played>;
  readonly #runsMax: number;
  readonly #onRun: ShrinkOptions["onRun"];
  /** What was tried in vain: it is not tried again. */
  readonly #inVain = new Set<string>();

  constructor(
    play: (reduction: Reduction) => Promise<Played>,
    best: Broken,
    runsMax: number,
    onRun: ShrinkOptions["onRun"],
  ) {
    this.#play = play;
    this.best = best;
    this.#runsMax = runsMax;
    this.#onRun = onRun;
  }

  async work(): Promise<void> {
    await this.#classes();
    for (let before: string | undefined; before !== this.#text && !this.isCutShort; ) {
      before = this.#text;
      await this.#length();
      await this.#contracts();
      await this.#fills();
      await this.#each("strikes", "strike");
      await this.#each("wishes", "wish");
    }
  }

  get #text(): string {
    return formatReduction(this.best.reduction);
  }

  // --- what is left out -----------------------------------------------------------------------------------------------

  async #classes(): Promise<void> {
    await ddmin(groupsOf(this.#names("strike")), async (classes) => {
      const before = this.best.reduction.strikes;
      const strikes: Kept = new Map(classes.map((one) => [one, before?.get(one) ?? "all"]));
      return (await this.#isBroken({ strikes })) ? groupsOf(this.#names("strike")) : undefined;
    });
  }

  /** By halves: a storm that is too short for it breaks nothing, and a longer one does. */
  async #length(): Promise<void> {
    const { atMs } = this.best.violation;
    const behindIt = Math.ceil((atMs + 1) / SECOND) * SECOND;
    if (behindIt < this.best.played.stormMs) await this.#isBroken({ stormMs: behindIt });
    let tooShort = 0;
    let enough = this.best.played.stormMs;
    while (enough - tooShort > LENGTH_STEP_MS && !this.isCutShort) {
      const stormMs = Math.ceil((enough + tooShort) / 2 / SECOND) * SECOND;
      if (await this.#isBroken({ stormMs })) enough = stormMs;
      else tooShort = stormMs;
    }
  }

  async #contracts(): Promise<void> {
    for (const left of this.best.played.instruments) {
      const instruments = this.best.played.instruments.filter((one) => one !== left);
      if (instruments.length === 0) return;
      const { wishes } = this.best.reduction;
      const without =
        wishes === undefined ? undefined : new Map([...wishes].filter(([base]) => base !== left));
      await this.#isBroken({ instruments, ...(without !== undefined && { wishes: without }) });
    }
  }

  /** An order that fills at once tells of itself once, and not at every bar. */
  async #fills(): Promise<void> {
    const { fills: now = 0 } = this.best.reduction;
    for (const fills of COARSER) if (fills > now && (await this.#isBroken({ fills }, "if shorter"))) return;
  }

  async #each(what: "strikes" | "wishes", kind: "strike" | "wish"): Promise<void> {
    await ddmin(this.#names(kind), async (names) =>
      (await this.#isBroken({ [what]: keptOf(names) })) ? this.#names(kind) : undefined,
    );
  }

  /** Of what came to anything in the least that breaks so far. */
  #names(kind: "strike" | "wish"): readonly string[] {
    const names = this.best.played.timeline.flatMap((told) =>
      told.kind === kind && told.name !== undefined ? [told.name] : [],
    );
    return [...new Set(names)];
  }

  // --- trying ---------------------------------------------------------------------------------------------------------

  /** Whether the same invariant is broken first with less: that is the best then. */
  async #isBroken(less: Reduction, when?: "if shorter"): Promise<boolean> {
    const reduction = { ...this.best.reduction, ...less };
    const text = formatReduction(reduction);
    if (text === this.#text || this.#inVain.has(text)) return text === this.#text;
    if (this.runs >= this.#runsMax) {
      this.isCutShort = true;
      return false;
    }
    this.runs++;
    const played = await this.#play(reduction);
    const [violation] = played.violations;
    const isWanted = when === undefined || played.timeline.length < this.best.played.timeline.length;
    const isSame = isWanted && violation?.invariant === this.best.violation.invariant;
    if (isSame) this.best = { reduction: trimmed(reduction, played), played, violation };
    else this.#inVain.add(text);
    this.#onRun?.(this.runs, this.best.played.timeline.length);
    return isSame;
  }
}

/** `kill` of `kill#3`, each once. */
const groupsOf = (names: readonly string[]): readonly string[] => [
  ...new Set(names.map((name) => name.split("#", 1)[0] ?? name)),
];

/** Without the names of what never came to anything: without them the same happens. */
function trimmed(reduction: Reduction, { timeline }: Played): Reduction {
  const happened = new Set(timeline.map(({ name }) => name));
  const trim = (kept: Kept): Kept =>
    new Map(
      [...kept].map(([group, numbers]) => [
        group,
        numbers === "all"
          ? numbers
          : new Set([...numbers].filter((number) => happened.has(`${group}#${number}`))),
      ]),
    );
  const { strikes, wishes } = reduction;
  return {
    ...reduction,
    ...(strikes !== undefined && { strikes: trim(strikes) }),
    ...(wishes !== undefined && { wishes: trim(wishes) }),
  };
}

function keptOf(names: readonly string[]): Kept {
  const kept = new Map<string, Set<number>>();
  for (const name of names) {
    const [group = "", number] = name.split("#");
    const numbers = kept.get(group) ?? new Set();
    kept.set(group, numbers.add(Number(number)));
  }
  return kept;
}
