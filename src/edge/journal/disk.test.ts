/** What stands between the journal and the disk: names, zeros, short writes, and the words for what fails. */
import { Buffer } from "node:buffer";
import { constants, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { platform } from "node:process";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { UserProblem } from "../problem/index.ts";
import { AheadSegment, fillWithZeros } from "./ahead.ts";
import { type Disk, nodeDisk, writeAll } from "./disk.ts";
import { syncNames } from "./names.ts";
import { asJournalFull, JournalDamaged, JournalFull } from "./problems.ts";
import { fromMessage, toMessage } from "./wire.ts";
import { isZero, writtenFrom } from "./zeros.ts";

const scratch = mkdtempSync(join(tmpdir(), "timonel-disk-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const failure = (code: string): Error => Object.assign(new Error(code), { code });

describe("names", () => {
  const synced = (
    directory: string,
    refuse: (name: string) => string | undefined = () => undefined,
  ): string[] => {
    const names: string[] = [];
    syncNames(
      {
        ...nodeDisk,
        syncDirectory: (name) => {
          names.push(name);
          const code = refuse(name);
          if (code !== undefined) throw failure(code);
        },
      },
      directory,
    );
    return names;
  };

  test("are synced up to the root, the nearest first", () => {
    expect(synced("/a/b/c")).toEqual(["/a/b/c", "/a/b", "/a", "/"]);
    expect(synced("/a")).toEqual(["/a", "/"]);
  });

  test.each(["EACCES", "EPERM", "EROFS", "EINVAL", "ENOTSUP"])(
    "above what was made may refuse with %s",
    (code) => {
      expect(synced("/a/b/c", (name) => (name === "/a" ? code : undefined))).toHaveLength(4);
      expect(() => synced("/a/b/c", (name) => (name === "/a/b" ? code : undefined))).toThrow(code);
      expect(() => synced("/a/b/c", (name) => (name === "/a/b/c" ? code : undefined))).toThrow(code);
    },
  );

  test("above may not fail in another way", () => {
    expect(() => synced("/a/b/c", (name) => (name === "/a" ? "EIO" : undefined))).toThrow("EIO");
  });
});

describe("what was written of a segment", () => {
  const bytes = fc.record({ length: fc.integer({ min: 0, max: 600_000 }), last: fc.nat(), from: fc.nat() });

  test("ends with the last byte that is not zero, wherever that stands", () => {
    fc.assert(
      fc.property(bytes, ({ length, last, from }) => {
        const segment = Buffer.alloc(length);
        if (length > 0) segment[last % length] = 1;
        const begin = from % (length + 1);
        const end = length === 0 ? 0 : (last % length) + 1;
        expect(writtenFrom(segment, begin)).toBe(Math.max(0, end - begin));
        expect(isZero(segment, begin)).toBe(end <= begin);
      }),
      {
        numRuns: 60,
        examples: [[{ length: 262_145, last: 262_144, from: 0 }], [{ length: 64, last: 0, from: 0 }]],
      },
    );
  });

  test("is nothing where it begins behind the end", () => {
    expect(writtenFrom(Buffer.alloc(3, 1), 5)).toBe(0);
  });
});

describe("a write", () => {
  const writing = (...taken: readonly number[]) => {
    const calls: (readonly number[])[] = [];
    const left = [...taken];
    const disk: Disk = {
      ...nodeDisk,
      write: (_, __, from, length, at) => {
        calls.push([from, length, at]);
        return left.shift() ?? length;
      },
    };
    return { calls, disk };
  };

  test("that takes a part is gone on with, behind that part", () => {
    const { calls, disk } = writing(3, 2);
    writeAll(disk, 1, Buffer.alloc(10), 10, 100);
    expect(calls).toEqual([
      [0, 10, 100],
      [3, 7, 103],
      [5, 5, 105],
    ]);
  });

  test("that takes nothing fails rather than go on for ever", () => {
    expect(() => writeAll(writing(3, 0).disk, 1, Buffer.alloc(10), 10, 0)).toThrow(
      expect.objectContaining({ code: "EIO" }),
    );
  });

  test("of zeros covers exactly what it was told", () => {
    const { calls, disk } = writing();
    fillWithZeros(disk, 1, 10, 10 + 262_144 + 5);
    fillWithZeros(disk, 1, 7, 7);
    expect(calls).toEqual([
      [0, 262_144, 10],
      [0, 5, 262_154],
    ]);
  });
});

test("a file is read from its beginning, no more than asked, into memory that is there where it fits", () => {
  const file = join(scratch, "file");
  writeFileSync(file, "0123456789");
  expect(nodeDisk.read(file).toString()).toBe("0123456789");
  expect(nodeDisk.read(file, 4).toString()).toBe("0123");
  const reuse = Buffer.from(new ArrayBuffer(10), 2, 3);
  const read = nodeDisk.read(file, undefined, reuse);
  expect([read.toString(), read.buffer === reuse.buffer]).toEqual(["0123456789", true]);
  const small = Buffer.from(new ArrayBuffer(9));
  const apart = nodeDisk.read(file, undefined, small);
  expect([apart.toString(), apart.buffer === small.buffer]).toEqual(["0123456789", false]);
});

test("a file that is written writes through to the disk, however it was opened", (context) => {
  if (platform !== "linux") return context.skip("only Linux tells how a file was opened");
  for (const how of ["claim", "existing", "new"] as const) {
    const fd = nodeDisk.open(join(scratch, "through"), how);
    const [, flags] = /^flags:\s+(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, "utf8")) ?? [];
    nodeDisk.close(fd);
    expect(Number.parseInt(String(flags), 8) & constants.O_DSYNC, how).toBe(constants.O_DSYNC);
  }
});

test("a file that is gone is removed already; a directory that is gone cannot be brought onto the disk", () => {
  const nowhere = join(scratch, "nowhere");
  expect(() => nodeDisk.remove(nowhere)).not.toThrow();
  if (platform !== "win32") expect(() => nodeDisk.syncDirectory(nowhere)).toThrow(/ENOENT/);
});

describe("the next segment", () => {
  const PIECE = 65_536;
  const BYTES = 4 * PIECE;
  let made = 0;

  function ahead(disk: Partial<Disk> = {}) {
    const segment = ++made;
    const file = join(scratch, `${String(segment).padStart(6, "0")}.seg`);
    const next = new AheadSegment({ ...nodeDisk, ...disk }, { directory: scratch, segment, bytes: BYTES });
    const size = (): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    return { next, size };
  }

  test("is begun when a quarter of this one is used, grows with it, and is there at three quarters", () => {
    const { next, size } = ahead();
    const sizes = [0, 0.25, 0.26, 0.375, 0.376, 0.5, 0.74, 0.75, 1].map((used) => {
      next.prepare(used);
      return size() / PIECE;
    });
    expect(sizes).toEqual([0, 0, 1, 1, 2, 2, 4, 4, 4]);
    next.discard();
    expect(size()).toBe(0);
  });

  test("is finished where it is wanted sooner, and begun where it was not", () => {
    const { next, size } = ahead();
    nodeDisk.close(next.finish());
    expect(size()).toBe(BYTES);
  });

  test("has its name on the disk before anything points to it", () => {
    const synced: string[] = [];
    const { next } = ahead({ syncDirectory: (name) => void synced.push(name) });
    next.prepare(1);
    expect(synced).toEqual([scratch]);
    next.discard();
    next.discard(); // Nothing is left to give back.
  });

  test("whose name could not be brought onto the disk gets nothing written before it is", () => {
    const done: string[] = [];
    let fails = 1;
    const { next } = ahead({
      syncDirectory: () => {
        if (fails-- > 0) throw failure("EIO");
        done.push("name");
      },
      write: (_, __, ___, length) => {
        done.push("zeros");
        return length;
      },
    });
    next.prepare(0.5);
    expect([next.shortage?.code, done]).toEqual(["EIO", []]);
    next.prepare(0.5);
    next.prepare(0.6); // Once is enough.
    expect([next.shortage, done]).toEqual([undefined, ["name", "zeros", "zeros"]]);
    next.discard();
  });

  test("that finds no space is a shortage, not an error, until there is some; what is no lack of space is an error", () => {
    let code: string | undefined = "ENOSPC";
    const { next, size } = ahead({
      write: (fd, bytes, from, length, at) => {
        if (code !== undefined) throw failure(code);
        return nodeDisk.write(fd, bytes, from, length, at);
      },
    });
    next.prepare(0.5);
    expect(next.shortage).toMatchObject({ code: "ENOSPC", directory: scratch });
    expect(() => next.finish()).toThrow("ENOSPC");
    next.prepare(0.1); // Nothing is wanted now: that says nothing about the disk.
    expect(next.shortage).toBeDefined();
    code = undefined;
    next.prepare(0.5);
    expect([next.shortage, size()]).toEqual([undefined, 2 * PIECE]);
    next.discard();
    const broken = ahead({
      open: () => {
        throw new TypeError("a bug");
      },
    });
    expect(() => broken.next.prepare(1)).toThrow(TypeError);
  });
});

describe("what a failure means", () => {
  test.each([
    ["ENOSPC", "no space is left on the disk", "free space there"],
    ["EDQUOT", "the disk quota is used up", "free space there"],
    ["EROFS", "the file system is read-only", "mount it writable"],
    ["EACCES", "writing there is not allowed", "make the directory writable"],
    ["EPERM", "writing there is not allowed", "make the directory writable"],
    ["EIO", "the disk reports an error", "look at the health of the disk"],
    ["EFBIG", "the file would be larger than is allowed", "raise the limit of this process"],
    ["EWHAT", "the disk refuses", "look at the health of the disk"],
  ])("is said in words for %s", (code, words, fix) => {
    const cause = failure(code);
    const full = asJournalFull("runs/j", cause) as JournalFull;
    expect(full).toBeInstanceOf(JournalFull);
    expect([full.code, full.directory, full.exitCode, full.cause]).toEqual([code, "runs/j", 5, cause]);
    expect(full.message).toContain(`${words} (${code})`);
    expect(full.message).toContain(`fix: ${fix}`);
  });

  test("is left as it is where it is ours, or no failure of the disk", () => {
    const damage = new JournalFull("x", "EIO");
    const bug = new TypeError("a bug");
    expect(asJournalFull("runs/j", damage)).toBe(damage);
    expect(asJournalFull("runs/j", bug)).toBe(bug);
    expect(asJournalFull("runs/j", "text")).toEqual(new Error("text"));
    expect("cause" in damage).toBe(false);
  });

  const at = { directory: "runs/j", file: "000003.seg", segment: 3, offset: 7, what: "it is broken" };
  test.each([
    [[4, 9], "; records 1 to 3 are whole; records 4 to 9 cannot be vouched for"],
    [[1, 9], "; records 1 to 9 cannot be vouched for"],
    [[5, 5], "; records 1 to 4 are whole; records 5 to 5 cannot be vouched for"],
    [[2, 1], "; records 1 to 1 are whole"],
    [undefined, "; no record can be vouched for"],
  ] as const)("names the records of damage: %j", (sequences, words) => {
    const { message } = new JournalDamaged({ ...at, sequences });
    expect(message).toContain(
      `runs/j/000003.seg: the journal is damaged at byte 7: it is broken${words}; fix:`,
    );
  });

  test("passes from one thread to another as what it is", () => {
    const passed = (error: unknown): Error => fromMessage(JSON.parse(JSON.stringify(toMessage(error))));
    const damaged = new JournalDamaged({ ...at, sequences: [4, 9] });
    expect(passed(damaged)).toEqual(damaged);
    expect(passed(damaged)).toBeInstanceOf(JournalDamaged);
    expect(passed(new JournalFull("x", "EIO"))).toMatchObject({
      name: "JournalFull",
      code: "EIO",
      directory: "x",
    });
    const problem = new UserProblem({ exitCode: 3, message: "no", fix: "do" });
    expect(passed(problem)).toMatchObject({ message: problem.message, exitCode: 3 });
    expect(passed(problem).constructor).toBe(UserProblem);
    expect(passed(new Error("a bug")).message).toMatch(
      /^the thread of the journal broke: Error: a bug\n +at /,
    );
    expect(passed("text").message).toBe("the thread of the journal broke: text");
    const bare = Object.assign(new Error("bare"), { stack: undefined });
    expect(passed(bare).message).toBe("the thread of the journal broke: bare");
  });
});
