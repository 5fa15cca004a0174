import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { UserProblem } from "../../problem/index.ts";
import { endpointOf } from "./address.ts";
import { openHouse } from "./house.ts";
import { Pace } from "./pace.ts";
import type { VenueOptions } from "./plan.ts";

/** A venue that is being served. */
export interface ServedVenue {
  /** With the port that the system chose. */
  readonly address: string;
  /** Ends all connections. */
  stop(): Promise<void>;
  /** Done when it has stopped, by whoever. */
  readonly stopped: Promise<void>;
}

const BEAT_MS = 1_000;

/**
 * Serves a simulated venue on a socket of this machine. docs/VENUE-PROTOCOL.md says what it speaks.
 * @throws UserProblem, exit 2 or 4, for an address that is none, or that is taken
 */
export async function serveVenue(options: VenueOptions): Promise<ServedVenue> {
  const server = createServer();
  let beat: NodeJS.Timeout | undefined;
  const stopped = new Promise<void>((resolve) => server.once("close", resolve));
  const stop = (): Promise<void> => {
    pace.pause();
    clearInterval(beat);
    server.close();
    house.close();
    return stopped;
  };
  const house = openHouse(
    { ...options, life: randomUUID() },
    { play: (speed) => pace.play(speed), pause: () => pace.pause(), stop: () => void stop() },
  );
  const pace = new Pace(house.market, () => house.notify());
  server.on("connection", (socket) => house.accept(socket));
  const address = await listen(server, options.address);
  // Only now: a timer would keep a process alive that has nothing to serve.
  beat = setInterval(() => house.beat(), options.beatMs ?? BEAT_MS);
  if (options.speed !== undefined) pace.play(options.speed);
  return { address, stop, stopped };
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
