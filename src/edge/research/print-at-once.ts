import { Console } from "node:console";
import { writeSync } from "node:fs";
import { Writable } from "node:stream";

const STANDARD_ERROR = 2;

/**
 * What a strategy prints goes to standard error (standard output belongs to the result), and goes there at once: a
 * worker's own streams wait for a turn of the event loop, which a run never gives, and are lost with the thread.
 */
export function printAtOnce(): void {
  const stream = new Writable({
    write: (chunk: Uint8Array, _encoding, done) => {
      try {
        writeSync(STANDARD_ERROR, chunk);
      } catch {
        // Whoever read it has gone; a run does not end for that.
      }
      done();
    },
  });
  globalThis.console = new Console(stream);
}
