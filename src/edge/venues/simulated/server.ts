import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { UserProblem } from "../../problem/index.ts";
import { endpointOf } from "./address.ts";
import { Desk } from "./desk.ts";
import { EventLog } from "./event-log.ts";
import { Faults } from "./faults.ts";
import { BadMessage } from "./fields.ts";
import { Lists } from "./lists.ts";
import { VenueMarket } from "./market.ts";
import { Pace } from "./pace.ts";
import type { JsonRule, VenueOptions } from "./plan.ts";
import { type House, Session } from "./session.ts";
import { Stage } from "./stage.ts";
import { Truth } from "./truth.ts";
import { TruthFile } from "./truth-file.ts";

/** A venue that is being served. */
export interface ServedVenue {
  /** With the port that the system chose. */
  readonly address: string;
  /** Ends all connections. */
  stop(): Promise<void>;
  /** Done when it has stopped, by whoever. */
  readonly stopped: Promise<void>;
}

const BACKLOG = 200_000;
const BEAT_MS = 1_000;

/**
 * Serves a simulated venue on a socket of this machine. docs/VENUE-PROTOCOL.md says what it speaks.
 * @throws UserProblem, exit 2 or 4, for an address that is none, or that is taken
 */
export async function serveVenue(options: VenueOptions): Promise<ServedVenue> {
  const { plan, speed, seed = "venue", now = Date.now } = options;
  const truth = new Truth();
  const file = options.truthFile === undefined ? undefined : new TruthFile(options.truthFile);
  const log = new EventLog(options.backlogMax ?? BACKLOG, file);
  const faults = new Faults(seed);
  addFaults(faults, options.faults ?? []);
  const lists = new Lists(truth, log, faults);
  const market: VenueMarket = new VenueMarket(plan, {
    truth,
    log,
    faults,
    onHolding: () => lists.keep(market),
  });
  const sessions = new Set<Session>();
  const sockets = new Set<Socket>();
  const notify = (): void => {
    for (const session of sessions) session.pump();
  };
  const held: (() => void)[] = [];
  const pace = new Pace(market, notify);
  const desk = new Desk({ plan, truth, log, market, lists, now, life: randomUUID() });
  const server = createServer();
  let beat: NodeJS.Timeout | undefined;
  const stopped = new Promise<void>((resolve) => server.once("close", resolve));
  const stop = (): Promise<void> => {
    pace.pause();
    clearInterval(beat);
    file?.close();
    server.close();
    for (const socket of sockets) socket.destroy();
    return stopped;
  };
  const stage = new Stage({
    ...{ desk, truth, log, market, lists, faults, pace, held, notify },
    stop: () => void stop(),
  });
  const house: House = {
    desk,
    log,
    faults,
    held,
    notify,
    control: (op, request) => stage.control(op, request),
  };
  server.on("connection", (socket) => {
    const session = new Session(socket, house);
    sessions.add(session);
    sockets.add(socket);
    socket.once("close", () => {
      sessions.delete(session);
      sockets.delete(socket);
    });
  });
  const address = await listen(server, options.address);
  // Only now: a timer would keep a process alive that has nothing to serve.
  beat = setInterval(() => {
    for (const session of sessions) session.beat();
  }, options.beatMs ?? BEAT_MS);
  if (speed !== undefined) pace.play(speed);
  return { address, stop, stopped };
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

async function listen(server: Server, address: string): Promise<string> {
  const endpoint = endpointOf(address);
  if ("path" in endpoint) await removeDead(endpoint.path ?? "");
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) =>
      reject(
        new UserProblem({
          exitCode: 4,
          message: `the venue cannot listen on ${address}: ${error.message}`,
          fix: "choose another address, or end what listens there",
        }),
      ),
    );
    server.listen(endpoint, resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === "string") return address;
  return `${address.slice(0, address.lastIndexOf(":"))}:${bound.port}`;
}

/** A socket whose process is gone is in the way of the next; one that answers is left alone. */
async function removeDead(path: string): Promise<void> {
  const isAlive = await new Promise<boolean>((resolve) => {
    const probe = connect({ path });
    probe.once("connect", () => resolve(true));
    probe.once("error", () => resolve(false));
    probe.once("close", () => probe.destroy());
    probe.once("connect", () => probe.destroy());
  });
  if (!isAlive) rmSync(path, { force: true });
}
