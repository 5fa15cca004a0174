import { isLive } from "../../../core/domain/index.ts";
import { nextEpoch } from "../../journal/index.ts";
import { UserProblem } from "../../problem/index.ts";
import type { VenueHouse } from "../../venues/index.ts";
import type { VirtualTime } from "../clock/virtual-time.ts";
import type { SimDisk } from "../disk/sim-disk.ts";
import { ADDRESS, DIRECTORY } from "../drilled-run.ts";
import type { SimNetwork } from "../network/sim-network.ts";
import type { TradingProcess } from "../trading-process.ts";
import type { Person } from "./person.ts";
import type { Rot } from "./rot.ts";
import type { Strike } from "./strikes.ts";

/** Whoever ends a process that was shut out resumes trading so long after. */
const RESUME_AFTER_MS = 30_000;

/** Who aims looks so often, and so many times. */
const AIM_MS = 500;
const AIMS = 240;

/** What can be struck. */
export interface Struck {
  readonly time: VirtualTime;
  readonly network: SimNetwork;
  readonly disk: SimDisk;
  readonly house: VenueHouse;
  readonly person: Person;
  readonly rot: Rot;
  process(): TradingProcess | undefined;
  /** Nothing strikes any more. */
  isCalm(): boolean;
  /** Somebody gets out from outside. */
  isCalledOff(): boolean;
  /** The wall clock of the machine is off by so much from now on. */
  skew(ms: number): void;
}

/** Does what a strike is. */
export function deal(strike: Strike, to: Struck): void {
  const { network, disk, person } = to;
  const process = to.process();
  const after = (ms: number, act: () => void): void => void to.time.after(ms, act, "drill");
  switch (strike.kind) {
    case "kill":
      process?.kill("killed", strike.effects);
      return;
    case "powerCut":
      process?.kill("power", strike.effects);
      return;
    case "cut":
      for (const connection of network.connections) connection.cut(strike.ms);
      return;
    case "clog":
      for (const connection of network.connections) connection.clog(strike.ms);
      return;
    case "refuse":
      for (const connection of network.connections) connection.cut(100);
      network.refuse(ADDRESS, strike.ms);
      return;
    case "halfOpen":
      for (const connection of network.connections) connection.silence(strike.direction);
      return;
    case "freeze":
      if (process !== undefined) to.time.freeze(process.owner, strike.ms);
      return;
    case "ghost":
      if (!to.isCalledOff()) tradeByHand(strike, to.house); // Who gets out wants no more.
      return;
    case "vanish":
      takeBackStop(strike.symbol, to.house);
      return;
    case "halt":
      person.tell({ do: "halt" });
      after(strike.ms, () => person.tell({ do: "resume" }));
      return;
    case "flatten":
      if (strike.isAimed) onceLeaving(to, AIMS);
      else person.tell({ do: "flatten" });
      return;
    case "stopSymbol": {
      const { symbol } = strike;
      if (to.house.market.instrumentOf(symbol) === undefined) return;
      person.tell({ do: "stop", symbol });
      after(strike.ms, () => person.tell({ do: "start", symbol }));
      return;
    }
    case "diskFull":
      disk.faults.spaceLeft = strike.bytes;
      after(strike.ms, () => {
        disk.faults.spaceLeft = Number.POSITIVE_INFINITY;
      });
      return;
    case "diskError":
      disk.faults.failures.push({ kind: "write", nth: strike.nth, code: "EIO" });
      return;
    case "skew":
      to.skew(strike.ms);
      return;
    case "usurp":
      if (process === undefined || !takeOver(disk)) return;
      after(strike.ms, () => process.kill("killed", 0));
      after(strike.ms + RESUME_AFTER_MS, () => person.tell({ do: "resume" }));
      return;
    case "rot":
      to.rot.want(strike);
      process?.kill("killed", 0);
  }
}

/** A person wants to be flat while something leaves already; looks so many times, and says it then at the latest. */
function onceLeaving(to: Struck, times: number): void {
  if (to.isCalm()) return;
  const leaves = to.house.truth.orders.some(
    ({ isForeign, terms, status }) =>
      !isForeign && isLive(status) && terms.reduceOnly && terms.type === "market",
  );
  if (leaves || times === 0) to.person.tell({ do: "flatten" });
  else to.time.after(AIM_MS, () => onceLeaving(to, times - 1), "drill");
}

/** Another process takes the account, and leaves it again. @returns false where the disk does not let it */
function takeOver(disk: SimDisk): boolean {
  try {
    nextEpoch(DIRECTORY, disk.beside());
    return true;
  } catch (error) {
    if (error instanceof UserProblem) return false;
    throw error;
  }
}

/** The venue takes back what protects: it has been known to. */
export function takeBackStop(symbol: string, { market, truth, notify }: VenueHouse): void {
  const stop = truth.orders.find(
    ({ instrument, isForeign, terms, status }) =>
      instrument.symbol === symbol && !isForeign && isLive(status) && terms.role === "stop-loss",
  );
  if (stop === undefined) return;
  market.cancel(stop, () => undefined);
  notify();
}

/** Somebody trades the account by hand. */
function tradeByHand(
  { symbol, side, quantity }: Extract<Strike, { readonly kind: "ghost" }>,
  { market, control }: VenueHouse,
): void {
  const instrument = market.instrumentOf(symbol);
  if (instrument === undefined || market.lastOf(instrument.id) === undefined) return;
  const order = { symbol, side, type: "market", quantity: String(quantity), reduceOnly: false };
  control("ghost", { order });
}
