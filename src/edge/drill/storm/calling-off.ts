import type { EmergencyResult } from "../../runner/index.ts";
import type { Auditor } from "../audit/auditor.ts";
import type { VirtualTime } from "../clock/virtual-time.ts";
import { BEGIN } from "./market.ts";
import type { OutsideEmergency } from "./outside-emergency.ts";
import type { Person } from "./person.ts";
import type { Scenario } from "./scenario.ts";

const SECOND = 1_000;
/** An emergency has ten seconds to be flat: it takes them before it names what is left. */
const FLAT_MS_MIN = 9.9 * SECOND;
/** And no more, but for a process that stands still meanwhile, again and again. */
const FLAT_MS_MAX = 90 * SECOND;

interface CallingOffParts {
  readonly time: VirtualTime;
  readonly auditor: Auditor;
  readonly person: Person;
  readonly outside: OutsideEmergency;
  may(name: string, what: string): boolean;
  count(what: string): void;
  /** The run has ended. */
  isDone(): boolean;
  /** The run has written down that it is to end. */
  heard(): boolean;
}

/** Somebody ends it all: the run itself by a command, or its account from outside. */
export class CallingOff {
  readonly #of: CallingOffParts;
  #isCalled = false;
  /** What the run said that is left. */
  left: readonly string[] | undefined;

  constructor(of: CallingOffParts) {
    this.#of = of;
  }

  /** It is over, or about to be. */
  get isCalled(): boolean {
    return this.#isCalled || this.#of.outside.isOn;
  }

  plan({ emergencyMs, outsideMs, profile }: Pick<Scenario, "emergencyMs" | "outsideMs" | "profile">): void {
    const { time, outside } = this.#of;
    if (emergencyMs !== undefined) time.at(BEGIN + emergencyMs, () => this.#command(), "drill");
    if (outsideMs !== undefined) time.at(BEGIN + outsideMs, () => outside.call(profile === "swarm"), "drill");
  }

  #command(): void {
    const { person, may, isDone, heard } = this.#of;
    person.callEmergency({
      wanted: (name) => {
        const isWanted = may(name, "a person ends it all");
        this.#isCalled ||= isWanted;
        return isWanted;
      },
      over: isDone,
      heard,
    });
  }

  /**
   * The run has ended. It may name what is left, but neither give up before its time nor go on behind it.
   * @param bornAt when its process was started, in virtual Unix milliseconds
   */
  ended(emergency: EmergencyResult | undefined, bornAt: number): void {
    this.left = emergency?.left;
    if (emergency === undefined) return;
    const { left } = emergency;
    const { auditor, person, time, count } = this.#of;
    count(`emergency ${left.length === 0 ? "flat" : "names what is left"}`);
    const since = Math.max(bornAt, person.pressedAt ?? 0);
    const lastedMs = time.now - since;
    // One that was over when a process died is over at once in the next.
    if (since === bornAt && lastedMs < SECOND) return;
    if (lastedMs > FLAT_MS_MAX)
      auditor.found("L4", `an emergency was over only after ${Math.round(lastedMs / SECOND)} s`);
    if (left.length > 0 && lastedMs < FLAT_MS_MIN)
      auditor.found("L4", `an emergency gave up after ${lastedMs} ms, and left ${left.join(", ")}`);
  }
}
