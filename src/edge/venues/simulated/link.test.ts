import { EventEmitter } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Link, type Raw } from "./link.ts";
import type { Wire } from "./wire.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const TIMEOUT_MS = 1_000;

/** A line that does what a test says: nothing by itself. */
class Line extends EventEmitter {
  readonly sent: string[] = [];
  destroyed = false;
  setNoDelay(): void {}
  setEncoding(): void {}
  write(text: string): boolean {
    this.sent.push(text);
    return true;
  }
  destroy(): void {
    this.destroyed = true;
  }
}

function linked(): { line: Line; link: Link; closed: string[]; hello: Promise<Raw> } {
  const line = new Line();
  const closed: string[] = [];
  const link = new Link(
    {
      address: "x",
      timeoutMs: TIMEOUT_MS,
      inFlightMax: 8,
      queueMax: 8,
      connect: () => line as unknown as Wire,
    },
    { told: () => undefined, late: () => undefined, closed: (why) => void closed.push(why) },
    1,
  );
  return { line, link, closed, hello: link.request("cancel", { op: "hello" }) };
}

test("the time that an answer may take begins with the connection: a slow line is no silent one", async () => {
  const { line, closed, hello } = linked();
  await vi.advanceTimersByTimeAsync(0.9 * TIMEOUT_MS);
  expect(line.sent).toEqual([]);
  line.emit("connect");
  expect(line.sent).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(0.9 * TIMEOUT_MS);
  line.emit("data", '{"re":1}\n');
  expect((await hello).kind).toBe("reply");
  await vi.advanceTimersByTimeAsync(10 * TIMEOUT_MS);
  expect(closed).toEqual([]);
});

test("a connection that does not come in time is given up: what waited for it never left", async () => {
  const { line, closed, hello } = linked();
  await vi.advanceTimersByTimeAsync(TIMEOUT_MS);
  expect(await hello).toEqual({ kind: "not sent", why: "no connection in time" });
  expect([closed, line.destroyed, line.sent]).toEqual([["no connection in time"], true, []]);
});

test("an answer that does not come in time after the connection is lost", async () => {
  const { line, hello } = linked();
  await vi.advanceTimersByTimeAsync(0.5 * TIMEOUT_MS);
  line.emit("connect");
  await vi.advanceTimersByTimeAsync(TIMEOUT_MS - 1);
  const before = vi.getTimerCount();
  await vi.advanceTimersByTimeAsync(1);
  expect([before, vi.getTimerCount()]).toEqual([1, 0]);
  expect(await hello).toEqual({ kind: "lost", why: "timeout", raw: undefined });
});
