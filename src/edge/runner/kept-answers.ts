import type { Instrument, Intent } from "../../core/domain/index.ts";
import type { AnswerSource, Question } from "../../core/engine/index.ts";
import { none, StrategyFault } from "../../core/strategy/index.ts";
import type { KeptAnswer, KeptFault } from "./record.ts";
import type { RunLog } from "./run-log.ts";

/**
 * How strategies are asked. `verify`: they are asked again, and what they say is held against what was written.
 * `recover`: what was written holds; a strategy whose code is the same is asked as well, so that its memory comes back,
 * but its answer is not used.
 */
export type AnswerPolicy =
  | { readonly kind: "verify" }
  | { readonly kind: "recover"; isSame(symbol: string): boolean }
  /** As `recover`, and nothing is asked where nothing was written: a strategy may be what hangs. */
  | { readonly kind: "silence" };

/** Writes down what strategies answer, and gives it again where a run is taken up. */
export class KeptAnswers implements AnswerSource {
  readonly #log: RunLog;
  readonly #policy: AnswerPolicy;
  #isSilent = false;
  #last: Question | undefined;
  #nth = 0;
  /** So many answers a strategy of the same code would give otherwise now: it depends on something it must not. */
  changed = 0;

  constructor(log: RunLog, policy: AnswerPolicy) {
    this.#log = log;
    this.#policy = policy;
  }

  answer(question: Question, ask: () => Intent): Intent {
    if (this.#isSilenced()) return none;
    this.#count(question);
    const policy = this.#policy;
    if (!this.#log.isReplaying || policy.kind === "verify") return this.#write(question, ask);
    return this.#recall(
      question,
      ask,
      policy.kind === "recover" && policy.isSame(question.instrument.symbol),
    );
  }

  /** From here on no strategy is asked any more: written in front of the first question that is not put. */
  silence(): void {
    if (this.#isSilent) return;
    this.#log.write({ kind: "silenced" });
    this.#isSilent = true;
  }

  /** Whether what is told from here on is long past, and so nobody is asked about it. Between two moments. */
  fallBehind(isBehind: boolean): void {
    if (this.#isSilent === isBehind) return;
    this.#log.write({ kind: isBehind ? "behind" : "asked" });
    this.#isSilent = isBehind;
  }

  snapshot() {
    const last = this.#last && { ...this.#last, instrument: this.#last.instrument.symbol };
    return { isSilent: this.#isSilent, last, nth: this.#nth, changed: this.changed };
  }

  restore({ isSilent, last, nth, changed }: KeptAnswersSnapshot, instruments: readonly Instrument[]): void {
    const instrument = instruments.find(({ symbol }) => symbol === last?.instrument);
    this.#isSilent = isSilent;
    this.#last = last && instrument && { ...last, instrument };
    this.#nth = nth;
    this.changed = changed;
  }

  /** Two timers of a strategy may ring at one moment, and only the second answer anything. */
  #count(question: Question): void {
    const last = this.#last;
    const isAgain =
      last !== undefined &&
      last.at === question.at &&
      last.callback === question.callback &&
      last.instrument === question.instrument &&
      last.strategy === question.strategy;
    this.#nth = isAgain ? this.#nth + 1 : 0;
    this.#last = question;
  }

  #isSilenced(): boolean {
    if (this.#isSilent) return true;
    const isWritten = this.#log.isReplaying && this.#log.peek()?.kind === "silenced";
    const isDue = !this.#log.isReplaying && this.#policy.kind === "silence";
    if (!isWritten && !isDue) return false;
    this.silence();
    return true;
  }

  #write(question: Question, ask: () => Intent): Intent {
    const about = this.#about(question);
    let intent: Intent;
    try {
      intent = ask();
    } catch (error) {
      if (error instanceof StrategyFault) {
        const { found, allowed } = error;
        this.#log.write({ kind: "fault", fault: { ...about, found, allowed } });
      }
      throw error;
    }
    if (intent.kind !== "none") this.#log.write({ kind: "answer", answer: { ...about, intent } });
    return intent;
  }

  #recall(question: Question, ask: () => Intent, isSame: boolean): Intent {
    const kept = this.#kept(question);
    if (isSame) {
      // Asked for the sake of its memory.
      const now = said(ask);
      const before =
        kept === undefined ? undefined : JSON.stringify("intent" in kept ? kept.intent : kept.found);
      if (now !== before) this.changed++;
    }
    if (kept === undefined) return none;
    this.#log.take();
    if ("intent" in kept) return kept.intent;
    throw new StrategyFault({
      strategy: question.strategy,
      symbol: question.instrument.symbol,
      at: question.at,
      found: kept.found,
      allowed: kept.allowed,
    });
  }

  /** What was written here, if it was written of this question. */
  #kept(question: Question): KeptAnswer | KeptFault | undefined {
    const record = this.#log.peek();
    const kept =
      record?.kind === "answer" ? record.answer : record?.kind === "fault" ? record.fault : undefined;
    const about = this.#about(question);
    const isAbout =
      kept?.strategy === about.strategy &&
      kept.symbol === about.symbol &&
      kept.callback === about.callback &&
      kept.at === about.at &&
      kept.nth === about.nth;
    return isAbout ? kept : undefined;
  }

  #about({ strategy, instrument, callback, at }: Question): Omit<KeptAnswer, "intent"> {
    const about = { strategy, symbol: instrument.symbol, callback, at };
    return this.#nth === 0 ? about : { ...about, nth: this.#nth };
  }
}

type KeptAnswersSnapshot = ReturnType<KeptAnswers["snapshot"]>;

/** An answer as text; undefined: it wants nothing. */
function said(ask: () => Intent): string | undefined {
  try {
    const intent = ask();
    return intent.kind === "none" ? undefined : JSON.stringify(intent);
  } catch (error) {
    if (!(error instanceof StrategyFault)) throw error;
    return JSON.stringify(error.found);
  }
}
