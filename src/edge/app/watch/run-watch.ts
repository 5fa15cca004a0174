import { randomUUID } from "node:crypto";
import type { OutsideTrigger, TriggerAction } from "../../../core/domain/index.ts";
import type { Alerts } from "../../alerts/index.ts";
import {
  type BreakerParts,
  ClockWatch,
  type Command,
  type LiveRun,
  OverloadWatch,
  type VenueSilence,
  VenueWatch,
} from "../../runner/index.ts";
import type { Config } from "../config/index.ts";

const LOOK_MS = 100;

/** Watches over a run from outside the thread that trades, and tells it what it finds as commands of its journal. */
export interface RunWatch {
  /** The run stands at its venue, and listens. */
  venueBegins(): void;
  venueHeard(): void;
  /** Undefined: the venue may answer as badly as it likes. */
  readonly breaker: BreakerParts | undefined;
  /** A command of a person has reached the run. */
  commanded(command: Command): void;
  stop(): void;
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

export function watchRun(
  { emergency, riskLimits: { operational } }: Config,
  thread: Pick<LiveRun, "command" | "vitals">,
  alerts: Pick<Alerts, "raise">,
): RunWatch {
  const send = (command: Omit<Command, "id">): void => void thread.command({ ...command, id: randomUUID() });
  const pull = (trigger: OutsideTrigger, action: TriggerAction, why: string): void => {
    send({ do: "trigger", trigger, action, by: why });
    const level = action === "halt" ? "ERROR" : "CRITICAL";
    alerts.raise({ level, type: trigger.replace("-", "_"), text: `${why}: ${DONE[action]}` });
  };
  const release = (trigger: OutsideTrigger, why: string): void => {
    send({ do: "calm", trigger, by: why });
    alerts.raise({ level: "INFO", type: `${trigger.replace("-", "_")}_over`, text: why });
  };
  const now = (): number => performance.now();
  const { disconnect, overload } = emergency;
  const clock = new ClockWatch(Date.now(), now());
  const lag = overload.loopLagMs === null ? undefined : new OverloadWatch(overload.loopLagMs, now());
  let venue: VenueWatch | undefined;

  const onSilence = (silence: VenueSilence | undefined): void => {
    if (silence === undefined) return;
    const said = `the venue was not heard for ${seconds(silence.silentMs)}`;
    if (silence.kind === "pull") pull("disconnect", disconnect.action, said);
    else if (silence.kind === "silent") alerts.raise({ level: "WARNING", type: "venue_silent", text: said });
    else if (silence.wasPulled) release("disconnect", `${said}, and is heard again`);
    else alerts.raise({ level: "INFO", type: "venue_heard", text: `${said}, and is heard again` });
  };
  const look = (): void => {
    const step = clock.look(Date.now(), now());
    if (step?.kind === "pull")
      pull("clock", "halt", `the clock of this machine was moved by ${seconds(step.stepMs)}`);
    else if (step?.kind === "release") release("clock", "the clock of this machine is right again");
    const vitals = thread.vitals();
    const late = vitals && lag?.look(now(), vitals);
    if (late?.kind === "pull")
      pull("overload", overload.action, `the run did nothing for ${Math.round(late.lagMs)} ms`);
    else if (late?.kind === "release") release("overload", "the run keeps up again");
    onSilence(venue?.look(now()));
  };
  const timer = setInterval(look, LOOK_MS);
  const { maxApiLatency, maxErrorRate } = operational;
  const hasBreaker = maxApiLatency !== null || maxErrorRate !== null;
  return {
    venueBegins: () => {
      const { afterSeconds } = disconnect;
      venue ??= new VenueWatch(
        afterSeconds === null ? Number.POSITIVE_INFINITY : afterSeconds * 1_000,
        now(),
      );
    },
    venueHeard: () => onSilence(venue?.heard(now())),
    breaker: hasBreaker
      ? {
          limits: { latencyMsMax: maxApiLatency ?? undefined, errorRateMax: maxErrorRate ?? undefined },
          onOpen: (why) => pull("venue-errors", "halt", why),
          onClose: () => release("venue-errors", "the venue answers a probe"),
        }
      : undefined,
    commanded: (command) => {
      if (command.do !== "resume") return;
      clock.resumed();
      lag?.resumed();
    },
    stop: () => clearInterval(timer),
  };
}

const DONE: Readonly<Record<TriggerAction, string>> = {
  halt: "no new risk; `timonel resume` lifts it",
  reduce: "no new risk, and half of every position is being left; `timonel resume` lifts it",
  flatten: "no new risk, and every position is being left; `timonel resume` lifts it",
};
