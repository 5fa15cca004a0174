import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type Alert, AlertRefused, type AlertSink } from "../ports/index.ts";
import { AlertQueue } from "./alert-queue.ts";
import { alertLine, lineSink, openAlerts, type Raised, webhookSink } from "./index.ts";

const alert = (level: Alert["level"], text: string): Alert => ({
  ...{ level, text, type: "test", at: 0, run: null, lost: 0 },
});
const raised = (text: string, level: Alert["level"] = "WARNING"): Raised => ({ level, text, type: "test" });

describe("a queue that is full", () => {
  test("lets go of what matters least, the oldest of it first, and the next one says how many", () => {
    const queue = new AlertQueue(3);
    queue.push(alert("CRITICAL", "a"));
    queue.push(alert("INFO", "b"));
    queue.push(alert("INFO", "c"));
    queue.push(alert("ERROR", "d"));
    queue.push(alert("WARNING", "e"));
    queue.push(alert("DEBUG", "f"));
    const told: (readonly [string, number])[] = [];
    for (let next = queue.shift(); next !== undefined; next = queue.shift())
      told.push([next.text, next.lost]);
    expect(told).toEqual([
      ["a", 3],
      ["d", 0],
      ["e", 0],
    ]);
  });

  test("counts what was taken and could not be told, with what that stood for", () => {
    const queue = new AlertQueue(3);
    queue.noteLost({ ...alert("INFO", "a"), lost: 4 });
    queue.push(alert("INFO", "b"));
    expect(queue.shift()?.lost).toBe(5);
  });
});

describe("alerts", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Alerts to one sink that does as it is told. */
  function toSink(deliver: AlertSink["deliver"], terms: Parameters<typeof openAlerts>[0]["terms"] = {}) {
    vi.useFakeTimers();
    const failures: string[] = [];
    const alerts = openAlerts({
      minLevel: "INFO",
      run: "r1",
      sinks: [{ name: "webhook", deliver }],
      onFailure: (text) => void failures.push(text),
      now: () => 1_000,
      terms,
    });
    return { alerts, failures };
  }

  test("come in their order, from the least level on, without what is secret", async () => {
    const told: Alert[] = [];
    const { alerts } = toSink(async (one) => void told.push(one));
    alerts.raise(raised("no", "DEBUG"));
    alerts.raise(raised("one"));
    alerts.raise(raised("https://x?apiKey=abc failed", "CRITICAL"));
    await vi.advanceTimersByTimeAsync(0);
    expect(told.map(({ text }) => text)).toEqual(["one", "https://x?apiKey=[redacted] failed"]);
    expect(told[0]).toEqual({ level: "WARNING", text: "one", type: "test", at: 1_000, run: "r1", lost: 0 });
    expect(alerts.recent).toEqual(told);
  });

  test("are tried again after longer and longer pauses, and a failure is told once", async () => {
    let attempts = 0;
    const told: string[] = [];
    const { alerts, failures } = toSink(
      async ({ text }) => {
        attempts++;
        if (attempts <= 3) throw new Error("down");
        told.push(text);
      },
      { backoffMs: 100 },
    );
    alerts.raise(raised("one"));
    alerts.raise(raised("two"));
    await vi.advanceTimersByTimeAsync(699);
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(told).toEqual(["one", "two"]);
    expect(failures).toEqual(["alerts do not reach the webhook: down"]);
  });

  test("are given up where the sink never answers, and counted in the next one", async () => {
    let isDead = true;
    const told: Alert[] = [];
    const { alerts, failures } = toSink(
      (one) => {
        if (isDead) return new Promise(() => undefined);
        told.push(one);
        return Promise.resolve();
      },
      { timeoutMs: 100, attemptsMax: 2, backoffMs: 10 },
    );
    alerts.raise(raised("lost"));
    await vi.advanceTimersByTimeAsync(210);
    isDead = false;
    alerts.raise(raised("told"));
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toMatchObject([{ text: "told", lost: 1 }]);
    expect(alertLine(told[0] as Alert)).toBe("alert WARNING: told (1 before it were not told)");
    expect(failures).toEqual(["alerts do not reach the webhook: no answer within 0.1 s"]);
  });

  test("that were refused are not tried again", async () => {
    let attempts = 0;
    const { alerts } = toSink(async () => {
      attempts++;
      throw new AlertRefused("no");
    });
    alerts.raise(raised("one"));
    await vi.advanceTimersByTimeAsync(600_000);
    expect(attempts).toBe(1);
  });

  test("hold up nobody at the end for longer than they may", async () => {
    const { alerts, failures } = toSink(() => new Promise(() => undefined));
    alerts.raise(raised("one"));
    let isClosed = false;
    void alerts.close(2_000).then(() => {
      isClosed = true;
    });
    await vi.advanceTimersByTimeAsync(1_999);
    expect(isClosed).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(isClosed).toBe(true);
    alerts.raise(raised("too late"));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(failures).toEqual([]);
  });
});

describe("a webhook", () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  /** A server that answers so; what it was sent. */
  async function answering(status: number): Promise<{ url: string; bodies: unknown[] }> {
    const bodies: unknown[] = [];
    server = createServer((request, response) => {
      let text = "";
      request.setEncoding("utf8");
      request.on("data", (part: string) => {
        text += part;
      });
      request.on("end", () => {
        bodies.push(JSON.parse(text));
        response.writeHead(status, { location: "/elsewhere" }).end("thank you");
      });
    });
    await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-path`, bodies };
  }
  const deliver = (url: string): Promise<void> =>
    webhookSink(url).deliver(alert("ERROR", "latched"), new AbortController().signal);

  test("is sent the alert as JSON", async () => {
    const { url, bodies } = await answering(204);
    await deliver(url);
    expect(bodies).toEqual([
      {
        ...{ schema: "timonel.alert/1", level: "ERROR", type: "test", text: "latched", at: 0 },
        ...{ run: null, lost: 0, time: "1970-01-01T00:00:00.000Z" },
      },
    ]);
  });

  test.each([
    [302, true],
    [404, true],
    [429, false],
    [503, false],
  ])("that answers with %i: no redirect is followed, and it is final: %s", async (status, isFinal) => {
    const { url, bodies } = await answering(status);
    const error: unknown = await deliver(url).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(error instanceof AlertRefused).toBe(isFinal);
    expect(String(error)).not.toContain("secret-path");
    expect(bodies).toHaveLength(1);
  });

  test("that is not there is named without its address", async () => {
    const { url } = await answering(200);
    await new Promise((resolve) => server?.close(resolve));
    await expect(deliver(url)).rejects.toThrow("it cannot be reached: ECONNREFUSED");
  });

  test("and the terminal are told the same", async () => {
    const lines: string[] = [];
    await lineSink((line) => void lines.push(line)).deliver(
      alert("INFO", "hello"),
      new AbortController().signal,
    );
    expect(lines).toEqual(["alert INFO: hello"]);
  });
});
