import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { TextQueue } from "./text-queue.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A terminal that takes so many bytes and no more, until it is given room again. */
function terminal(room = Number.POSITIVE_INFINITY) {
  let left = room;
  let seen = "";
  let asked = 0;
  return {
    text: () => seen,
    asked: () => asked,
    give: (bytes: number) => {
      left = bytes;
    },
    write: (bytes: Uint8Array): number => {
      asked++;
      const count = Math.min(left, bytes.length);
      left -= count;
      seen += Buffer.from(bytes.subarray(0, count)).toString("latin1");
      return count;
    },
  };
}
const fail = (error: unknown): void => {
  throw error;
};
const LONG = 60_000; // Longer than any pause between two attempts.

test("what flows is written at once, in its order", () => {
  const { write, text } = terminal();
  const queue = new TextQueue(write, fail);
  queue.write("one\n");
  queue.write("two\n");
  expect(text()).toBe("one\ntwo\n");
});

test("what is taken in parts comes whole, and nothing comes before it", async () => {
  const { write, text, give } = terminal(2);
  const queue = new TextQueue(write, fail);
  queue.write("one\n");
  queue.write("two\n");
  expect(text()).toBe("on");
  give(3);
  await vi.advanceTimersByTimeAsync(LONG);
  expect(text()).toBe("one\nt");
  give(Number.POSITIVE_INFINITY);
  await vi.advanceTimersByTimeAsync(LONG);
  expect(text()).toBe("one\ntwo\n");
});

test("while nothing is taken it does not ask in a hurry, and nobody waits", async () => {
  const { write, asked } = terminal(0);
  const queue = new TextQueue(write, fail);
  for (let i = 0; i < 1_000; i++) queue.write(`line ${i}\n`);
  expect(asked()).toBe(1);
  await vi.advanceTimersByTimeAsync(LONG);
  expect(asked()).toBeLessThan((2 * LONG) / 100);
});

test("beyond its bound the oldest lines go, and one line says how many", async () => {
  const { write, text, give } = terminal(2);
  const queue = new TextQueue(write, fail, 12);
  queue.write("begun\n"); // Its first bytes are out: it stays whole.
  for (const line of ["a1\n", "a2\na3\n", "a4\n", "a5\n", "a6\n", "a7\n"]) queue.write(line);
  give(Number.POSITIVE_INFINITY);
  await vi.advanceTimersByTimeAsync(LONG);
  expect(text()).toBe("begun\nnotice: 3 lines are left out here, for nothing was taken\na4\na5\na6\na7\n");
  queue.write("later\n");
  expect(text()).toMatch(/a7\nlater\n$/);
});

test("one that is longer than the bound is kept alone", async () => {
  const { write, text, give } = terminal(0);
  const queue = new TextQueue(write, fail, 4);
  queue.write("begun\n");
  queue.write("small\n");
  queue.write("a text that is longer\n");
  give(Number.POSITIVE_INFINITY);
  await vi.advanceTimersByTimeAsync(LONG);
  expect(text()).toBe(
    "begun\nnotice: 1 line is left out here, for nothing was taken\na text that is longer\n",
  );
});

test("a full queue asks once more before it leaves anything out: a burst is no stop", () => {
  const { write, text, give } = terminal(0);
  const queue = new TextQueue(write, fail, 8);
  queue.write("first\n");
  give(Number.POSITIVE_INFINITY);
  for (let i = 0; i < 5; i++) queue.write(`more${i}\n`);
  expect(text()).not.toContain("left out");
  expect(text()).toMatch(/^first\nmore0\nmore1\n/);
});

test("a line that is drawn over takes the place of the one that waits, and is no line that is missed", async () => {
  const { write, text, give } = terminal(0);
  const queue = new TextQueue(write, fail, 40);
  queue.write("begun\n");
  for (let i = 0; i < 100; i++) queue.write(`\r${i} %`, true);
  queue.write("\r");
  queue.write("line\n");
  queue.write("\r7 %", true);
  give(Number.POSITIVE_INFINITY);
  await vi.advanceTimersByTimeAsync(LONG);
  expect(text()).toBe("begun\n\r99 %\rline\n\r7 %");
});

test("what says how many lines are missing begins a line", async () => {
  const { write, text, give } = terminal(4);
  const queue = new TextQueue(write, fail, 4);
  queue.write("\r5 %", true);
  queue.write("one\n");
  queue.write("two\n");
  queue.write("six\n");
  give(Number.POSITIVE_INFINITY);
  await vi.advanceTimersByTimeAsync(LONG);
  expect(text()).toBe("\r5 %one\nnotice: 1 line is left out here, for nothing was taken\nsix\n");
});

test("an error is told once, and ends it", () => {
  const errors: unknown[] = [];
  const error = new Error("gone");
  let asked = 0;
  const queue = new TextQueue(
    () => {
      asked++;
      throw error;
    },
    (one) => void errors.push(one),
  );
  queue.write("one\n");
  queue.write("two\n");
  expect({ errors, asked }).toEqual({ errors: [error], asked: 1 });
});

test("a write that is not answered holds up nobody, and has no second one beside it", async () => {
  const asked: { bytes: string; answer: (count: number) => void }[] = [];
  const queue = new TextQueue(
    (bytes) =>
      new Promise((answer) => void asked.push({ bytes: Buffer.from(bytes).toString("latin1"), answer })),
    fail,
  );
  queue.write("one\n");
  queue.write("two\n");
  await vi.advanceTimersByTimeAsync(LONG);
  expect(asked.map(({ bytes }) => bytes)).toEqual(["one\n"]);
  asked[0]?.answer(3);
  await vi.advanceTimersByTimeAsync(0);
  asked[1]?.answer(1);
  await vi.advanceTimersByTimeAsync(0);
  expect(asked.map(({ bytes }) => bytes)).toEqual(["one\n", "\n", "two\n"]);
});

test("one that fails later is told as well", async () => {
  const errors: unknown[] = [];
  const queue = new TextQueue(
    () => Promise.reject(new Error("gone")),
    (one) => void errors.push(one),
  );
  queue.write("one\n");
  await vi.advanceTimersByTimeAsync(0);
  queue.write("two\n");
  expect(errors).toHaveLength(1);
  await expect(queue.close(1_000)).resolves.toBe(true);
});

test("to close takes no time where all is written", async () => {
  const queue = new TextQueue(terminal().write, fail);
  queue.write("one\n");
  await expect(queue.close(1_000)).resolves.toBe(true); // The timers stand still here.
});

test("to close waits as long as something is taken", async () => {
  const { write, text, give } = terminal(0);
  const queue = new TextQueue(write, fail);
  queue.write("0123456789\n");
  const closed = queue.close(1_000);
  for (let i = 0; i < 11; i++) {
    give(1);
    await vi.advanceTimersByTimeAsync(900);
  }
  await expect(closed).resolves.toBe(true);
  expect(text()).toBe("0123456789\n");
});

test("to close does not wait for what stands still", async () => {
  const { write, text, asked, give } = terminal(2);
  const queue = new TextQueue(write, fail);
  queue.write("one\n");
  const closed = queue.close(1_000);
  await vi.advanceTimersByTimeAsync(1_200);
  await expect(closed).resolves.toBe(false);
  give(Number.POSITIVE_INFINITY);
  const before = asked();
  queue.write("two\n");
  await vi.advanceTimersByTimeAsync(LONG);
  expect([text(), asked()]).toEqual(["on", before]); // It is given up: half a line has no other end.
});
