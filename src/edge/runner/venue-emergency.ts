import type { Instrument } from "../../core/domain/index.ts";
import type { Engine } from "../../core/engine/index.ts";
import { type EmergencyResult, emergencyCount } from "./emergency-count.ts";

/** So long an emergency waits for the venue to fill its exits. */
const FLAT_MS_MAX = 10_000;

/** An emergency at a venue: its exits are filled there, in the venue's time. Made before it is carried out. */
export class VenueEmergency {
  readonly #engine: Engine;
  readonly #count: () => EmergencyResult;
  readonly #keepsPositions: () => boolean;
  /** When it began, on the monotone clock. */
  readonly begunAt: number;
  /** Whom to answer; undefined: whoever called it is gone with the process that heard it. */
  readonly ref: number | undefined;

  /** `begunAt`: on the monotone clock. */
  constructor(of: {
    readonly engine: Engine;
    readonly instruments: readonly Instrument[];
    readonly ref: number | undefined;
    readonly begunAt: number;
    readonly keepsPositions: () => boolean;
  }) {
    this.#engine = of.engine;
    this.#keepsPositions = of.keepsPositions;
    this.ref = of.ref;
    this.#count = emergencyCount(of.engine, of.instruments);
    this.begunAt = of.begunAt;
  }

  /** Flat, with nothing in the market any more; where positions stay, with nothing that could open one; or as long as it may take. */
  isOver(now: number): boolean {
    if (now >= this.begunAt + FLAT_MS_MAX) return true;
    const { workingOrders } = this.#engine;
    if (this.#keepsPositions()) return workingOrders.every(({ request }) => request.reduceOnly);
    return this.#engine.openPositions().length === 0 && workingOrders.length === 0;
  }

  get result(): EmergencyResult {
    return this.#count();
  }
}
