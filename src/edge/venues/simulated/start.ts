import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { UserProblem } from "../../problem/index.ts";
import type { VenueOptions } from "./plan.ts";

/** What the process says once, when it stands or cannot. */
export type StartAnswer = StartedVenue | { readonly problem: string };

/** A venue that stands, in a process of its own. */
export interface StartedVenue {
  /** With the port that the system chose. */
  readonly address: string;
  readonly pid: number;
}

/**
 * Starts a venue that outlives this process. Its clock cannot be handed over: it has the wall's.
 * @throws UserProblem, exit 4, when it does not come to stand
 */
export function startVenue(
  options: Omit<VenueOptions, "now">,
  main: string = fileURLToPath(new URL("./venue-main.js", import.meta.url)),
): Promise<StartedVenue> {
  return new Promise((resolve, reject) => {
    const child = fork(main, [], {
      detached: true,
      serialization: "advanced",
      stdio: "ignore",
      execArgv: [],
    });
    const fail = (why: string): void => {
      const fix = "read docs/VENUE-PROTOCOL.md, or start it with a plan file to see what it says";
      reject(new UserProblem({ exitCode: 4, message: `the simulated venue did not start: ${why}`, fix }));
    };
    child.once("error", (error) => fail(error.message));
    child.once("exit", (code) => fail(`its process ended with ${code}`));
    child.once("message", (answer: StartAnswer) => {
      if ("problem" in answer) fail(answer.problem);
      else {
        child.removeAllListeners();
        child.unref();
        if (child.connected) child.disconnect();
        resolve(answer);
      }
    });
    child.send(options);
  });
}
