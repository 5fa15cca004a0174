import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createConnection, createServer, type Socket } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { UserProblem } from "../problem/index.ts";
import { askControl, NoAnswer, Refused } from "./client.ts";
import { type ControlServer, serveControl } from "./server.ts";
import { socketPath } from "./socket-path.ts";

const onPosix = describe.skipIf(process.platform === "win32"); // Pipes have no mode, and no directory.

let directory: string;
let path: string;
let server: ControlServer | undefined;
const sockets: Socket[] = [];
/** Far longer than anything takes on a machine that is busy with others. */
const WAIT_MS = 20_000;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "timonel-control-"));
  path = process.platform === "win32" ? `\\\\.\\pipe\\${directory}` : join(directory, "run.sock");
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server?.close();
  server = undefined;
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true, force: true });
});

const listen = async (answer: (request: unknown) => Promise<unknown>): Promise<void> => {
  server = await serveControl(path, answer);
};
const echo = async (request: unknown): Promise<unknown> => request;
const never = (): Promise<unknown> => new Promise(() => undefined);
const ask = (request: object, timeoutMs = 5_000): Promise<unknown> => askControl(path, request, timeoutMs);
const reasonOf = (error: unknown): unknown => (error instanceof NoAnswer ? error.reason : error);

/** A client that speaks without our manners. */
const raw = (): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = createConnection({ path, allowHalfOpen: true });
    sockets.push(socket);
    socket.once("connect", () => resolve(socket));
    socket.once("error", reject);
  });
const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    socket.on("error", () => undefined);
    socket.once("end", () => resolve());
    socket.once("close", () => resolve());
    socket.resume();
  });

describe("a run that is spoken to", () => {
  test("answers in JSON, whatever the text", async () => {
    await listen(echo);
    const request = { ask: "look", text: 'a "line"\nand \u2028 another' };
    expect(await ask(request)).toEqual(request);
  });

  test("says no in words", async () => {
    await listen(async () => {
      throw new Error("not now");
    });
    await expect(ask({})).rejects.toEqual(new Refused("not now"));
  });

  test("answers several lines of one client, also those that come in pieces", async () => {
    await listen(echo);
    const socket = await raw();
    let said = "";
    socket.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    socket.write('{"a":1}\n{"b":');
    await vi.waitFor(() => expect(said).toBe('{"ok":true,"answer":{"a":1}}\n'), WAIT_MS);
    socket.write("2}\n");
    await vi.waitFor(() => expect(said).toContain('{"b":2}'), WAIT_MS);
  });

  test("tells nonsense that it is some, and goes on", async () => {
    await listen(echo);
    const socket = await raw();
    let said = "";
    socket.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    socket.write("\u0000\u00ff halt!\n\n{\n");
    await vi.waitFor(
      () => expect(said.split("\n").filter((line) => line.includes('"ok":false'))).toHaveLength(3),
      WAIT_MS,
    );
    expect(await ask({ a: 1 })).toEqual({ a: 1 });
  });

  test("hangs up on a line that never ends, and on one that asks without end", async () => {
    await listen(never);
    const endless = await raw();
    endless.write("x".repeat(100_000));
    await closed(endless);
    const greedy = await raw();
    greedy.write("{}\n".repeat(100));
    await closed(greedy);
    await expect(ask({}, 50).catch(reasonOf)).resolves.toBe("silence"); // It still listens.
  });

  test("hears a hundred clients at once, and turns away those that are too many without falling over", async () => {
    await listen(echo);
    const asked = await Promise.all(
      Array.from({ length: 100 }, (_, i) => ask({ i }).then(() => "heard" as const, reasonOf)),
    );
    expect(new Set(asked.filter((one) => one !== "heard" && one !== "hung up"))).toEqual(new Set());
    expect(asked.filter((one) => one === "heard").length).toBeGreaterThan(0);
    expect(await ask({ a: 1 })).toEqual({ a: 1 });
  });

  test("does not mind a client that hangs up before its answer", async () => {
    let give: (answer: unknown) => void = () => undefined;
    await listen(() => new Promise((resolve) => (give = resolve)));
    const socket = await raw();
    socket.write("{}\n");
    await vi.waitFor(() => expect(give.length).toBeGreaterThan(0), WAIT_MS);
    socket.destroy();
    give({ late: true });
    const again = ask({});
    await vi.waitFor(async () => {
      give("now");
      expect(await Promise.race([again, Promise.resolve("waiting")])).toBe("now");
    }, WAIT_MS);
  });

  test("ends although a client neither reads nor hangs up", async () => {
    await listen(echo);
    const socket = await raw();
    socket.pause();
    await ask({}); // It is connected for certain.
    await server?.close();
    server = undefined;
    await expect(ask({}).catch(reasonOf)).resolves.toBe("nobody listens");
  });

  test("takes the place of one that was killed", async () => {
    if (process.platform !== "win32") writeFileSync(path, "left behind");
    await listen(echo);
    expect(await ask({ a: 1 })).toEqual({ a: 1 });
  });
});

describe("whoever asks", () => {
  test("is told that nobody listens", async () => {
    await expect(ask({}).catch(reasonOf)).resolves.toBe("nobody listens");
  });

  test("does not wait for ever", async () => {
    await listen(never);
    await expect(ask({}, 50).catch(reasonOf)).resolves.toBe("silence");
  });

  test.each([
    ["nonsense", "hello\n"],
    ["nonsense", "null\n"],
    ["hung up", ""],
  ])("is told of %s when somebody says %o and hangs up", async (reason, says) => {
    const other = createServer((socket) => socket.resume().end(says));
    await new Promise<void>((resolve) => other.listen(path, resolve));
    await expect(ask({}).catch(reasonOf)).resolves.toBe(reason);
    await new Promise((resolve) => other.close(resolve));
  });
});

onPosix("the socket", () => {
  test("can be opened by its owner only", async () => {
    await listen(echo);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  const place = () => join(directory, `timonel-${userInfo().uid}`);

  test("lies in a directory that is made for its owner only, whatever the umask", () => {
    vi.stubEnv("TMPDIR", directory);
    const before = process.umask(0);
    try {
      expect(dirname(socketPath(directory))).toBe(place());
    } finally {
      process.umask(before);
    }
    expect(statSync(place()).mode & 0o777).toBe(0o700);
    expect(socketPath(directory).length).toBeLessThan(100);
  });

  test.each([0o755, 0o770, 0o701, 0o777])(
    "is refused where the directory is open to others: mode %o",
    (mode) => {
      vi.stubEnv("TMPDIR", directory);
      mkdirSync(place());
      chmodSync(place(), mode);
      expect(() => socketPath(directory)).toThrow(UserProblem);
      expect(() => socketPath(directory)).toThrow(/open to others.*fix: chmod 700/);
    },
  );

  test("of two runs is never the same", () => {
    vi.stubEnv("TMPDIR", directory);
    const runs = ["a", "b"].map((name) => join(directory, name));
    for (const run of runs) mkdirSync(run);
    expect(new Set(runs.map((run) => socketPath(run))).size).toBe(2);
  });
});
