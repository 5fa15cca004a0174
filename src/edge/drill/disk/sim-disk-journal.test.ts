/** The journal on the simulated disk, crashed at any operation: what was durable is there, whatever the crash was. */

import type { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Chance } from "../../../core/base/index.ts";
import {
  createJournal,
  hasJournal,
  JournalDamaged,
  JournalFull,
  nextEpoch,
  openJournal,
  openReserve,
  readEpoch,
  readJournal,
  verifyJournal,
} from "../../journal/index.ts";
import { SimDisk } from "./sim-disk.ts";

const DIRECTORY = "/account/runs/run-1";
const FACTS = { run: "run-1", build: "0.1.0 test" };
const SMALL = { segmentBytes: 16_384 };

class Crash extends Error {}

interface Life {
  /** Sizes of the records between two commits. */
  readonly commits: readonly (readonly number[])[];
  /** After so many operations the process ends. */
  readonly crashAfter: number;
  readonly kind: "process" | "power";
}

const life: fc.Arbitrary<Life> = fc.record({
  commits: fc.array(fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 5 }), { maxLength: 30 }),
  crashAfter: fc.integer({ min: 0, max: 140 }),
  kind: fc.constantFrom("process", "power"),
});

const listOf = (disk: SimDisk): string[] => [...readJournal(DIRECTORY, { disk })].map(({ record }) => record);

/** Crashes at the operation whose turn it is, or while it is under way. */
function crashAfter(disk: SimDisk, operations: number): void {
  let left = operations;
  disk.onOperation = () => {
    if (left-- === 0) throw new Crash();
  };
}

/**
 * Lives one after the other on one disk, each ended by a crash or, where it comes to no crash, by a close.
 * @returns what is wrong with what they left, in words; undefined when nothing is
 */
function wrongAfter(disk: SimDisk, lives: readonly Life[], segmentBytes = 16_384): string | undefined {
  const options = { segmentBytes, disk };
  let there: string[] = [];
  for (const { commits, crashAfter: operations, kind } of lives) {
    crashAfter(disk, operations);
    const appended = [...there];
    let durable = there.length;
    let journal: ReturnType<typeof createJournal> | undefined;
    try {
      journal = hasJournal(DIRECTORY, disk)
        ? openJournal(DIRECTORY, options).journal
        : createJournal(DIRECTORY, FACTS, options);
      if (journal.durableSequence !== there.length)
        return `${there.length} became ${journal.durableSequence}`;
      for (const sizes of commits) {
        for (const size of sizes) {
          appended.push(`${appended.length + 1}:`.padEnd(size, "x"));
          journal.append(appended.at(-1) as string);
        }
        journal.commit();
        durable = journal.durableSequence;
      }
      journal.close();
      durable = appended.length;
    } catch (error) {
      if (!disk.hasEnded) throw error;
      durable = Math.max(durable, journal?.durableSequence ?? 0);
    }
    disk.onOperation = undefined;
    disk.crash(kind);
    if (!hasJournal(DIRECTORY, disk)) {
      if (durable > 0) return `${durable} records were durable, now there is no journal`;
      continue;
    }
    const before = listOf(disk);
    const opened = openJournal(DIRECTORY, options).journal;
    there = listOf(disk);
    opened.close();
    if (there.length < durable) return `${durable} records were durable, ${there.length} are there`;
    if (there.some((record, i) => record !== appended[i])) return "something was never appended";
    if (before.some((record, i) => record !== there[i])) return "a reader saw what is not there any more";
    if (verifyJournal(DIRECTORY, disk).records !== there.length) return "it verifies as another one";
  }
  return undefined;
}

const lossesOf = (seeds: number, options: { readonly syncIgnored?: boolean }): number => {
  let losses = 0;
  for (let seed = 0; seed < seeds; seed++) {
    const chance = new Chance(`lives ${seed}`);
    const disk = new SimDisk({ chance: chance.fork("disk"), ...options });
    const commits = Array.from({ length: 10 }, () => [chance.int(2_000)]);
    try {
      const lives = [{ commits, crashAfter: chance.int(60), kind: "power" as const }];
      if (wrongAfter(disk, lives) !== undefined) losses++;
    } catch (error) {
      if (!(error instanceof JournalDamaged)) throw error;
      losses++;
    }
  }
  return losses;
};

describe("a journal that is crashed at any operation", () => {
  test("has every record that was durable, in order, and none that was never appended", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.constantFrom(16_384, 131_072),
        fc.array(life, { minLength: 1, maxLength: 4 }),
        (seed, segmentBytes, lives) => {
          const disk = new SimDisk({ chance: new Chance(`disk ${seed}`) });
          expect(wrongAfter(disk, lives, segmentBytes)).toBeUndefined();
        },
      ),
      { numRuns: 400 },
    );
  });

  test.each<[number, readonly Life[]]>([
    [
      -417_586_636,
      [
        { commits: [[0], [0]], crashAfter: 32, kind: "process" },
        { commits: [[0]], crashAfter: 16, kind: "power" },
        { commits: [], crashAfter: 0, kind: "process" },
      ],
    ],
  ])("has them where a head that a killed process wrote was not on the disk yet: disk %i", (seed, lives) => {
    expect(wrongAfter(new SimDisk({ chance: new Chance(`disk ${seed}`) }), lives)).toBeUndefined();
  });

  test("can be begun anew where the power went while its first segment was being filled", () => {
    const begun: readonly Life[] = [
      { commits: [], crashAfter: 6, kind: "power" },
      { commits: [[10]], crashAfter: 10_000, kind: "process" },
    ];
    for (const seed of [-1_631_020_310, ...Array(300).keys()])
      expect(wrongAfter(new SimDisk({ chance: new Chance(`disk ${seed}`) }), begun, 131_072)).toBeUndefined();
  });

  test("has them after a crash at each operation of one life, before and during", () => {
    const commits = Array.from({ length: 12 }, (_, i) => [200, 1_500, 100 * i]);
    for (const kind of ["process", "power"] as const)
      for (let operations = 0; operations < 90; operations++) {
        const disk = new SimDisk({ chance: new Chance(`${kind} ${operations}`) });
        const wrong = wrongAfter(disk, [{ commits, crashAfter: operations, kind }]);
        expect(wrong, `${kind} after ${operations}`).toBeUndefined();
      }
  });

  test("has them where a process died at any operation, and the power goes in the life after it", () => {
    const few = [[20], [20], [20]];
    for (let first = 0; first < 45; first++)
      for (let second = 6; second < 40; second += 3) {
        const disk = new SimDisk({ chance: new Chance(`${first} then ${second}`) });
        const lives = [
          { commits: few, crashAfter: first, kind: "process" as const },
          { commits: few, crashAfter: second, kind: "power" as const },
        ];
        expect(wrongAfter(disk, lives, 131_072), `after ${first}, then ${second}`).toBeUndefined();
      }
  });

  test("loses records when nothing is synced and the power goes: this test can fail", () => {
    expect(lossesOf(50, { syncIgnored: true })).toBeGreaterThan(25);
    expect(lossesOf(50, {})).toBe(0);
  });
});

test("a bit that turns over anywhere in what was durable halts the journal", () => {
  const chance = new Chance("flips");
  const commits = Array.from({ length: 20 }, () => [300, 900]);
  for (let turn = 0; turn < 200; turn++) {
    const disk = new SimDisk({ chance: chance.fork(`disk ${turn}`) });
    expect(
      wrongAfter(disk, [{ commits, crashAfter: Number.POSITIVE_INFINITY, kind: "power" }]),
    ).toBeUndefined();
    const segments = [...disk.snapshot()].filter(([path]) => path.endsWith(".seg"));
    expect(segments.length).toBeGreaterThan(1);
    const [path, bytes] = segments[chance.int(segments.length)] as [string, Buffer];
    // A closed journal ends with its file, unless the power brought back the zeros behind it.
    const written = 1 + bytes.findLastIndex((byte) => byte !== 0);
    const at = chance.int(written);
    disk.flip(path, at, chance.int(8));
    expect(() => openJournal(DIRECTORY, { ...SMALL, disk }), `${path} at ${at}`).toThrow(JournalDamaged);
    expect(() => verifyJournal(DIRECTORY, disk), `${path} at ${at}`).toThrow(JournalDamaged);
  }
});

test("a disk that fails at any operation of the journal is told of, and loses nothing that was durable", () => {
  const kinds = ["write", "open", "sync", "syncDirectory", "rename", "truncate"] as const;
  let failed = 0;
  for (const kind of kinds)
    for (let nth = 1; nth <= 40; nth++) {
      const disk = new SimDisk({ chance: new Chance(`${kind} ${nth}`) });
      disk.faults.shortWriteOdds = 0.2;
      disk.faults.failures.push({ kind, nth, code: "EIO" });
      const appended: string[] = [];
      let durable = 0;
      try {
        const journal = createJournal(DIRECTORY, FACTS, { ...SMALL, disk });
        for (let i = 0; i < 30; i++) {
          appended.push(`${i}:`.padEnd(700, "x"));
          journal.append(appended[i] as string);
          journal.commit();
          durable = journal.durableSequence;
        }
        journal.close();
      } catch (error) {
        expect(error, `${kind} ${nth}`).toMatchObject({ code: "EIO" });
        failed++;
      }
      disk.faults.failures.length = 0;
      disk.crash("power");
      if (!hasJournal(DIRECTORY, disk)) expect(durable).toBe(0);
      else {
        const { journal } = openJournal(DIRECTORY, { ...SMALL, disk });
        expect(journal.durableSequence, `${kind} ${nth}`).toBeGreaterThanOrEqual(durable);
        expect(listOf(disk)).toEqual(appended.slice(0, journal.durableSequence));
      }
    }
  expect(failed).toBeGreaterThan(45);
});

test("a disk that fails while a journal is opened behind a crash leaves one that can be opened", () => {
  let failed = 0;
  for (let seed = 0; seed < 40; seed++) {
    const disk = new SimDisk({ chance: new Chance(`opened ${seed}`) });
    const before = disk.beside();
    const journal = createJournal(DIRECTORY, FACTS, { ...SMALL, disk: before });
    journal.append("one");
    journal.commit();
    // The group of the second record is on the disk, its head is not.
    before.onOperation = ({ kind, file }) => {
      if (kind === "write" && file.endsWith("/head")) throw new Crash();
    };
    journal.append("two");
    expect(() => journal.commit()).toThrow();
    before.crash("process");
    for (let nth = 1; nth <= 3; nth++) {
      disk.faults.failures.push({ kind: "write", nth, code: "EIO" });
      try {
        openJournal(DIRECTORY, { ...SMALL, disk: disk.beside() }).journal.close();
      } catch (error) {
        expect(error, `seed ${seed}, write ${nth}`).toBeInstanceOf(JournalFull);
        failed++;
      }
      disk.faults.failures.length = 0;
    }
    const { journal: opened } = openJournal(DIRECTORY, { ...SMALL, disk: disk.beside() });
    expect(opened.durableSequence).toBe(2);
    expect(listOf(disk.beside())).toEqual(["one", "two"]);
  }
  expect(failed).toBeGreaterThan(20);
});

test("a disk that fills up says so in time, and the reserve still takes notes", () => {
  const disk = new SimDisk({ chance: new Chance("full") });
  const journal = createJournal(DIRECTORY, FACTS, { ...SMALL, disk });
  const reserve = openReserve(DIRECTORY, { disk });
  disk.faults.spaceLeft = 20_000;
  let committed = 0;
  expect(() => {
    for (; ; committed++) {
      journal.append("x".repeat(200));
      journal.commit();
    }
  }).toThrow(JournalFull);
  expect(journal.shortage?.code).toBe("ENOSPC");
  expect(reserve.note("cancelled all")).toBe(true);
  disk.crash("power");
  expect(listOf(disk)).toHaveLength(committed);
  expect(openReserve(DIRECTORY, { disk }).read()).toEqual(["cancelled all"]);
});

test("epochs rise, whatever crashes at any operation, and beside another process", () => {
  const turn = fc.record({
    process: fc.constantFrom(0, 1),
    crashAfter: fc.integer({ min: 0, max: 45 }),
    kind: fc.constantFrom("process" as const, "power" as const),
  });
  fc.assert(
    fc.property(fc.integer(), fc.array(turn, { maxLength: 12 }), (seed, turns) => {
      const first = new SimDisk({ chance: new Chance(`epochs ${seed}`) });
      const processes = [first, first.beside()];
      let highest = 0;
      for (const { process, crashAfter: operations, kind } of turns) {
        const disk = processes[process] as SimDisk;
        crashAfter(disk, operations);
        try {
          const epoch = nextEpoch("/account/venue", disk);
          expect(epoch).toBeGreaterThan(highest);
          highest = epoch;
          expect(readEpoch("/account/venue", disk)).toBe(epoch);
        } catch (error) {
          if (!disk.hasEnded) throw error;
        }
        disk.onOperation = undefined;
        disk.crash(kind);
        if (kind === "power") processes[1 - process] = disk.beside();
        expect(readEpoch("/account/venue", disk)).toBeGreaterThanOrEqual(highest);
      }
    }),
    { numRuns: 1_000 },
  );
});

test("a directory far above that may not be looked into keeps no journal from beginning; one that fails does", () => {
  const begun = (code: string): boolean => {
    const disk = new SimDisk({ chance: new Chance(code) });
    disk.onOperation = ({ kind, file }) => {
      if (kind === "syncDirectory" && file === "/") throw Object.assign(new Error(code), { code });
    };
    try {
      createJournal(DIRECTORY, FACTS, { ...SMALL, disk });
    } catch (error) {
      expect(error).toBeInstanceOf(JournalFull);
    }
    return hasJournal(DIRECTORY, disk);
  };
  expect(["EACCES", "EPERM", "EROFS", "EINVAL", "EIO"].map(begun)).toEqual([true, true, true, true, false]);
});

test("a group behind the head of which only the first bytes are missing is a torn tail, and no damage", () => {
  const disk = new SimDisk({ chance: new Chance("torn chain") });
  const journal = createJournal(DIRECTORY, FACTS, { ...SMALL, disk });
  journal.append("one");
  journal.commit();
  const segment = `${DIRECTORY}/000001.seg`;
  const before = disk.snapshot().get(segment)?.length ?? 0;
  let writes = 0;
  // The group is written, and then the process dies: its head never is.
  disk.onOperation = ({ kind, when }) => {
    if (kind === "write" && when === "before" && ++writes === 2) throw new Crash();
  };
  journal.append("two");
  expect(() => journal.commit()).toThrow(Crash);
  disk.onOperation = undefined;
  disk.crash("process");
  const whole = disk.snapshot().get(segment) as Buffer;
  const begin = whole.lastIndexOf("TMNL") - whole.indexOf("TMNL"); // As far from its magic as that of the first.
  expect(begin).toBeGreaterThan(0);
  for (let byte = begin; byte < begin + 12; byte++) disk.flip(segment, byte);
  const opened = openJournal(DIRECTORY, { ...SMALL, disk });
  expect(opened.recovered).toMatchObject({ kept: 0 });
  expect(opened.recovered.torn).toBeGreaterThan(12);
  opened.journal.append("three");
  opened.journal.commit();
  opened.journal.close();
  expect([before > 0, listOf(disk)]).toEqual([true, ["one", "three"]]);
});
