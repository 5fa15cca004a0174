/** What a look, or a sign of life, came to. */
export type VenueSilence =
  /** A person should know; nothing is done yet. */
  | { readonly kind: "silent"; readonly silentMs: number }
  | { readonly kind: "pull"; readonly silentMs: number }
  /** `wasPulled`: the trigger was. */
  | { readonly kind: "heard"; readonly silentMs: number; readonly wasPulled: boolean };

/** So long a venue may say nothing before a person is told: it gives a sign of life every second. Milliseconds. */
const SILENT_MS = 5_000;
/** Whoever looks so late was stopped itself: the venue may have spoken meanwhile. */
const OWN_MS_MAX = 1_000;

/** Tells when a venue is not heard any more, whatever the reason: silence proves nothing but itself. */
export class VenueWatch {
  readonly #pullMs: number;
  #heardAt: number;
  #lookedAt: number;
  #isSilent = false;
  #isPulled = false;

  /** `pullMs`: the silence that pulls the trigger; Infinity: none. */
  constructor(pullMs: number, now: number) {
    this.#pullMs = pullMs;
    this.#heardAt = now;
    this.#lookedAt = now;
  }

  /** The venue said something, be it only that it lives. `now`: on the monotone clock, milliseconds. */
  heard(now: number): VenueSilence | undefined {
    const silentMs = now - this.#heardAt;
    this.#heardAt = now;
    if (!this.#isSilent && !this.#isPulled) return undefined;
    const wasPulled = this.#isPulled;
    this.#isSilent = false;
    this.#isPulled = false;
    return { kind: "heard", silentMs, wasPulled };
  }

  look(now: number): VenueSilence | undefined {
    const own = now - this.#lookedAt;
    this.#lookedAt = now;
    if (own > OWN_MS_MAX) this.#heardAt += own;
    const silentMs = now - this.#heardAt;
    if (silentMs >= this.#pullMs && !this.#isPulled) {
      this.#isPulled = true;
      return { kind: "pull", silentMs };
    }
    if (silentMs < SILENT_MS || this.#isSilent) return undefined;
    this.#isSilent = true;
    return { kind: "silent", silentMs };
  }
}
