import { describe, expect, test } from "vitest";
import type { UnixMs } from "../../../core/base/index.ts";
import { UserProblem } from "../../problem/index.ts";
import type { LiveReport } from "../../research/index.ts";
import type { Command } from "../../runner/index.ts";
import { webhookUrl } from "./alert-sinks.ts";
import { alertOfFailure, alertOfNote, alertOfReport } from "./told-alerts.ts";

type Latch = Extract<LiveReport, { kind: "latch" }>["latch"];
const latch = (kind: Latch["kind"], more: Partial<Latch> = {}) =>
  alertOfReport(
    {
      kind: "latch",
      latch: { kind, since: 0 as UnixMs, reached: 0.051, allowed: 0.05, endsBy: "resume", ...more },
    },
    [],
  );

describe("a latch", () => {
  test("is told with its numbers, and with what ends it", () => {
    expect(latch("daily-loss", { endsBy: "next session day" })).toEqual({
      level: "WARNING",
      type: "latched",
      text: "latched: daily-loss reached 5.10 %, the limit is 5.00 %; no new risk until next session day",
    });
    expect(latch("drawdown")?.level).toBe("ERROR");
    expect(latch("flash-crash", { action: "flatten" })).toMatchObject({
      level: "CRITICAL",
      text: expect.stringContaining("every position is being left; no new risk until resume"),
    });
  });

  test.each(["operator", "emergency", "disconnect", "overload", "clock", "venue-errors"] as const)(
    "of %s is told by whoever closed it",
    (kind) => expect(latch(kind)).toBeUndefined(),
  );
});

describe("a note", () => {
  const command = (of: Omit<Command, "id" | "by">, result: "obeyed" | "refused" | "known" = "obeyed") =>
    alertOfNote({ kind: "command", at: 0, command: { id: "1", by: "me", ...of }, result });

  test("of a command of a person is told, of a watch or an emergency is not", () => {
    expect(command({ do: "flatten", symbol: "BTC/USDT" })?.text).toBe("flatten of BTC/USDT, asked for by me");
    expect(command({ do: "emergency" })).toBeUndefined();
    expect(command({ do: "trigger", trigger: "clock", action: "halt" })).toBeUndefined();
  });

  test("of an answer says which opening; of a command that was refused, or obeyed before, nothing is told", () => {
    const answer = { id: "1", by: "me", do: "approve", approval: 3 } as const;
    const note = { kind: "command", at: 0, command: answer, symbol: "BTC/USDT" } as const;
    expect(alertOfNote({ ...note, result: "obeyed" })?.text).toBe(
      "approve of opening 3 of BTC/USDT, asked for by me",
    );
    for (const result of ["refused", "known"] as const) {
      expect(alertOfNote({ ...note, result })).toBeUndefined();
      expect(command({ do: "stop", symbol: "BTC/USDT" }, result)).toBeUndefined();
    }
  });

  test("of live data that are not whole says what was found, and how often", () => {
    const about = { fault: "zero", found: "low 0", expected: "low 99" } as const;
    const broken = { kind: "feed broken", at: 0, symbol: "BTC/USDT", ...about } as const;
    const text = (times: number) => alertOfNote({ ...broken, times })?.text;
    const end = "found low 0, expected low 99; no entries until a bar comes whole";
    expect(text(1)).toBe(`the live data of BTC/USDT are not whole: ${end}`);
    expect(text(7)).toBe(`the live data of BTC/USDT are not whole, 7 times since the last alert: ${end}`);
    expect(alertOfNote({ ...broken, times: 1 })?.level).toBe("WARNING");
    expect(alertOfNote({ kind: "feed mended", at: 0, symbol: "BTC/USDT" })?.level).toBe("INFO");
    const ignored = { unclosed: 1, duplicate: 2, backwards: 3 };
    expect(alertOfNote({ kind: "ignored bars", at: 0, ...ignored })).toBeUndefined();
  });

  test("of what cannot be says why", () => {
    expect(alertOfNote({ kind: "alarm", at: 0, why: "a stranger: x", symbol: "A/B" })).toMatchObject({
      level: "ERROR",
      type: "stopped",
      text: expect.stringMatching(/^stopped trading A\/B: a stranger: x;.*timonel start A\/B/),
    });
    expect(alertOfNote({ kind: "alarm", at: 0, why: "an order that is not ours: x" })).toMatchObject({
      level: "ERROR",
      text: expect.stringMatching(/^halted: an order that is not ours: x/),
    });
  });
});

test("an end that nobody asked for is one line", () => {
  expect(alertOfFailure(new Error("a\nb"))).toMatchObject({
    level: "CRITICAL",
    text: "the run is not played any more: Error: a",
  });
  const full = new UserProblem({ exitCode: 5, message: "the disk is full" });
  expect(alertOfFailure(full).text).toBe("the run is not played any more: the disk is full");
});

describe("the address of the webhook", () => {
  const plan = { minLevel: "INFO", urlEnv: "HOOK", url: "off" } as const;

  test("is that of its variable, or the one that is written down, or none", () => {
    expect(webhookUrl(plan, () => "https://example.org/x")).toBe("https://example.org/x");
    expect(webhookUrl({ ...plan, urlEnv: "off", url: "http://127.0.0.1:1" }, () => "")).toBe(
      "http://127.0.0.1:1",
    );
    expect(webhookUrl({ ...plan, urlEnv: "off" }, () => "https://x")).toBeUndefined();
  });

  test.each([undefined, "", "secret-word", "file:///etc/passwd"])(
    "is refused where it is %o, and not shown",
    (value) => {
      const read = (): unknown => webhookUrl(plan, () => value);
      expect(read).toThrow(UserProblem);
      try {
        read();
      } catch (error) {
        expect(String(error)).not.toContain("secret-word");
      }
    },
  );
});
