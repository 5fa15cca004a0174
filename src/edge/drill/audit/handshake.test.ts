import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import type { Wire } from "../../venues/index.ts";
import { watchHandshake } from "./handshake.ts";

/** A connection that only a test moves. */
class MadeUpWire extends EventEmitter {
  destroyed = false;
  destroy(): void {
    this.destroyed = true;
  }
}

/** How long after they stood connections were given up that a test gives up. An answer has a second. */
function givenUp(
  how: (wire: MadeUpWire, pass: (ms: number) => void) => void,
  isWanted = true,
): readonly number[] {
  const wire = new MadeUpWire();
  const found: number[] = [];
  let now = 5_000;
  watchHandshake(wire as unknown as Wire, {
    timeoutMs: 1_000,
    now: () => now,
    isWanted: () => isWanted,
    givenUp: (ms) => found.push(ms),
  });
  how(wire, (ms) => {
    now += ms;
  });
  wire.destroy();
  expect(wire.destroyed).toBe(true);
  return found;
}

test("a connection that is given up before its first answer had its time is told", () => {
  const after = (ms: number) => (wire: MadeUpWire, pass: (ms: number) => void) => {
    pass(700); // Until it stands.
    wire.emit("connect");
    pass(ms);
  };
  expect(givenUp(after(999))).toEqual([999]);
  expect(givenUp(after(1_000))).toEqual([]);
  expect(givenUp(after(10), false)).toEqual([]); // Its process ends.
});

test("one that never stood, that was answered, or that the other side ended says nothing", () => {
  expect(givenUp((_, pass) => pass(2_000))).toEqual([]);
  const answered = (wire: MadeUpWire): void => {
    wire.emit("connect");
    wire.emit("data", "anything");
  };
  expect(givenUp(answered)).toEqual([]);
  const ended = (wire: MadeUpWire): void => {
    wire.emit("connect");
    wire.destroyed = true;
  };
  expect(givenUp(ended)).toEqual([]);
});
