import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Chance } from "../../../core/base/index.ts";
import { SimDisk } from "./sim-disk.ts";
import type { DiskOperation } from "./sim-disk-faults.ts";

const diskOf = (seed: number | string, options: { readonly syncIgnored?: boolean } = {}): SimDisk => {
  const disk = new SimDisk({ chance: new Chance(String(seed)), ...options });
  disk.mkdir("/d");
  disk.syncDirectory("/");
  return disk;
};
const put = (disk: SimDisk, fd: number, text: string, at = 0): number =>
  disk.write(fd, Buffer.from(text), 0, Buffer.byteLength(text), at);
const created = (disk: SimDisk, file: string, text: string): number => {
  const fd = disk.open(file, "new");
  put(disk, fd, text);
  return fd;
};
/** What a hundred power cuts leave, each after the same preparations: the different answers, sorted. */
const outcomes = (
  prepare: (disk: SimDisk) => void,
  options?: { readonly syncIgnored?: boolean },
): string[] => {
  const found = new Set<string>();
  for (let seed = 0; seed < 100; seed++) {
    const disk = diskOf(seed, options);
    prepare(disk);
    disk.onOperation = undefined;
    disk.crash("power");
    const files = [...disk.snapshot()].sort(([a], [b]) => (a < b ? -1 : 1));
    found.add(files.map(([path, bytes]) => `${path}=${bytes.toString("latin1")}`).join(" "));
  }
  return [...found].sort();
};

describe("a file", () => {
  test("is what was written to it, in any order and size, as bytes kept in one piece are", () => {
    const step = fc.record({
      at: fc.integer({ min: 0, max: 200_000 }),
      length: fc.integer({ min: 0, max: 70_000 }),
      what: fc.constantFrom("zeros", "ones", "cut"),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), fc.boolean(), (steps, syncIgnored) => {
        const disk = diskOf(1, { syncIgnored });
        const fd = disk.open("/d/f", "new");
        let expected = Buffer.alloc(0);
        for (const { at, length, what } of steps) {
          const end = what === "cut" ? at : Math.max(expected.length, length === 0 ? 0 : at + length);
          const next = Buffer.alloc(end);
          expected.copy(next);
          expected = next;
          if (what === "cut") disk.truncate(fd, at);
          else {
            const bytes = Buffer.alloc(length, what === "ones" ? 1 : 0);
            bytes.copy(expected, at);
            expect(disk.write(fd, bytes, 0, length, at)).toBe(length);
          }
        }
        expect(disk.read("/d/f").equals(expected)).toBe(true);
        expect(disk.read("/d/f", 100).equals(expected.subarray(0, 100))).toBe(true);
        disk.sync(fd);
        expect(disk.durable("/d/f")).toBeUndefined();
        disk.syncDirectory("/d");
        expect(disk.durable("/d/f")?.equals(expected)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test("is read into memory of an earlier answer where that is large enough", () => {
    const disk = diskOf(1);
    disk.close(created(disk, "/d/f", "abcdef"));
    const memory = Buffer.allocUnsafeSlow(6).fill("z");
    expect(disk.read("/d/f", 3, memory).buffer).toBe(memory.buffer);
    expect(memory.toString()).toBe("abczzz");
    expect(disk.read("/d/f", 6, Buffer.allocUnsafeSlow(2)).toString()).toBe("abcdef");
  });

  test("that is missing, there already, or no file, is answered as the system does", () => {
    const disk = diskOf(1);
    const code = (code: string): object => expect.objectContaining({ code });
    expect(() => disk.read("/d/none")).toThrow(code("ENOENT"));
    expect(() => disk.open("/d/none", "existing")).toThrow(code("ENOENT"));
    expect(() => disk.open("/none/f", "new")).toThrow(code("ENOENT"));
    expect(() => disk.rename("/d/none", "/d/f")).toThrow(code("ENOENT"));
    expect(() => disk.list("/none")).toThrow(code("ENOENT"));
    expect(() => disk.read("/d")).toThrow(code("EISDIR"));
    disk.close(disk.open("/d/claim", "claim"));
    expect(() => disk.open("/d/claim", "claim")).toThrow(code("EEXIST"));
    expect(() => disk.mkdir("/d/claim/below")).toThrow(code("EEXIST"));
    expect(() => disk.flip("/d/claim", 0)).toThrow(RangeError);
    disk.remove("/d/none");
    expect(disk.list("/d")).toEqual(["claim"]);
    expect(disk.exists("/d/../d/claim")).toBe(true);
  });
});

describe("a power cut", () => {
  test("takes nothing that was written through, of a file whose name was synced", () => {
    const all = (disk: SimDisk): void => {
      const fd = created(disk, "/d/f", "one");
      disk.syncDirectory("/d");
      put(disk, fd, "two", 3);
    };
    expect(outcomes(all)).toEqual(["/d/f=onetwo"]);
  });

  test("may take a name that was made, renamed or removed since its directory was synced", () => {
    expect(outcomes((disk) => created(disk, "/d/f", "one"))).toEqual(["", "/d/f=one"]);
    const renamed = (disk: SimDisk): void => {
      created(disk, "/d/f", "old");
      created(disk, "/d/f.new", "new");
      disk.syncDirectory("/d");
      disk.rename("/d/f.new", "/d/f");
    };
    expect(outcomes(renamed)).toEqual(["/d/f=new", "/d/f=old /d/f.new=new"]);
    const removed = (disk: SimDisk): void => {
      created(disk, "/d/f", "one");
      disk.syncDirectory("/d");
      disk.remove("/d/f");
    };
    expect(outcomes(removed)).toEqual(["", "/d/f=one"]);
  });

  test("may take a directory whose name was not synced, and all that is in it", () => {
    const below = (disk: SimDisk): void => {
      disk.mkdir("/d/e");
      created(disk, "/d/e/f", "one");
      disk.syncDirectory("/d/e");
    };
    expect(outcomes(below)).toEqual(["", "/d/e/f=one"]);
  });

  test("may take a truncation that was not synced, unless a write made the file grow since", () => {
    const cut = (then: (disk: SimDisk, fd: number) => void) => (disk: SimDisk) => {
      const fd = created(disk, "/d/f", "abcdef");
      disk.syncDirectory("/d");
      disk.truncate(fd, 2);
      then(disk, fd);
    };
    expect(outcomes(cut(() => undefined))).toEqual(["/d/f=ab", "/d/f=abcdef"]);
    expect(outcomes(cut((disk, fd) => disk.sync(fd)))).toEqual(["/d/f=ab"]);
    expect(outcomes(cut((disk, fd) => put(disk, fd, "x", 1)))).toEqual(["/d/f=ax", "/d/f=axcdef"]);
    expect(outcomes(cut((disk, fd) => put(disk, fd, "x", 3)))).toEqual(["/d/f=ab\0x"]);
  });

  test("tears a write by its sectors, and leaves what stands beside it", () => {
    const torn = (disk: SimDisk): void => {
      const fd = created(disk, "/d/f", "-".repeat(1_600));
      disk.syncDirectory("/d");
      disk.onOperation = ({ when }) => {
        if (when === "during") throw new Error("the power goes");
      };
      expect(() => put(disk, fd, "x".repeat(1_100), 400)).toThrow("the power goes");
      expect(() => put(disk, fd, "y")).toThrow("the power goes"); // Whoever caught it, it is over.
      expect(disk.hasEnded).toBe(true);
    };
    const found = outcomes(torn).map((one) => one.slice("/d/f=".length));
    expect(found.length).toBeGreaterThan(20);
    expect(found.every((one) => /^-{400}[\s\S]{1100}-{100}$/.test(one))).toBe(true);
    expect(found.some((one) => /^-{400}-{112}x{512}/.test(one))).toBe(true); // Not a first part of it.
    expect(
      found.some((one) => !/^-{400}(-{112}|x{112})(-{512}|x{512})(-{476}|x{476})-{100}$/.test(one)),
    ).toBe(true);
  });

  test("takes what was only written, when syncs are ignored, and nothing that was synced", () => {
    const twice = (disk: SimDisk): void => {
      const fd = created(disk, "/d/f", "one");
      disk.sync(fd);
      disk.syncDirectory("/d");
      put(disk, fd, "two");
      expect([disk.read("/d/f").toString(), disk.durable("/d/f")?.toString()]).toEqual(["two", "one"]);
    };
    const found = outcomes(twice, { syncIgnored: true });
    expect(found).toContain("/d/f=one");
    expect(found).toContain("/d/f=two");
  });
});

describe("the end of a process", () => {
  test("leaves all it wrote, a first part of the write under way, and none of its descriptors", () => {
    const lengths = new Set<number>();
    for (let seed = 0; seed < 100; seed++) {
      const disk = diskOf(seed);
      const fd = created(disk, "/d/f", "one");
      disk.onOperation = ({ when }) => {
        if (when === "during") throw new Error("killed");
      };
      expect(() => put(disk, fd, "two", 3)).toThrow("killed");
      disk.onOperation = undefined;
      disk.crash("process");
      const text = disk.text("/d/f");
      expect("onetwo".startsWith(text) && text.startsWith("one")).toBe(true);
      lengths.add(text.length);
      expect(() => put(disk, fd, "three")).toThrow(expect.objectContaining({ code: "EBADF" }));
      expect(disk.durable("/d/f")).toBeUndefined();
      disk.syncDirectory("/d");
      expect(disk.durable("/d/f")?.toString()).toBe("one"); // The part is in the memory of the system.
    }
    expect([...lengths].sort()).toEqual([3, 4, 5, 6]);
  });

  test("is not that of another process on the same disk; the end of the power is", () => {
    const disk = diskOf(1);
    const other = disk.beside();
    const fd = created(other, "/d/f", "one");
    disk.crash("process");
    put(other, fd, "two", 3);
    expect(disk.text("/d/f")).toBe("onetwo");
    disk.crash("power");
    expect(() => other.exists("/d/f")).toThrow("this process ended when the power went");
    expect(disk.beside().exists("/d")).toBe(true);
  });
});

describe("faults", () => {
  test("end the space: a write is short, then refused; what stands already may be written over", () => {
    const disk = diskOf(1);
    const fd = created(disk, "/d/f", "12345678");
    disk.faults.spaceLeft = 3;
    expect(put(disk, fd, "abcdef", 6)).toBe(5);
    expect(() => put(disk, fd, "f", 11)).toThrow(expect.objectContaining({ code: "ENOSPC" }));
    expect(() => disk.open("/d/g", "new")).toThrow(expect.objectContaining({ code: "ENOSPC" }));
    expect(put(disk, fd, "xyz", 0)).toBe(3);
    expect(disk.text("/d/f")).toBe("xyz456abcde");
    disk.truncate(fd, 1);
    expect(put(disk, fd, "b", 1)).toBe(1);
  });

  test("fail the n-th operation of a kind, once; a write that fails may have been done in part", () => {
    const left = new Set<string>();
    for (let seed = 0; seed < 30; seed++) {
      const disk = diskOf(seed);
      const fd = created(disk, "/d/f", "---");
      disk.faults.failures.push(
        { kind: "write", nth: 2, code: "EIO" },
        { kind: "read", nth: 1, code: "EACCES" },
      );
      put(disk, fd, "a");
      expect(() => put(disk, fd, "bcd")).toThrow(expect.objectContaining({ code: "EIO", syscall: "write" }));
      expect(disk.hasEnded).toBe(false);
      expect(() => disk.read("/d/f")).toThrow(expect.objectContaining({ code: "EACCES" }));
      left.add(disk.text("/d/f"));
      expect(put(disk, fd, "e")).toBe(1);
    }
    expect(left.has("a--") && left.has("bcd")).toBe(true);
  });

  test("make writes short, and turn a bit over", () => {
    const disk = diskOf(1);
    disk.faults.shortWriteOdds = 1;
    const fd = disk.open("/d/f", "new");
    const taken = put(disk, fd, "a".repeat(1_000));
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(1_000);
    disk.syncDirectory("/d");
    disk.flip("/d/f", 0, 1);
    expect(disk.text("/d/f").startsWith(taken > 1 ? "ca" : "c")).toBe(true);
    expect(disk.durable("/d/f")?.[0]).toBe("c".charCodeAt(0));
  });
});

test("every operation is told of before it is done, a write also while it is", () => {
  const disk = diskOf(1);
  const told: DiskOperation[] = [];
  disk.onOperation = (operation) => void told.push(operation);
  const fd = created(disk, "/d/f", "one");
  disk.truncate(fd, 2);
  disk.close(fd);
  disk.rename("/d/f", "/d/g");
  disk.text("/d/g");
  const before = { when: "before", bytes: 0 };
  expect(told).toEqual([
    { ...before, kind: "open", file: "/d/f" },
    { ...before, kind: "write", file: "/d/f", bytes: 3 },
    { kind: "write", file: "/d/f", bytes: 3, when: "during" },
    { ...before, kind: "truncate", file: "/d/f", bytes: 2 },
    { ...before, kind: "close", file: "/d/f" },
    { ...before, kind: "rename", file: "/d/f" },
    { ...before, kind: "read", file: "/d/g" },
  ]);
});
