/** What a venue writes down of its account: whole, or known not to be. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ServedHouse } from "../../../../tests/builders/served-venue.ts";
import { UserProblem } from "../../problem/index.ts";
import { EventLog } from "./event-log.ts";
import { readTruth, TruthFile, type TruthFileParts } from "./truth-file.ts";

const scratch = mkdtempSync(join(tmpdir(), "truth-file-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let made = 0;
const fresh = (): string => join(scratch, `${++made}.jsonl`);
const accepted = (id: string) => ({ e: "accepted", id });

const full = (): never => {
  throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
};

/** Writes that come to the disk, until one of them is told to end otherwise. */
function writing(...ends: readonly ("whole" | "half" | "full" | "nothing")[]): TruthFileParts {
  const left = [...ends];
  return {
    write: (fd, bytes, from) => {
      const end = left.shift() ?? "whole";
      if (end === "full") full();
      if (end === "nothing") return 0;
      return writeSync(fd, bytes, from, end === "half" ? 9 : bytes.length - from);
    },
  };
}

function syncing(...ends: readonly ("whole" | "full")[]): TruthFileParts {
  const left = [...ends];
  return { sync: () => (left.shift() === "full" ? full() : undefined) };
}

/** Three orders, and the end of their venue. */
function written(parts: TruthFileParts) {
  const path = fresh();
  const said: string[] = [];
  const file = new TruthFile(path, { ...parts, tell: (line) => void said.push(line) });
  const log = new EventLog(10, file);
  const numbers = ["a", "b", "c"].map((id) => log.append(accepted(id)));
  file.close();
  return { path, said, numbers, kept: [1, 2, 3].map((no) => log.at(no)) };
}

const ALL = ["a", "b", "c"].map((id, index) => ({ no: index + 1, ...accepted(id) }));

describe("the truth of a venue", () => {
  test.each([
    ["at its first event", 0, writing("full")],
    ["at its second event", 1, writing("whole", "full")],
    ["in the middle of its second event", 1, writing("whole", "half", "full")],
    ["for the disk takes nothing", 0, writing("nothing")],
    ["onto the disk", 2, syncing("whole", "full")],
  ])(
    "that cannot be written %s ends there; the venue goes on, says so once, and the file is known not to be whole",
    (_, lines, parts) => {
      const { path, said, numbers, kept } = written(parts);
      expect([numbers, kept]).toEqual([[1, 2, 3], ALL]);
      expect(said).toEqual([
        expect.stringContaining(`${path}: what happens to the account is not written down any more`),
      ]);
      expect(readFileSync(path, "utf8").split("\n").slice(0, lines)).toEqual(
        ALL.slice(0, lines).map((event) => JSON.stringify(event)),
      );
      expect(readFileSync(path, "utf8"), "nothing stands behind a hole").not.toMatch(/"c"|"end"/);
      expect(() => readTruth(path)).toThrow(UserProblem);
      expect(() => readTruth(path)).toThrow(`${path}: the truth of the venue is not whole`);
    },
  );

  test("is whole with the last line of its venue, also where an event took several writes", () => {
    const { path, said } = written(writing("whole", "half", "half"));
    expect([said, readTruth(path)]).toEqual([[], ALL]);
  });

  test("is not whole without its last line, with a line less, or one that was torn", () => {
    const { path } = written({});
    const lines = readFileSync(path, "utf8").trim().split("\n");
    expect(lines).toHaveLength(4);
    const bad = (text: string): void => {
      const other = fresh();
      writeFileSync(other, text);
      expect(() => readTruth(other), text).toThrow("is not whole");
    };
    bad("");
    bad(lines.slice(0, 3).join("\n"));
    bad(lines.slice(1).join("\n"));
    bad([...lines.slice(0, 2), lines[2]?.slice(0, 9), lines[3]].join("\n"));
    bad([...lines, lines[0]].join("\n")); // Something happened after its end.
    expect(() => readTruth(fresh())).toThrow(UserProblem); // There is none.
  });

  test("of venues that wrote into one file one after the other is whole where each of them is", () => {
    const { path } = written({});
    const second = new TruthFile(path);
    second.append({ no: 1, ...accepted("d") });
    second.close();
    second.close(); // Twice is nothing.
    expect(readTruth(path)).toEqual([...ALL, { no: 1, ...accepted("d") }]);
    appendFileSync(path, `${JSON.stringify({ no: 1, ...accepted("e") })}\n`); // The next one was killed.
    const last = new TruthFile(path);
    last.close();
    expect(() => readTruth(path)).toThrow("is not whole");
  });

  test("of a venue that is stopped is whole before whoever stops it hears that, and whatever it still does counts", async () => {
    const path = fresh();
    const venue = await ServedHouse.open({ truthFile: path });
    await venue.stage.ask("ghost", {
      order: { symbol: "BTC/USDT:USDT", side: "buy", type: "market", quantity: "1" },
    });
    expect(() => readTruth(path)).toThrow("is not whole"); // It still lives.
    await venue.stage.ask("stop");
    expect(readTruth(path).map(({ e }) => e)).toEqual(["accepted", "filled"]);
    await venue.close();
    expect(readTruth(path)).toHaveLength(2);
    const ends = readFileSync(path, "utf8").match(/"end"/g);
    expect(ends).toHaveLength(1);
  });
});
