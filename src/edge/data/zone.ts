const DAY_MS = 86_400_000;

/** Wall clocks of a place, through the time zone rules of the platform. Days are ordinals since 1970 of its calendar. */
export class Zone {
  readonly #format: Intl.DateTimeFormat;
  /** Offset of a UTC day that has one all day long: a change of clocks is rare, and asking is slow. */
  readonly #offsets = new Map<number, number>();

  /** @throws RangeError for a name that the platform does not know */
  constructor(name: string) {
    this.#format = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      ...{ year: "numeric", month: "numeric", day: "numeric" },
      ...{ hour: "numeric", minute: "numeric", second: "numeric" },
    });
  }

  /** Milliseconds that the wall clock is ahead of UTC at a moment. */
  offsetAt(at: number): number {
    const day = Math.floor(at / DAY_MS);
    const known = this.#offsets.get(day);
    if (known !== undefined) return known;
    const first = this.#ask(day * DAY_MS);
    if (first !== this.#ask((day + 1) * DAY_MS)) return this.#ask(at);
    this.#offsets.set(day, first);
    return first;
  }

  #ask(at: number): number {
    const parts = new Map(this.#format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
    const wall = Date.UTC(
      part("year"),
      part("month") - 1,
      part("day"),
      part("hour"),
      part("minute"),
      part("second"),
    );
    return wall - Math.floor(at / 1_000) * 1_000;
  }

  /** Day of the calendar on the wall. */
  dayOf(at: number): number {
    return Math.floor((at + this.offsetAt(at)) / DAY_MS);
  }

  /**
   * Unix ms of a time of day. Where the clocks are set forward over it, the moment after the change; where it comes
   * twice, the first one.
   */
  momentOf(day: number, timeOfDayMs: number): number {
    const wall = day * DAY_MS + timeOfDayMs;
    const before = this.offsetAt(wall - DAY_MS);
    const early = wall - before;
    if (this.offsetAt(early) === before) return early;
    const after = this.offsetAt(early);
    return this.offsetAt(wall - after) === after ? wall - after : early;
  }
}
