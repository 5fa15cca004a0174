import { type Ratio, ratioToNumber } from "../base/index.ts";
import type { FundingPaid, Instrument, InstrumentId } from "../domain/index.ts";
import { at } from "../market/index.ts";

/** When an instrument pays funding, and at which rates: oldest first. */
export interface FundingSchedule {
  readonly instrument: InstrumentId;
  /** Unix milliseconds, as the venue stamped them. */
  readonly time: Float64Array;
  /** Share of the value that a long pays a short; 0.0001 is one basis point. */
  readonly rate: Float64Array;
}

/** A payment that has come due on an instrument. */
export interface DuePayment {
  readonly instrument: Instrument;
  readonly cost: Pick<FundingPaid, "reason" | "rate">;
}

const DAY_MS = 86_400_000;
const DAYS_A_YEAR = 365;

/**
 * What comes due at which moment for whoever holds a position then: funding at the venue's own stamps, and for each day
 * a short stands, at the midnight (UTC) that ends it, a 365th of the yearly rate it was borrowed at.
 */
export class HoldingSchedule {
  readonly #instruments: readonly Instrument[];
  readonly #funding: readonly { readonly of: FundingSchedule; row: number }[];
  readonly #borrowed: readonly Instrument[];
  #midnight = Number.POSITIVE_INFINITY;
  /** When the next payment comes due; Infinity after the last one. */
  nextAt = Number.POSITIVE_INFINITY;

  constructor(instruments: readonly Instrument[], funding: readonly FundingSchedule[]) {
    this.#instruments = instruments;
    this.#funding = [...funding].sort((a, b) => a.instrument - b.instrument).map((of) => ({ of, row: 0 }));
    this.#borrowed = instruments.filter(({ borrowRate = 0n }) => borrowRate > 0n);
  }

  /** The data begins: what came due before it is nobody's. */
  begin(moment: number): void {
    for (const one of this.#funding)
      while (one.row < one.of.time.length && at(one.of.time, one.row) < moment) one.row++;
    if (this.#borrowed.length > 0) this.#midnight = Math.ceil(moment / DAY_MS) * DAY_MS;
    this.#lookAhead();
  }

  /** Everything due at `now`, in the order of the instruments; of one, its funding before its borrowing. */
  take(now: number): readonly DuePayment[] {
    const due: DuePayment[] = [];
    for (const one of this.#funding) {
      const { instrument, time, rate } = one.of;
      for (; one.row < time.length && at(time, one.row) <= now; one.row++)
        due.push({
          instrument: this.#instruments[instrument] as Instrument, // Ids are places in the list.
          cost: { reason: "funding", rate: at(rate, one.row) },
        });
    }
    if (this.#midnight <= now) {
      this.#midnight += DAY_MS;
      for (const instrument of this.#borrowed) {
        const rate = ratioToNumber(instrument.borrowRate as Ratio) / DAYS_A_YEAR;
        due.push({ instrument, cost: { reason: "borrow", rate } });
      }
    }
    this.#lookAhead();
    return due.sort((a, b) => a.instrument.id - b.instrument.id); // Stable: funding stays before borrowing.
  }

  snapshot() {
    return { rows: this.#funding.map(({ row }) => row), midnight: this.#midnight };
  }

  restore({ rows, midnight }: HoldingScheduleSnapshot): void {
    this.#funding.forEach((one, place) => {
      one.row = rows[place] as number; // One each.
    });
    this.#midnight = midnight;
    this.#lookAhead();
  }

  #lookAhead(): void {
    this.nextAt = this.#midnight;
    for (const { of, row } of this.#funding)
      if (row < of.time.length) this.nextAt = Math.min(this.nextAt, at(of.time, row));
  }
}

export type HoldingScheduleSnapshot = ReturnType<HoldingSchedule["snapshot"]>;
