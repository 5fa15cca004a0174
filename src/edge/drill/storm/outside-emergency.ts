import { type Chance, MomentChance } from "../../../core/base/index.ts";
import { cancelOpening, emergencyClose, ownEpoch } from "../../emergency/index.ts";
import type { JsonRule } from "../../venues/index.ts";
import type { AuditedWorld, Auditor } from "../audit/auditor.ts";
import { OutsideWatch } from "../audit/outside-watch.ts";
import type { VirtualTime } from "../clock/virtual-time.ts";
import type { SimDisk } from "../disk/sim-disk.ts";
import { ACCOUNT, ADDRESS, DIRECTORY } from "../drilled-run.ts";
import type { SimNetwork } from "../network/sim-network.ts";
import type { TradingProcess } from "../trading-process.ts";
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
/** In the calm, after what was late has come. */
const CALM_MS = 120 * SECOND;

type Weather = "storm" | "calm";

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
  /** Pressed in the calm, and not at their end yet. */
  #underWay = 0;
  readonly #watch: OutsideWatch;
  /** Nobody starts to trade any more. */
  isOn = false;

  constructor({ chance, ...of }: OutsideParts) {
    this.#of = of;
    this.#chance = new MomentChance(chance, () => of.time.now);
    this.#watch = new OutsideWatch(of);
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
    const isDeaf = this.#presses % 2 === 0; // Every other time nobody answers who is told.
    const tell = (): Promise<void> => (isDeaf ? new Promise(() => undefined) : Promise.resolve());
    if (isDeaf) count("outside tells nobody");
    if (weather === "calm") this.#underWay++;
    const terms = { ...this.#terms(), closePositions: true, tell };
    const report = await this.#orBroken(() => emergencyClose(terms));
    if (weather === "calm") this.#underWay--;
    if (report === undefined) return;
    count(`outside ${report.isFlat ? "flat" : "names what is left"}`);
    this.#watch.hold(report, time.now - startedAt, weather);
    if (report.isFlat) return;
    if (weather === "calm" && nth === PRESSES) this.#watch.holdUnderWay(report);
    again();
  }

  /** Whatever happens, it reports: it throws for nothing. */
  async #orBroken<Report>(getOut: () => Promise<Report>): Promise<Report | undefined> {
    try {
      return await getOut();
    } catch (error) {
      this.#watch.found(`broke: ${String(error)}`);
      return undefined;
    }
  }

  #terms() {
    const { disk, network, count } = this.#of;
    const { epoch, isWritten } = ownEpoch(DIRECTORY, disk.beside());
    if (!isWritten) count("outside without a disk");
    this.#watch.watchFence(epoch);
    return { address: ADDRESS, account: ACCOUNT, epoch, connect: network.connect };
  }

  /** Positions stay. */
  async #takeBack(again: () => void): Promise<void> {
    const { count, time } = this.#of;
    const startedAt = time.now;
    const report = await this.#orBroken(() => cancelOpening(this.#terms()));
    if (report === undefined) return;
    count("outside keeps");
    again();
    this.#watch.holdTakenBack(report, time.now - startedAt);
  }

  /** The end of all. */
  settle(): void {
    if (this.#underWay > 0) this.#watch.found("comes to no end in the calm");
    this.#watch.settle();
  }
}
