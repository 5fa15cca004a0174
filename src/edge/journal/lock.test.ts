/** The lock within one process; between processes it is tried in `threaded.test.ts`. */
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pid, platform } from "node:process";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { UserProblem } from "../problem/index.ts";
import { type Lock, takeLock } from "./index.ts";

const scratch = mkdtempSync(join(tmpdir(), "timonel-lock-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const HELD = { heldBy: { pid: platform === "linux" ? pid : undefined } };

function taken(on: string): Lock {
  const lock = takeLock(on);
  if ("heldBy" in lock) throw new Error("somebody has it");
  return lock;
}

describe("the lock", () => {
  test("on a name is held until it is released, and says by whom", () => {
    const lock = taken(`account-${pid}`);
    expect(takeLock(`account-${pid}`)).toEqual(HELD);
    const other = taken(`other-${pid}`); // Names do not stand in each other's way.
    lock.release();
    taken(`account-${pid}`).release();
    other.release();
  });

  test("on a directory is one however it is spelled, and is not that on its name", () => {
    const directory = mkdtempSync(join(scratch, "locked-"));
    symlinkSync(directory, `${directory}-too`);
    const lock = taken(directory);
    expect(takeLock(`${directory}-too`)).toEqual(HELD);
    expect(takeLock(`${directory}/../${directory.split("/").at(-1)}`)).toEqual(HELD);
    taken(String(directory.split("/").at(-1))).release();
    lock.release();
  });

  test("is on a name or on a directory that exists, never on something between", () => {
    const refused = [`a lock is on an absolute path or a plain name, not on "runs/x"`, RangeError] as const;
    for (const why of refused) expect(() => takeLock("runs/x")).toThrow(why);
    for (const name of ["", "..\\x", "a\0b", "x".repeat(201)])
      expect(() => takeLock(name)).toThrow(RangeError);
    taken("x".repeat(200)).release();
    expect(() => takeLock(join(scratch, "nowhere"))).toThrow(/ENOENT/);
  });
});

describe("where a name cannot be listened on", () => {
  afterEach(() => void vi.restoreAllMocks());
  /** The system does not let this process listen. */
  function refused(this: Server): Server {
    this.emit("error", Object.assign(new Error("not allowed"), { code: "EPERM" }));
    return this;
  }

  test("and nobody has it, that is said, since going on without a lock would be no lock", (context) => {
    if (platform !== "linux") return context.skip("only Linux tells that nobody listens on a name");
    vi.spyOn(Server.prototype, "listen").mockImplementation(refused);
    let caught: unknown;
    try {
      takeLock(`account-${pid}`);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(UserProblem);
    expect(caught).toMatchObject({
      exitCode: 3,
      message: expect.stringContaining(
        "cannot be taken, and nobody has it; fix: allow this process to listen",
      ),
    });
  });

  test("the lock is taken all the same when its holder has let go by then", (context) => {
    if (platform !== "linux") return context.skip("only Linux tells that nobody listens on a name");
    vi.spyOn(Server.prototype, "listen").mockImplementationOnce(refused);
    const lock = taken(`account-${pid}`);
    expect(takeLock(`account-${pid}`)).toEqual(HELD);
    lock.release();
  });
});
