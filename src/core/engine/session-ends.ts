import type { UnixMs } from "../base/index.ts";
import { type Instrument, isDayOverBy, nextOpen, sessionDayOf } from "../domain/index.ts";
import type { Portfolio } from "../portfolio/index.ts";
import type { RiskSettings } from "../risk/index.ts";
import type { Desk } from "./desk.ts";
import { leaveRest } from "./leave-rest.ts";

/** An instrument that no position is held in overnight. */
interface DayOnly {
  readonly instrument: Instrument;
  readonly leadMs: number;
}

/** Leaves positions that may not be held overnight before their session day ends. */
export class SessionEnds {
  readonly #dayOnly: readonly DayOnly[];
  readonly #portfolio: Portfolio;
  readonly #desk: Desk;

  constructor(instruments: readonly Instrument[], risk: RiskSettings, portfolio: Portfolio, desk: Desk) {
    this.#dayOnly = instruments.flatMap((instrument) => {
      const leadMs = risk.instruments[instrument.id]?.exitBeforeCloseMs;
      return leadMs === undefined ? [] : [{ instrument, leadMs }];
    });
    this.#portfolio = portfolio;
    this.#desk = desk;
  }

  /** Time has gone on: where the last bar of a day begins now, positions are left at its open. */
  pass(now: UnixMs): void {
    for (let i = 0; i < this.#dayOnly.length; i++) this.#pass(this.#dayOnly[i] as DayOnly, now);
  }

  #pass({ instrument: { id, session }, leadMs }: DayOnly, now: UnixMs): void {
    const isEnding = isDayOverBy(session, now, leadMs);
    // An entry of the day could still fill in its last bar. One of the night is for the next day.
    if (isEnding && !isDayOverBy(session, now, 0)) this.#desk.cancelEntries(id);
    const { isFlat, entryTime, strategy } = this.#portfolio.position(id);
    if (isFlat) return;
    // Where the last bars of a day are missing from the data, the night has passed: then as soon as possible.
    // A bar in which the market opens may bear an earlier time than the session.
    const entered = sessionDayOf(session, nextOpen(session, entryTime));
    const isCarried = entered < sessionDayOf(session, now);
    if (!isEnding && !isCarried) return;
    const why = "no position is held beyond its session";
    leaveRest(this.#desk, this.#portfolio, id, { strategy, exitReason: "session-end", why, now });
  }
}
