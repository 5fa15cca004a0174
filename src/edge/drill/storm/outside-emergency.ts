import { type Chance, MomentChance } from "../../../core/base/index.ts";
import { isLive } from "../../../core/domain/index.ts";
import {
  cancelOpening,
  EMERGENCY_RUN,
  type EmergencyReport,
  emergencyClose,
  ownEpoch,
} from "../../emergency/index.ts";
import { type JsonRule, parseClientOrderId } from "../../venues/index.ts";
import type { AuditedWorld, Auditor } from "../audit/auditor.ts";
import { inUnits } from "../audit/auditor.ts";
import { ordinalOf } from "../audit/truth-book.ts";
import type { VirtualTime } from "../clock/virtual-time.ts";
import type { SimDisk } from "../disk/sim-disk.ts";
import type { SimNetwork } from "../network/sim-network.ts";
import { ACCOUNT, ADDRESS, DIRECTORY, type TradingProcess } from "../trading-process.ts";
import { OUTSIDE_CLASS } from "./person.ts";

const SECOND = 1_000;
/** So often somebody presses in the storm, and in the calm, and so long they wait before the next time. */
const PRESSES = 3;
const PRESS_AGAIN_MS = 5 * SECOND;
/** The process that gets out dies over it in one of so many cases, within so long. */
const DIES_ONE_IN = 4;
const DIES_MS_MAX = 3 * SECOND;
/** Somebody else presses as well in one of so many cases, a moment later. */
const TWICE_ONE_IN = 4;
const TWICE_MS_MAX = 2 * SECOND;
/** In the storm positions are to stay in one of so many cases: only what could open something is taken back. */
const KEEPS_ONE_IN = 4;
/** The process that trades cannot be ended in one of so many cases, or waits for the disk: it stands still for so long, and goes on. */
const STAYS_ONE_IN = 2;
const STAYS_MS_MAX = 120 * SECOND;
/** The disk takes nothing any more in one of so many cases. */
const FULL_ONE_IN = 2;
/** What the venue shows lags what it does, until the calm, in one of so many cases. */
const LAGS_ONE_IN = 2;
const LAG: readonly JsonRule[] = [
  { kind: "blindLookup", how: "replica", p: 0.6 },
  { kind: "staleList", by: 8, p: 0.3 },
];
/** It takes ten seconds before it names what is left; a round that was begun then may take seven answers of five seconds. */
const LASTS_MS_MIN = 9.9 * SECOND;
const LASTS_MS_MAX = 45 * SECOND;
/** In the calm, after what was late has come. */
const CALM_MS = 120 * SECOND;

type Weather = "storm" | "calm";
/** What an emergency says that it knows is left. */
const KNOWN = /^(order|position|closing order) /;
/** The same, where positions are to stay. */
const POSITION = /^-?[\d.]+ /;
/** Another one was pressed, and goes on. */
const SUPERSEDED = /it took over$/;
/** So often it is looked whether the venue knows of who gets out. */
const FENCE_LOOK_MS = 20;

const isEmergencys = ({ id }: { readonly id: string }): boolean =>
  parseClientOrderId(id)?.run === EMERGENCY_RUN;

interface OutsideParts {
  readonly world: AuditedWorld;
  readonly auditor: Auditor;
  readonly time: VirtualTime;
  readonly disk: SimDisk;
  readonly network: SimNetwork;
  readonly chance: Chance;
  process(): TradingProcess | undefined;
  /** Whether a press remains. */
  may(name: string, what: string): boolean;
  count(what: string): void;
}

/**
 * Somebody ends it all without the run, as `timonel emergency` does where that does not answer: from a process of its own,
 * while the one that trades is dead, or stands still and cannot be ended. Nobody starts another one.
 */
export class OutsideEmergency {
  readonly #of: Omit<OutsideParts, "chance">;
  readonly #chance: MomentChance;
  #presses = 0;
  /** The epoch that has shut out whoever traded, and how many orders the venue had by then. */
  #fence: { readonly epoch: number; readonly orders: number } | undefined;
  /** Nobody starts to trade any more. */
  isOn = false;

  constructor({ chance, ...of }: OutsideParts) {
    this.#of = of;
    this.#chance = new MomentChance(chance, () => of.time.now);
  }

  /** `mayLag`: the venue is one that may fail in any way. */
  call(mayLag: boolean): void {
    const { process, time, disk, world } = this.#of;
    this.#press(1, "storm", () => {
      const isFull = this.#chance.int(FULL_ONE_IN) === 0;
      if (isFull) disk.faults.spaceLeft = 0;
      if (mayLag && this.#chance.int(LAGS_ONE_IN) === 0)
        for (const rule of LAG) world.house.control("fault", { rule });
      const trading = process();
      if (trading === undefined) return;
      if (isFull || this.#chance.int(STAYS_ONE_IN) === 0)
        time.freeze(trading.owner, STAYS_MS_MAX * this.#chance.next());
      else trading.kill("killed", 0);
    });
  }

  /** The storm is over: whoever was shut out ends, and somebody presses until they are told that all is done. */
  callInTheCalm(): void {
    const { process, time } = this.#of;
    time.after(CALM_MS / 2, () => process()?.kill("killed", 0), "drill");
    time.after(CALM_MS, () => this.#press(1, "calm"), "drill");
  }

  #press(nth: number, weather: Weather, first: () => void = () => undefined): void {
    const name = `${OUTSIDE_CLASS}#${++this.#presses}`;
    if (!this.#of.may(name, "somebody ends it all, without the run")) return;
    this.isOn = true;
    first();
    const owner = {};
    const { time } = this.#of;
    const again = (): void => {
      if (nth < PRESSES) time.after(PRESS_AGAIN_MS, () => this.#press(nth + 1, weather), "drill");
    };
    if (weather === "storm" && this.#chance.int(KEEPS_ONE_IN) === 0)
      time.after(0, () => void this.#takeBack(again), owner);
    else time.after(0, () => void this.#getOut(nth, weather, again), owner);
    if (this.#chance.int(TWICE_ONE_IN) === 0) {
      this.#of.count("outside twice");
      time.after(
        TWICE_MS_MAX * this.#chance.next(),
        () => void this.#getOut(nth, weather, () => undefined),
        {},
      );
    }
    if (weather === "calm" || this.#chance.int(DIES_ONE_IN) > 0) return;
    this.#of.count("outside dies");
    time.after(
      DIES_MS_MAX * this.#chance.next(),
      () => {
        time.kill(owner);
        again();
      },
      "drill",
    );
  }

  async #getOut(nth: number, weather: Weather, again: () => void): Promise<void> {
    const { time, count } = this.#of;
    const startedAt = time.now;
    const report = await this.#orBroken(() => emergencyClose({ ...this.#terms(), closePositions: true }));
    if (report === undefined) return;
    count(`outside ${report.isFlat ? "flat" : "names what is left"}`);
    this.#hold(report, time.now - startedAt, weather);
    if (report.isFlat) return;
    const isSuperseded = report.left.some((one) => SUPERSEDED.test(one));
    if (weather === "calm" && nth === PRESSES && !isSuperseded) this.#holdUnderWay(report);
    again();
  }

  /** From when on whoever traded is shut out: looked for while somebody gets out. An epoch of 0 is whatever the venue says. */
  #watchFence(epoch: number, until: number = this.#of.time.now + LASTS_MS_MAX): void {
    const { time, world } = this.#of;
    const { truth } = world.house;
    if (this.#fence !== undefined || epoch === 0 || time.now > until) return;
    if (truth.epoch >= epoch) this.#fence = { epoch, orders: truth.orders.length };
    else time.after(FENCE_LOOK_MS, () => this.#watchFence(epoch, until), "drill");
  }

  /** Whatever happens, it reports: it throws for nothing. */
  async #orBroken<Report>(getOut: () => Promise<Report>): Promise<Report | undefined> {
    try {
      return await getOut();
    } catch (error) {
      this.#found(`broke: ${String(error)}`);
      return undefined;
    }
  }

  #terms() {
    const { disk, network, count } = this.#of;
    const { epoch, isWritten } = ownEpoch(DIRECTORY, disk.beside());
    if (!isWritten) count("outside without a disk");
    this.#watchFence(epoch);
    return { address: ADDRESS, account: ACCOUNT, epoch, connect: network.connect };
  }

  /** Positions stay: where all of the rest is told as done, nothing works that could open any. */
  async #takeBack(again: () => void): Promise<void> {
    const { auditor, world, count, time } = this.#of;
    const startedAt = time.now;
    const report = await this.#orBroken(() => cancelOpening(this.#terms()));
    if (report === undefined) return;
    const { left } = report;
    count("outside keeps");
    again();
    auditor.look();
    const lastedMs = time.now - startedAt;
    const isDone = left.every((one) => POSITION.test(one));
    if (lastedMs > LASTS_MS_MAX) this.#found(`was over only after ${Math.round(lastedMs / SECOND)} s`);
    if (!isDone && lastedMs < LASTS_MS_MIN) this.#found(`gave up after ${lastedMs} ms: ${left.join(", ")}`);
    if (!isDone || (world.house.counts["admitLate"] ?? 0) > 0) return;
    for (const { id } of world.house.market.instruments)
      for (const { id: order, terms } of auditor.book.liveOf(id))
        if (!terms.reduceOnly) this.#found(`that lets positions stay did not tell that ${order} works`);
  }

  /** What it says is what there is, and in time. */
  #hold({ isFlat, left, epoch }: EmergencyReport, lastedMs: number, weather: Weather): void {
    const { auditor, world } = this.#of;
    const { counts, truth } = world.house;
    if (isFlat) this.#fence ??= { epoch, orders: truth.orders.length };
    auditor.look();
    if (lastedMs > LASTS_MS_MAX) this.#found(`was over only after ${Math.round(lastedMs / SECOND)} s`);
    const isSuperseded = left.some((one) => SUPERSEDED.test(one));
    if (!isFlat && !isSuperseded && lastedMs < LASTS_MS_MIN)
      this.#found(`gave up after ${lastedMs} ms: ${left.join(", ")}`);
    // What the venue takes though it must not any more comes behind every look.
    if ((counts["admitLate"] ?? 0) > 0 && weather === "storm") return;
    if (left.some((one) => !KNOWN.test(one))) return; // It says that there is more than it knows.
    for (const { id, symbol } of world.house.market.instruments) {
      if (left.some((one) => one.includes(symbol))) continue;
      const held = auditor.book.held.get(id) ?? 0n;
      const live = auditor.book.liveOf(id).find(({ status }) => isLive(status));
      if (held !== 0n) this.#found(`did not tell that ${inUnits(held)} of ${symbol} are held`);
      if (live !== undefined) this.#found(`did not tell that ${live.id} works`);
    }
  }

  /** Nothing stands in its way any more: what is not closed yet is being closed, in a market that takes its time. */
  #holdUnderWay({ left }: EmergencyReport): void {
    const isAllKnown = left.every((one) => KNOWN.test(one) || one.startsWith("perhaps more"));
    if (!isAllKnown || !left.some((one) => one.startsWith("closing order ")))
      this.#found(`comes to no end in the calm: ${left.join(", ")}`);
  }

  #found(what: string): void {
    this.#of.auditor.found("L4", `an emergency from outside ${what}`);
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
        live.length > 0 && live.every((order) => isEmergencys(order) && order.terms.side === side);
      if (held !== 0n && !isClosing)
        this.#found(`is long over, and ${inUnits(held)} of ${symbol} are held, and not being closed`);
      else if (held === 0n && live.length > 0) this.#found(`is long over, and ${live[0]?.id} works`);
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
      if (!isEmergencys({ id })) continue;
      const before = until.get(instrument.id) ?? 0;
      if (receivedAt < before)
        auditor.found("I2", `${id} closes ${instrument.symbol}, and another order was closing it`);
      until.set(instrument.id, isLive(status) ? Number.POSITIVE_INFINITY : Math.max(before, at));
    }
  }
}
