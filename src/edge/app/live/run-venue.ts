import { join } from "node:path";
import { nextEpoch, readJournal } from "../../journal/index.ts";
import { UserProblem } from "../../problem/index.ts";
import { decodeRecord, isRecordOf, journalOf, type LiveRun, VenueBridge } from "../../runner/index.ts";
import { introduce, startVenue, VenueClient, VenueStage } from "../../venues/index.ts";
import type { LoadedRun } from "../plan/load-run.ts";
import type { RunWatch } from "../watch/run-watch.ts";
import { howPutAway } from "./put-away.ts";
import type { TakenRun } from "./take-run.ts";

/** The account that a paper run has at its venue. */
export const VENUE_ACCOUNT = "paper";
/** The venue's own record of the account, beside the journal. */
export const VENUE_TRUTH = "venue.jsonl";
/** A difference is one when it was seen twice: it is known within 30 s. */
const COMPARE_EVERY_MS = 10_000;
const INTRODUCTION_MS_MAX = 3_000;
/** So long the venue may still admit what was sent; what comes later it turns away. */
const ADMISSION_MS = 5_000;

type Requests = Parameters<VenueBridge["send"]>[0];
type LastResort = Parameters<VenueBridge["lastResort"]>[0];

/** The venue of a run: a process that outlives the one that trades. */
export interface RunVenue {
  /** As whom the run trades there: later than everybody before it. */
  readonly epoch: number;
  /** The run stands where its journal ends, and wants to hear what came after that number. */
  begin(after: number): void;
  send(request: Requests): void;
  /** What leaves though nothing can be written down any more. */
  lastResort(request: LastResort): void;
  /** A person has resumed the run. */
  resumed(): void;
  /** Leaves it alone: it goes on. */
  close(): void;
  /** The run is over: the venue ends. */
  stop(): Promise<void>;
}

/** Starts the venue of a new run, or finds that of one that is taken up. @throws UserProblem, exit 4, where it is gone */
export async function openVenue(
  { plan }: LoadedRun,
  taken: TakenRun,
  speed: number | "max",
  thread: LiveRun,
  watch: RunWatch,
): Promise<RunVenue> {
  const { venue: address } = taken;
  if (taken.isNew) {
    await stopVenue(address); // One whose run died before it began has nothing to tell.
    await begin(plan, address, taken.directory);
  }
  const { directory } = taken;
  let { epoch } = taken;
  if (!taken.isNew && !isOver(journalOf(directory))) {
    // Somebody got out there who could not write down as whom: that one is over, and must not shut this one out.
    const known = await find(address, taken);
    while (epoch <= known) epoch = nextEpoch(directory);
  }
  const stage = new VenueStage(address);
  const symbols = plan.instruments.map(({ symbol }) => symbol);
  const bridge = new VenueBridge({
    connectTo: (listener) =>
      new VenueClient(
        { address, account: VENUE_ACCOUNT, epoch, symbols, admissionMs: ADMISSION_MS },
        listener,
      ),
    admissionMs: ADMISSION_MS,
    compareEveryMs: COMPARE_EVERY_MS,
    directory,
    epoch,
    hear: (mail) => thread.hear(mail),
    now: () => performance.now(),
    onHeard: watch.venueHeard,
    ...(watch.breaker !== undefined && { breaker: watch.breaker }),
  });
  return {
    epoch,
    begin: (after) => {
      watch.venueBegins();
      bridge.open(after);
      // It stands still until somebody listens; one that goes on goes on, at the speed that is asked for now.
      stage
        .ask("play", speed === "max" ? {} : { speed })
        .catch((error: unknown) =>
          thread.hear({ kind: "cut off", why: `its time stands still: ${String(error)}` }),
        );
    },
    send: (request) => bridge.send(request),
    lastResort: (request) => bridge.lastResort(request),
    resumed: () => bridge.resumed(),
    close: () => {
      bridge.close();
      stage.close();
    },
    stop: async () => {
      bridge.close();
      await stage.ask("stop").catch(() => undefined); // It is gone already.
      stage.close();
    },
  };
}

/** Whether anybody listens there as the venue of a run. */
export const isVenueThere = async (address: string): Promise<boolean> =>
  (await introduce(address, VENUE_ACCOUNT, INTRODUCTION_MS_MAX)).kind === "known";

/** Ends a venue, where there is one. */
export async function stopVenue(address: string): Promise<void> {
  const found = await introduce(address, VENUE_ACCOUNT, INTRODUCTION_MS_MAX);
  if (found.kind === "unreachable") return;
  const stage = new VenueStage(address);
  await stage.ask("stop").catch(() => undefined); // It may be gone before it answers.
  stage.close();
}

async function begin(plan: LoadedRun["plan"], address: string, directory: string): Promise<void> {
  const { account, risk, instruments, series, fills, margin, funding, actions } = plan;
  await startVenue({
    plan: {
      account: { name: VENUE_ACCOUNT, ...account, leverage: risk.leverage.used },
      instruments,
      series,
      fills,
      margin,
      funding,
      actions,
    },
    address,
    truthFile: join(directory, VENUE_TRUTH),
  });
}

/** Whether it has only to be stored: it may have ended its venue before its process died. */
function isOver(journal: string): boolean {
  let last = "";
  for (const { record } of readJournal(journal)) if (!isRecordOf("entered", record)) last = record; // Who entered does not count.
  return decodeRecord(last)?.kind === "ended";
}

/** @returns the epoch that it has seen last */
async function find(address: string, { facts }: TakenRun): Promise<number> {
  const found = await introduce(address, VENUE_ACCOUNT, INTRODUCTION_MS_MAX);
  if (found.kind === "known") return found.epoch;
  throw new UserProblem({
    exitCode: 4,
    where: facts.run,
    message: `the venue of this run cannot be reached: ${found.why}`,
    found: address,
    allowed: "the process that the run began with: it alone knows its orders",
    fix: `where it is gone, its paper account is gone with it: ${howPutAway(facts.run)}`,
  });
}
