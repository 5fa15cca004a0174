import { UserProblem } from "../../problem/index.ts";
import { Desk } from "./desk.ts";
import { EventLog } from "./event-log.ts";
import { Faults } from "./faults.ts";
import { BadMessage, Fields, type JsonObject } from "./fields.ts";
import { Lists } from "./lists.ts";
import { VenueMarket } from "./market.ts";
import type { HouseOptions, JsonRule } from "./plan.ts";
import { Session, type SessionHouse } from "./session.ts";
import { type Keeper, Stage } from "./stage.ts";
import { Truth } from "./truth.ts";
import { TruthFile } from "./truth-file.ts";
import type { Wire } from "./wire.ts";

/** A simulated venue without a socket and without a clock of its own: whoever holds it connects clients and lets time pass. */
export interface VenueHouse {
  /** What an auditor reads, and nobody changes. */
  readonly truth: Truth;
  readonly market: VenueMarket;
  /** How often each fault has struck. */
  readonly counts: Readonly<Record<string, number>>;
  /** When the next moment of the data is; Infinity when it has ended. */
  readonly nextAt: number;
  /** Speaks the protocol on a connection until that closes. */
  accept(wire: Wire): void;
  /** Every stream says that it is alive: to be called every second or so. */
  beat(): void;
  /** Plays what happens at the next moment, and tells of it. @returns false when the data has ended */
  step(): boolean;
  /** Tells who subscribed what they have not heard yet. */
  notify(): void;
  /**
   * Does what a stage request of docs/VENUE-PROTOCOL.md asks, without a connection.
   * @returns undefined for what is no such request
   * @throws BadMessage for one that cannot be read
   */
  control(op: string, body?: JsonObject): JsonObject | undefined;
  /** Ends all connections. */
  close(): void;
}

const BACKLOG = 200_000;

/**
 * `life`: told apart from another venue that may stand here later and knows nothing.
 * `keeper`: whom the requests `play`, `pause` and `stop` are for; left out: nobody may ask for them.
 * @throws UserProblem, exit 2 or 4, for rules that name no fault, or a truth file that cannot be written
 */
export function openHouse(options: HouseOptions & { readonly life: string }, keeper?: Keeper): VenueHouse {
  const { plan, life, seed = "venue", now = () => Date.now() } = options;
  const truth = new Truth();
  const faults = new Faults(seed, options.drill);
  addFaults(faults, options.faults ?? []);
  const file = options.truthFile === undefined ? undefined : new TruthFile(options.truthFile);
  const log = new EventLog(options.backlogMax ?? BACKLOG, file);
  const lists = new Lists(truth, log, faults);
  const market: VenueMarket = new VenueMarket(plan, {
    ...{ truth, log, faults },
    onHolding: () => lists.keep(market),
  });
  const desk = new Desk({ plan, truth, log, market, lists, faults, now, life });
  const held: (() => void)[] = [];
  const sessions = new Map<Wire, Session>();
  const notify = (): void => {
    for (const session of sessions.values()) session.pump();
  };
  const stage = new Stage({ desk, truth, log, market, lists, faults, keeper, held, notify });
  const house: SessionHouse = {
    ...{ desk, log, faults, held, notify },
    control: (op, request) => stage.control(op, request),
  };
  return {
    ...{ truth, market, counts: faults.counts, notify },
    get nextAt() {
      return market.nextAt;
    },
    accept(wire) {
      sessions.set(wire, new Session(wire, house));
      wire.once("close", () => sessions.delete(wire));
    },
    beat() {
      for (const session of sessions.values()) session.beat();
    },
    step() {
      const hasMore = market.step();
      notify();
      return hasMore;
    },
    control: (op, body = {}) => stage.control(op, new Fields(body)),
    close() {
      file?.close();
      for (const wire of sessions.keys()) wire.destroy();
    },
  };
}

/** @throws UserProblem for a rule that names no fault */
function addFaults(faults: Faults, rules: readonly JsonRule[]): void {
  try {
    faults.addAll(rules);
  } catch (error) {
    if (!(error instanceof BadMessage)) throw error;
    const fix = "see docs/VENUE-PROTOCOL.md for the faults that there are";
    throw new UserProblem({ exitCode: 2, message: `faults: ${error.message}`, fix });
  }
}
