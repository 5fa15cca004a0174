#!/usr/bin/env node
/**
 * A simulated venue as a process of its own: `node venue-main.js PLAN.json`, or started by `startVenue`, which hands it
 * its options. It outlives whoever started it, until SIGTERM or the request `stop`.
 */
import { UserProblem } from "../../problem/index.ts";
import type { VenueOptions } from "./plan.ts";
import { readPlan } from "./plan-document.ts";
import { serveVenue } from "./server.ts";
import type { StartAnswer, StartedVenue } from "./start.ts";

async function main(options: VenueOptions, tell: (venue: StartedVenue) => void): Promise<void> {
  const venue = await serveVenue(options);
  const stop = (): void => void venue.stop();
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  tell({ address: venue.address, pid: process.pid });
  await venue.stopped;
}

function fail(error: unknown, tell: (problem: string) => void): void {
  tell(
    error instanceof Error
      ? error instanceof UserProblem
        ? error.message
        : (error.stack ?? "")
      : String(error),
  );
  process.exitCode = error instanceof UserProblem ? error.exitCode : 70;
}

process.stderr.on("error", () => undefined); // Where a word cannot be written either, the venue still goes on.
const [file] = process.argv.slice(2);
if (file !== undefined) {
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const complain = (line: string): void => void process.stderr.write(`${line}\n`);
  try {
    await main(readPlan(file), ({ address, pid }) => say(JSON.stringify({ listening: address, pid })));
  } catch (error) {
    fail(error, complain);
  }
} else if (process.send !== undefined) {
  process.once("message", (options: VenueOptions) => {
    const answer = (one: StartAnswer): void => {
      // The parent may be gone already; the venue stays.
      process.send?.(one, () => {
        if (process.connected) process.disconnect();
      });
    };
    main(options, answer).catch((error: unknown) => fail(error, (problem) => answer({ problem })));
  });
} else {
  process.stderr.write("usage: node venue-main.js PLAN.json\n");
  process.exitCode = 2;
}
