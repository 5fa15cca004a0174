import { Console } from "node:console";
import { writeSync } from "node:fs";
import { Writable } from "node:stream";

const STANDARD_ERROR = 2;
const PAUSE_MS = 5;
const pause = new Int32Array(new SharedArrayBuffer(4));

/**
 * What a strategy prints goes to standard error (standard output belongs to the result), and goes there at once: a
 * worker's own streams wait for a turn of the event loop, which a run never gives, and are lost with the thread.
 * A thread that must not wait for whoever reads gives another `print`.
 */
export function printAtOnce(print: (text: string) => void = writeWhole): void {
  const stream = new Writable({
    decodeStrings: false, // A console writes texts.
    write: (text: string, _encoding, done) => {
      print(text);
      done();
    },
  });
  globalThis.console = new Console(stream);
}

function writeWhole(text: string): void {
  let rest: Uint8Array = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(STANDARD_ERROR, rest));
    } catch (error) {
      const isFull = error instanceof Error && "code" in error && error.code === "EAGAIN";
      if (!isFull) return; // Whoever read it has gone; a run does not end for that.
      Atomics.wait(pause, 0, 0, PAUSE_MS);
    }
  }
}
