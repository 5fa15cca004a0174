import { expect, test } from "vitest";
import { UserProblem } from "../../problem/index.ts";
import { type FaultKind, VenueFault } from "./history.ts";
import { Patience } from "./patience.ts";

function patient(attempts: number, random = 0) {
  const slept: number[] = [];
  const said: string[] = [];
  let now = 0;
  const controller = new AbortController();
  const pace = {
    now: () => now,
    random: () => random,
    sleep: async (ms: number) => {
      now += ms;
      slept.push(ms);
    },
  };
  const onWait = (text: string): void => void said.push(text);
  const patience = new Patience({ venue: "binance", attempts, signal: controller.signal, pace, onWait });
  return { patience, slept, said, controller };
}

const failing = (times: number, kind: FaultKind, retryAfterMs?: number) => {
  let left = times;
  return async (): Promise<string> => {
    if (left-- > 0) throw new VenueFault(kind, "HTTP 500: no", retryAfterMs);
    return "bars";
  };
};

async function problemOf(answer: Promise<unknown>): Promise<UserProblem> {
  const error = await answer.catch((caught: unknown) => caught);
  if (error instanceof UserProblem) return error;
  throw error;
}

test("waits twice as long each time, up to a minute", async () => {
  const { patience, slept, said } = patient(12);
  expect(await patience.ask(failing(9, "unreachable"))).toBe("bars");
  expect(slept).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  expect(said[0]).toBe("binance: HTTP 500: no; asking again in 0.5 s (2 of 12)");
  expect(patience).toMatchObject({ requests: 10, retries: 9 });
});

test("never comes back before the venue says so, and not at the same moment as others", async () => {
  const { patience, slept } = patient(3, 0.5);
  await patience.ask(failing(1, "throttled", 7_000));
  expect(slept).toEqual([7_250]);
});

test("has an end: exit 4", async () => {
  const { patience } = patient(3);
  const problem = await problemOf(patience.ask(failing(99, "unreachable")));
  expect(problem.exitCode).toBe(4);
  expect(problem.message).toMatch(
    /^binance: no answer from the venue after 3 attempts in 1.5 s; found: HTTP 500: no; fix: /,
  );
});

test("nonsense is believed to be nonsense after three times", async () => {
  const { patience } = patient(50);
  expect((await problemOf(patience.ask(failing(99, "garbled")))).message).toMatch(
    /3 answers that cannot be used/,
  );
});

test("a refusal and a long ban end it at once", async () => {
  const { patience, slept } = patient(9);
  expect((await problemOf(patience.ask(failing(1, "refused")))).message).toMatch(/the venue refuses/);
  expect((await problemOf(patience.ask(failing(1, "throttled", 301_000)))).message).toMatch(
    /left alone for 5 min/,
  );
  expect(slept).toEqual([]);
});

test("whoever stops it does not wait for an answer", async () => {
  const { patience, controller } = patient(3);
  const answer = patience.ask(() => new Promise(() => undefined));
  controller.abort();
  await expect(answer).rejects.toMatchObject({ name: "AbortError" });
});

test("a bug of ours is no fault of the venue", async () => {
  const { patience } = patient(3);
  await expect(patience.ask(() => Promise.reject(new TypeError("ours")))).rejects.toThrow(TypeError);
});
