import { closeSync, fdatasyncSync, openSync, writeSync } from "node:fs";
import type { JsonObject } from "./fields.ts";

/** The venue's own record of what happened to the account, one line an event, on the disk before anybody is told. */
export class TruthFile {
  #file: number | undefined;

  constructor(path: string) {
    this.#file = openSync(path, "a");
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
