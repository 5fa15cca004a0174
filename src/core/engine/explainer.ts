import { formatAmount, formatPrice, formatQuantity, type Price, type UnixMs } from "../base/index.ts";
import {
  type Amendment,
  isWeaker,
  type OrderId,
  type OrderRequest,
  type PositionRules,
  type Refusal,
  type Signal,
  strengthOf,
} from "../domain/index.ts";
import type { LatestPrices } from "../market/index.ts";
import { type EntryTrace, type GateCheck, gateCheck, type Verdict } from "../risk/index.ts";
import type { SignalPolicy } from "../signals/index.ts";
import type { AnsweredIntent, HeldIntent } from "./approvals.ts";
import type { Explanation, ExplanationKind, VerdictTold } from "./explanation.ts";
import type { EngineListener } from "./listener.ts";
import type { StrategyRun } from "./strategy-run.ts";
import {
  approvedEntry,
  askedOf,
  NOTHING,
  type OneIntent,
  refusedFor,
  rulesOf,
  textOf,
} from "./told-terms.ts";

/** An intent that somebody wants explained, and where it came from. */
export interface Said {
  readonly run: StrategyRun;
  readonly intent: OneIntent;
  readonly signal: number | null;
  readonly now: UnixMs;
  /** It waited for a person before this. */
  readonly answered?: AnsweredIntent | undefined;
}

/** An intent that would open something, and where it came from. */
export type Opening = Omit<Said, "intent"> & Pick<HeldIntent, "intent">;

/** Tells what a trace and a verdict came to. */
export type ExplainEntry = (trace: EntryTrace, verdict: Verdict) => void;

const NO_GATES: readonly GateCheck[] = [];

/** Writes explanations for a listener that wants them. Nobody makes one for a listener that does not. */
export class Explainer {
  readonly #tell: NonNullable<EngineListener["explained"]>;
  readonly #prices: LatestPrices;

  constructor(tell: NonNullable<EngineListener["explained"]>, prices: LatestPrices) {
    this.#tell = tell;
    this.#prices = prices;
  }

  /** An entry is about to be judged. `before`: gates that it has passed already. */
  entry(said: Said, order: OrderId, before = NO_GATES): ExplainEntry {
    return (trace, verdict) => {
      trace.gates.unshift(...before);
      const told = verdict.kind === "approved" ? approvedEntry(verdict) : refusedFor(verdict.refusal);
      this.#say(said, order, told, trace);
    };
  }

  /** It was refused before it came to any order. */
  refused(said: Said, order: OrderId | undefined, refusal: Refusal, gates = NO_GATES): void {
    const known = gates.some(({ limit, passed }) => limit === refusal.kind && !passed);
    const own = known ? gates : [...gates, gateOf(refusal)];
    this.#say(said, order, refusedFor(refusal), { gates: own });
  }

  /** An order that can only reduce goes out: always allowed. */
  reduced(said: Said, { id, quantity, limit, trigger, conditions }: OrderRequest): void {
    const notional = conditions?.notional;
    this.#say(said, id, {
      ...NOTHING,
      quantity: formatQuantity(quantity),
      notional: notional === undefined ? null : formatAmount(notional),
      limit: textOf(limit),
      trigger: textOf(trigger),
    });
  }

  /** Protection was moved as the strategy asked. */
  adjusted(said: Said, stop: Price | undefined, target: Price | undefined, rules?: PositionRules): void {
    const moved = { stop: textOf(stop), target: textOf(target), rules: rulesOf(rules) };
    this.#say(said, undefined, { ...NOTHING, ...moved });
  }

  /** New terms of an order were judged; without a trace they ask for no more than the old. */
  amended(said: Said, order: OrderId, to: Amendment, refusal: Refusal | undefined, trace: EntryTrace): void {
    const { quantity, limit, trigger } = to;
    const terms = {
      quantity: quantity === undefined ? null : formatQuantity(quantity),
      limit: textOf(limit),
      trigger: textOf(trigger),
    };
    if (refusal === undefined) this.#say(said, order, { ...NOTHING, ...terms }, trace);
    else this.#say(said, order, refusedFor(refusal), trace);
  }

  cancelled(said: Said, order: OrderId): void {
    this.#say(said, order, NOTHING);
  }

  #say(
    { run, intent, signal, now, answered }: Said,
    order: OrderId | undefined,
    verdict: VerdictTold,
    judged?: Pick<EntryTrace, "gates"> | EntryTrace | { readonly gates: readonly GateCheck[] },
  ): void {
    const { instrument, strategy } = run;
    this.#tell({
      kind: intent.kind,
      order: order ?? null,
      signal,
      instrument: instrument.symbol,
      strategy: strategy.name,
      version: strategy.version,
      at: now,
      why: intent.why,
      reference: numberOf(this.#prices.number(instrument.id)),
      basis: answered?.basis ?? run.basis(),
      ...(answered && { approval: { id: answered.id, askedAt: answered.askedAt, by: answered.by } }),
      asked: askedOf(intent),
      judgement: judged === undefined ? null : judgementOf(judged),
      verdict,
    });
  }
}

/** Protection that moved by a rule of its position. */
export const ruleMoved = (
  kind: Extract<ExplanationKind, "break-even">,
  of: Pick<Explanation, "instrument" | "strategy" | "at" | "why" | "reference">,
  stop: Price,
): Explanation => ({
  ...of,
  kind,
  order: null,
  signal: null,
  version: null,
  basis: null,
  asked: null,
  judgement: null,
  verdict: { ...NOTHING, stop: formatPrice(stop) },
});

/** What a signal had to pass before it became an order, in the order in which it is looked at. */
export function signalGates(
  { dataAt, confidence }: Signal,
  policy: SignalPolicy,
  facts: { readonly now: number; readonly isPending: boolean },
): readonly GateCheck[] {
  const { confidenceMin, strengthMin, dataAgeMsMax } = policy;
  const ageMs = facts.now - dataAt;
  const strength = strengthOf(confidence);
  const checks: GateCheck[] = [];
  const isOpen = (...check: Parameters<typeof gateCheck>): boolean =>
    checks.push(gateCheck(...check)) > 0 && check[3];
  const isSound =
    (dataAgeMsMax === Number.POSITIVE_INFINITY ||
      isOpen("StaleMarketData", ageMs, dataAgeMsMax, ageMs <= dataAgeMsMax)) &&
    (confidenceMin === 0 ||
      isOpen("LowConfidence", confidence, confidenceMin, confidence >= confidenceMin)) &&
    (strengthMin === "WEAK" || isOpen("WeakSignal", strength, strengthMin, !isWeaker(strength, strengthMin)));
  if (isSound)
    isOpen(
      "DuplicateSignal",
      facts.isPending ? "works already" : "none works",
      "none works",
      !facts.isPending,
    );
  return checks;
}

/** A refusal that no number stands behind, or whose numbers it carries itself. */
function gateOf(refusal: Refusal): GateCheck {
  const { kind, ...terms } = refusal;
  const found = Object.entries(terms).map(([name, value]) => `${name} ${value}`);
  return gateCheck(kind, found.join(", ") || "so it is", "otherwise", false, { unit: "words", rule: "is" });
}

function judgementOf(
  judged: EntryTrace | { readonly gates: readonly GateCheck[] },
): NonNullable<Explanation["judgement"]> {
  const whole = "limits" in judged ? judged : undefined;
  return {
    account: whole?.account ?? null,
    gates: judged.gates,
    protection: whole?.protection ?? null,
    sizing: whole?.sizing ?? null,
    limits: whole?.limits ?? [],
  };
}

const numberOf = (value: number): number | null => (Number.isFinite(value) ? value : null);
