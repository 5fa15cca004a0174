import { isLive } from "../../../core/domain/index.ts";
import type { EmergencyReport } from "../../emergency/index.ts";
import type { VirtualTime } from "../clock/virtual-time.ts";
import { type AuditedWorld, type Auditor, inUnits } from "./auditor.ts";
import { closesAlone, ordinalOf } from "./truth-book.ts";

const SECOND = 1_000;
/** It takes ten seconds before it names what is left; a round that was begun then may take seven answers of five seconds. */
const LASTS_MS_MIN = 9.9 * SECOND;
const LASTS_MS_MAX = 45 * SECOND;
/** What an emergency says that it knows is left. */
const KNOWN = /^(order|position|closing order) /;
/** The same, where positions are to stay. */
const POSITION = /^-?[\d.]+ /;
/** Another one was pressed, and goes on. */
const SUPERSEDED = /it took over$/;
/** So often it is looked whether the venue knows of who gets out. */
const FENCE_LOOK_MS = 20;

/** What an emergency says is left. */
type Told = Pick<EmergencyReport, "left">;

interface OutsideWatchParts {
  readonly world: AuditedWorld;
  readonly auditor: Auditor;
  readonly time: VirtualTime;
}

/** What has to hold of an emergency from outside: what it says is true, and it shuts out whoever traded. */
export class OutsideWatch {
  readonly #of: OutsideWatchParts;
  /** The epoch that has shut out whoever traded, and how many orders the venue had by then. */
  #fence: { readonly epoch: number; readonly orders: number } | undefined;

  constructor({ world, auditor, time }: OutsideWatchParts) {
    this.#of = { world, auditor, time };
  }

  /** From when on whoever traded is shut out: looked for while somebody gets out. An epoch of 0 is whatever the venue says. */
  watchFence(epoch: number, until: number = this.#of.time.now + LASTS_MS_MAX): void {
    const { time, world } = this.#of;
    const { truth } = world.house;
    if (this.#fence !== undefined || epoch === 0 || time.now > until) return;
    if (truth.epoch >= epoch) this.#fence = { epoch, orders: truth.orders.length };
    else time.after(FENCE_LOOK_MS, () => this.watchFence(epoch, until), "drill");
  }

  /** What it says is what there is, and in time. */
  hold({ isFlat, left, epoch }: EmergencyReport, lastedMs: number, weather: "storm" | "calm"): void {
    const { auditor, world } = this.#of;
    const { counts, truth } = world.house;
    if (isFlat) this.#fence ??= { epoch, orders: truth.orders.length };
    auditor.look();
    this.#holdTime(lastedMs, left, isFlat || left.some((one) => SUPERSEDED.test(one)));
    // What the venue takes though it must not any more comes behind every look.
    if ((counts["admitLate"] ?? 0) > 0 && weather === "storm") return;
    if (left.some((one) => !KNOWN.test(one))) return; // It says that there is more than it knows.
    for (const { id, symbol } of world.house.market.instruments) {
      if (left.some((one) => one.includes(symbol))) continue;
      const held = auditor.book.held.get(id) ?? 0n;
      const live = auditor.book.liveOf(id).find(({ status }) => isLive(status));
      if (held !== 0n) this.found(`did not tell that ${inUnits(held)} of ${symbol} are held`);
      if (live !== undefined) this.found(`did not tell that ${live.id} works`);
    }
  }

  /** Nothing stands in its way any more: what is not closed yet is being closed, in a market that takes its time. */
  holdUnderWay({ left }: EmergencyReport): void {
    if (left.some((one) => SUPERSEDED.test(one))) return;
    const isAllKnown = left.every((one) => KNOWN.test(one) || one.startsWith("perhaps more"));
    if (!isAllKnown || !left.some((one) => one.startsWith("closing order ")))
      this.found(`comes to no end in the calm: ${left.join(", ")}`);
  }

  /** It is over in time, and gives up no earlier than it says. */
  #holdTime(lastedMs: number, left: readonly string[], isDone: boolean): void {
    if (lastedMs > LASTS_MS_MAX) this.found(`was over only after ${Math.round(lastedMs / SECOND)} s`);
    if (!isDone && lastedMs < LASTS_MS_MIN) this.found(`gave up after ${lastedMs} ms: ${left.join(", ")}`);
  }

  /** A finding about it. */
  found(what: string): void {
    this.#of.auditor.found("L4", `an emergency from outside ${what}`);
  }

  /** Positions stay: where all of the rest is told as done, nothing works that could open any. */
  holdTakenBack({ left }: Told, lastedMs: number): void {
    const { auditor, world } = this.#of;
    auditor.look();
    const isDone = left.every((one) => POSITION.test(one));
    this.#holdTime(lastedMs, left, isDone);
    if (!isDone || (world.house.counts["admitLate"] ?? 0) > 0) return;
    for (const { id, symbol } of world.house.market.instruments) {
      const held = auditor.book.held.get(id) ?? 0n;
      if (held !== 0n && !left.some((one) => one.endsWith(` ${symbol}`)))
        this.found(`that lets positions stay did not tell that ${inUnits(held)} of ${symbol} are held`);
      for (const { id: order, terms } of auditor.book.liveOf(id))
        if (!terms.reduceOnly) this.found(`that lets positions stay did not tell that ${order} works`);
    }
  }

  /** The end of all: whoever was shut out has sent nothing that the venue took, and nothing is held or works. */
  settle(): void {
    const { world, auditor } = this.#of;
    auditor.look();
    for (const { id, symbol } of world.house.market.instruments) {
      const held = auditor.book.held.get(id) ?? 0n;
      const live = auditor.book.liveOf(id).filter(({ status }) => isLive(status));
      const side = held > 0n ? "sell" : "buy"; // That takes from it.
      const isClosing =
        live.length > 0 && live.every((order) => closesAlone(order) && order.terms.side === side);
      if (held !== 0n && !isClosing)
        this.found(`is long over, and ${inUnits(held)} of ${symbol} are held, and not being closed`);
      else if (held === 0n && live.length > 0) this.found(`is long over, and ${live[0]?.id} works`);
    }
    const { truth, counts } = world.house;
    if ((counts["admitLate"] ?? 0) > 0) return;
    for (const order of this.#fence === undefined ? [] : truth.orders.slice(this.#fence.orders))
      if (!order.isForeign && ordinalOf(order) !== undefined)
        auditor.found("I11", `${order.id} was taken after epoch ${this.#fence?.epoch} had shut it out`);
    this.#holdOneAtATime();
  }

  /** A position is closed by one order at a time: where a venue knows no "only reduces", a second one would open the other side. */
  #holdOneAtATime(): void {
    const { auditor, world } = this.#of;
    const until = new Map<number, number>();
    for (const { id, instrument, status, receivedAt, at } of world.house.truth.orders) {
      if (!closesAlone({ id })) continue;
      const before = until.get(instrument.id) ?? 0;
      if (receivedAt < before)
        auditor.found("I2", `${id} closes ${instrument.symbol}, and another order was closing it`);
      until.set(instrument.id, isLive(status) ? Number.POSITIVE_INFINITY : Math.max(before, at));
    }
  }
}
