import { assembleRun, type RunnerParts, type WrittenRun } from "./assemble-run.ts";
import { FeedWatch } from "./feed-watch.ts";
import { PaperRun } from "./paper-run.ts";
import type { RunLog } from "./run-log.ts";
import { restoreRun } from "./run-state.ts";
import { SentOrders } from "./sent-orders.ts";
import { VenueEar } from "./venue-ear.ts";
import { VenueOutbox } from "./venue-outbox.ts";

/** The parts of a run whose venue is a process of its own. */
export interface RunAtVenue {
  readonly written: WrittenRun;
  readonly run: PaperRun;
  /** What is decided, and has not left yet. */
  readonly outbox: VenueOutbox;
  readonly sent: SentOrders;
  readonly feeds: FeedWatch;
  readonly ear: VenueEar;
}

/** `name`: what stands for the run in the names of its orders. @throws StrategyFault when a strategy cannot make its indicators */
export function assembleAtVenue(parts: RunnerParts, name: string): RunAtVenue {
  const { plan, session } = parts.order;
  const { instruments } = plan;
  const before: { log?: RunLog } = {}; // The outbox is made before the log that it asks.
  // An order whose decision is an old record may have left, be it the last one; it has the name that it got then.
  const sent = new SentOrders(name, () => before.log?.before?.session?.epoch ?? session.epoch);
  const outbox = new VenueOutbox(
    () => before.log?.before !== undefined,
    (order) => sent.name(order),
  );
  const written = assembleRun(parts, (log) => {
    before.log = log;
    return outbox;
  });
  const { assembly, log, answers, noted } = written;
  const run = new PaperRun({
    ...{ assembly, log, answers, instruments, waits: true },
    onMoment: (at) => noted.pass(at, assembly),
  });
  const feeds = new FeedWatch({ written, run, instruments, fed: plan.series.length, now: parts.now });
  const ask: ConstructorParameters<typeof VenueEar>[0]["ask"] = (request) =>
    parts.tell({ kind: "send", request });
  const ear = new VenueEar({ written, run, outbox, sent, feeds, instruments, ask });
  const at = { written, run, outbox, sent, feeds, ear };
  if (parts.snapshot !== undefined) restoreRun(at, parts.snapshot.takeState(), instruments);
  return at;
}
