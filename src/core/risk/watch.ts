import type { Amount, UnixMs } from "../base/index.ts";
import {
  type OutsideTrigger,
  type Refusal,
  type SessionCalendar,
  sessionDayOf,
  sessionDayStart,
  sessionWeekOf,
  type TriggerAction,
} from "../domain/index.ts";
import { type EntryTrace, latchKey } from "./entry-trace.ts";
import type { PortfolioLimits, SessionLimits, TriggerSettings } from "./settings.ts";

/** What stopped new risk, and what ends it. */
export interface Latch {
  readonly kind:
    | ("drawdown" | "daily-loss" | "weekly-loss" | "operator" | "emergency")
    | ("emergency-drawdown" | "flash-crash" | OutsideTrigger);
  readonly since: UnixMs;
  /** What was reached and what was allowed, as shares of equity, of a flash crash of its price; NaN for a halt. */
  readonly reached: number;
  readonly allowed: number;
  readonly endsBy:
    | ("resume" | "next session day" | "next session week")
    | (typeof OUTSIDE_ENDS)[OutsideTrigger];
  /** Of a trigger. */
  readonly action?: TriggerAction;
}

/** What ends a halt that somebody who watches over the run has called. */
const OUTSIDE_ENDS = {
  disconnect: "the venue is heard again",
  overload: "a minute without lag",
  clock: "the clock is right again",
  "venue-errors": "the venue answers a probe",
} as const satisfies Readonly<Record<OutsideTrigger, string>>;

/**
 * Watches equity in floats, on every event that moves it. A limit that the market breaks latches within that event;
 * from then on only reducing orders leave. The account's session day is that of its
 * instruments where all share one calendar, else the UTC day.
 */
export class EquityWatch {
  readonly #portfolio: PortfolioLimits;
  readonly #session: SessionLimits;
  readonly #calendar: SessionCalendar;
  readonly #trigger: TriggerSettings["drawdown"];
  #peak = Number.NEGATIVE_INFINITY;
  /** Of the trigger: to lift a lesser latch does not start it anew. */
  #triggerPeak = Number.NEGATIVE_INFINITY;
  #equity = 0;
  #floor = Number.POSITIVE_INFINITY;
  #day = Number.NEGATIVE_INFINITY;
  #nextDayAt = Number.NEGATIVE_INFINITY;
  #week = Number.NEGATIVE_INFINITY;
  #dayStart = 0;
  /** The same in exact digits, for who reads it; of the day that ended at `#exactSince`. */
  #exactDayStart: Amount | undefined;
  #exactSince = Number.NaN;
  #weekStart = 0;
  #latches: readonly Latch[] = [];
  #openedToday = 0;

  constructor(
    limits: {
      readonly portfolio: PortfolioLimits;
      readonly session: SessionLimits;
      readonly triggers?: TriggerSettings | undefined;
    },
    equity: number,
    calendar: SessionCalendar,
  ) {
    this.#calendar = calendar;
    this.#portfolio = limits.portfolio;
    this.#session = limits.session;
    this.#equity = equity;
    this.#peak = equity;
    this.#trigger = limits.triggers?.drawdown;
    this.#triggerPeak = equity;
  }

  get latches(): readonly Latch[] {
    return this.#latches;
  }

  /** Current drawdown from the highest equity, as a positive share. */
  get drawdown(): number {
    return 1 - this.#equity / this.#peak;
  }

  /** Trades opened during this session day. */
  get openedToday(): number {
    return this.#openedToday;
  }

  /** A trade was opened; it may be the first thing that happens on its day. */
  noteOpened(at: UnixMs): void {
    if (at >= this.#nextDayAt) {
      this.#roll(at);
      this.#floor = this.#highestFloor();
    }
    this.#openedToday++;
  }

  get session(): number {
    return this.#day;
  }

  /** Equity at the start of the session day. */
  get dayStart(): number {
    return this.#dayStart;
  }

  get exactDayStart(): Amount | undefined {
    return this.#exactDayStart;
  }

  /** Whether a day begins with this moment: nobody has told yet with how much. */
  isDayDue(at: UnixMs): boolean {
    return at >= this.#nextDayAt && this.#exactSince !== this.#nextDayAt;
  }

  /**
   * Before anything of the first moment of a day is taken: the equity that the day before ended with. Limits go by the
   * float; a person who made nothing today must read nothing, and no rounding.
   */
  beginDay(equity: Amount): void {
    this.#exactSince = this.#nextDayAt;
    this.#exactDayStart = equity;
  }

  /**
   * Called on every event that moves equity. Almost always nothing is near a limit: one comparison says so.
   * @returns how many latches closed just now
   */
  observe(equity: number, at: UnixMs): number {
    if (equity <= this.#peak && equity > this.#floor && at < this.#nextDayAt) {
      this.#equity = equity;
      return 0;
    }
    if (at >= this.#nextDayAt) this.#roll(at); // Before the new equity is taken: the day starts from the last one.
    this.#equity = equity;
    if (equity > this.#peak) this.#peak = equity;
    if (equity > this.#triggerPeak) this.#triggerPeak = equity;
    const closed = this.#latchWhatBroke(equity, at);
    this.#floor = this.#highestFloor();
    return closed;
  }

  /** Equity above this breaks no limit. Raised by a hair, so that what is just at a limit is looked at exactly. */
  #highestFloor(): number {
    const { drawdownMax } = this.#portfolio;
    const { dailyLossMax, weeklyLossMax } = this.#session;
    let floor = Number.NEGATIVE_INFINITY;
    if (drawdownMax !== undefined) floor = this.#peak * (1 - drawdownMax);
    if (dailyLossMax !== undefined) floor = Math.max(floor, this.#dayStart * (1 - dailyLossMax));
    if (weeklyLossMax !== undefined) floor = Math.max(floor, this.#weekStart * (1 - weeklyLossMax));
    if (this.#trigger !== undefined) floor = Math.max(floor, this.#triggerPeak * (1 - this.#trigger.above));
    return floor === Number.NEGATIVE_INFINITY ? floor : floor + Math.abs(floor) * 1e-9;
  }

  #latchWhatBroke(equity: number, at: UnixMs): number {
    const { drawdownMax } = this.#portfolio;
    const { dailyLossMax, weeklyLossMax } = this.#session;
    const before = this.#latches.length;
    if (drawdownMax !== undefined && this.#peak - equity >= drawdownMax * this.#peak)
      this.#close("drawdown", at, this.drawdown, drawdownMax, "resume");
    if (dailyLossMax !== undefined && this.#dayStart - equity >= dailyLossMax * this.#dayStart)
      this.#close("daily-loss", at, 1 - equity / this.#dayStart, dailyLossMax, "next session day");
    if (weeklyLossMax !== undefined && this.#weekStart - equity >= weeklyLossMax * this.#weekStart)
      this.#close("weekly-loss", at, 1 - equity / this.#weekStart, weeklyLossMax, "next session week");
    if (this.#trigger !== undefined) this.#pullIfBroken(this.#trigger, equity, at);
    return this.#latches.length - before;
  }

  #pullIfBroken(
    { above, action }: NonNullable<TriggerSettings["drawdown"]>,
    equity: number,
    at: UnixMs,
  ): void {
    const fallen = this.#triggerPeak - equity;
    if (fallen < above * this.#triggerPeak) return;
    this.#close("emergency-drawdown", at, fallen / this.#triggerPeak, above, "resume", action);
  }

  /** A price fell too far. @returns how many latches closed just now */
  crash(at: UnixMs, reached: number, allowed: number, action: TriggerAction): number {
    return this.#close("flash-crash", at, reached, allowed, "resume", action);
  }

  /** Positions that were left are not taken again when it passes: then only a person resumes. @returns as above */
  pull(trigger: OutsideTrigger, at: UnixMs, action: TriggerAction): number {
    const endsBy = action === "halt" ? OUTSIDE_ENDS[trigger] : "resume";
    return this.#close(trigger, at, Number.NaN, Number.NaN, endsBy, action);
  }

  /** What pulled it is over. */
  release(trigger: OutsideTrigger): void {
    this.#latches = this.#latches.filter(({ kind, endsBy }) => kind !== trigger || endsBy === "resume");
  }

  /** @returns how many latches closed just now: none where it was halted already */
  halt(at: UnixMs, kind: "operator" | "emergency" = "operator"): number {
    return this.#close(kind, at, Number.NaN, Number.NaN, "resume");
  }

  /**
   * Lifts what a person may lift: all but a loss of the session. After a drawdown the peak starts anew, or it would latch
   * again at once.
   */
  resume(): void {
    const had = (wanted: Latch["kind"]): boolean => this.#latches.some(({ kind }) => kind === wanted);
    if (had("drawdown")) this.#peak = this.#equity;
    if (had("emergency-drawdown")) this.#triggerPeak = this.#equity;
    this.#latches = this.#latches.filter(({ endsBy }) => endsBy.startsWith("next session"));
    this.#floor = this.#highestFloor();
  }

  /** Why nothing may add risk now. */
  refusal(at: UnixMs, trace?: EntryTrace): Refusal | undefined {
    const latch = this.#latches[0];
    trace?.gate("TradingHalted", latch?.kind ?? "none", "none", latch === undefined, {
      key: latch === undefined ? null : latchKey(latch.kind),
    });
    if (latch !== undefined)
      return { kind: "TradingHalted", by: latch.kind, since: latch.since, endsBy: latch.endsBy };
    const { minutesMax } = this.#session;
    if (minutesMax === undefined) return undefined;
    const minutes = (at - sessionDayStart(this.#calendar, sessionDayOf(this.#calendar, at))) / 60_000;
    trace?.gate("SessionTimeLimit", minutes, minutesMax, minutes < minutesMax);
    return minutes >= minutesMax ? { kind: "SessionTimeLimit", minutes, minutesMax } : undefined;
  }

  snapshot() {
    return {
      peak: this.#peak,
      triggerPeak: this.#triggerPeak,
      equity: this.#equity,
      floor: this.#floor,
      day: this.#day,
      nextDayAt: this.#nextDayAt,
      week: this.#week,
      dayStart: this.#dayStart,
      exactDayStart: this.#exactDayStart,
      exactSince: this.#exactSince,
      weekStart: this.#weekStart,
      latches: this.#latches,
      openedToday: this.#openedToday,
    };
  }

  restore(from: EquityWatchSnapshot): void {
    this.#peak = from.peak;
    this.#triggerPeak = from.triggerPeak;
    this.#equity = from.equity;
    this.#floor = from.floor;
    this.#day = from.day;
    this.#nextDayAt = from.nextDayAt;
    this.#week = from.week;
    this.#dayStart = from.dayStart;
    this.#exactDayStart = from.exactDayStart;
    this.#exactSince = from.exactSince;
    this.#weekStart = from.weekStart;
    this.#latches = from.latches;
    this.#openedToday = from.openedToday;
  }

  #roll(at: UnixMs): void {
    this.#day = sessionDayOf(this.#calendar, at);
    this.#nextDayAt = sessionDayStart(this.#calendar, this.#day + 1);
    this.#dayStart = this.#equity;
    this.#openedToday = 0;
    const week = sessionWeekOf(this.#day);
    const isNewWeek = week !== this.#week;
    if (isNewWeek) {
      this.#week = week;
      this.#weekStart = this.#equity;
    }
    if (this.#latches.length > 0)
      this.#latches = this.#latches.filter(
        (latch) =>
          !(latch.endsBy === "next session day" || (isNewWeek && latch.endsBy === "next session week")),
      );
  }

  #close(
    kind: Latch["kind"],
    since: UnixMs,
    reached: number,
    allowed: number,
    endsBy: Latch["endsBy"],
    action?: TriggerAction,
  ): number {
    if (this.#latches.some((latch) => latch.kind === kind)) return 0;
    const latch = { kind, since, reached, allowed, endsBy, ...(action !== undefined && { action }) };
    this.#latches = [...this.#latches, latch];
    return 1;
  }
}

export type EquityWatchSnapshot = ReturnType<EquityWatch["snapshot"]>;
