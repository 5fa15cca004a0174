import { closeSync, fdatasyncSync, openSync, writeSync } from "node:fs";
import { UserProblem } from "../../problem/index.ts";
import type { JsonObject } from "./fields.ts";

/** The venue's own record of what happened to the account, one line an event, on the disk before anybody is told. */
export class TruthFile {
  #file: number | undefined;

  /** @throws UserProblem, exit 4, for a file that cannot be written */
  constructor(path: string) {
    try {
      this.#file = openSync(path, "a");
    } catch (error) {
      throw new UserProblem({
        exitCode: 4,
        where: path,
        message: `the truth of the venue cannot be written: ${error instanceof Error ? error.message : String(error)}`,
        fix: "name a file in a directory that is there and can be written to",
      });
    }
  }

  append(event: JsonObject): void {
    // Bars and moments are in the data; what cannot be found anywhere else is kept.
    if (this.#file === undefined || event["e"] === "bar" || event["e"] === "time") return;
    writeSync(this.#file, `${JSON.stringify(event)}\n`);
    fdatasyncSync(this.#file);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}
