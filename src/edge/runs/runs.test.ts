import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { REPORT } from "../../../tests/builders/report.ts";
import { runToStore } from "../../../tests/builders/stored-run.ts";
import { UserProblem } from "../problem/index.ts";
import { headlineOf } from "../report/index.ts";
import {
  deleteRun,
  findRun,
  findStored,
  listRuns,
  type NamedRun,
  pinRun,
  pruneRuns,
  readDocument,
  readRunReport,
  readSettings,
  roomHint,
  type StoredRun,
  storeRun,
} from "./index.ts";

const root = mkdtempSync(join(tmpdir(), "timonel-runs-room-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let directories = 0;
let directory = "";
beforeEach(() => {
  directory = join(root, String(directories++));
});

const NAMES = ["a1b2", "c3d4", "c3e5"] as const;
const idOf = (ending: string): string => `backtest-20260102-030405-${ending}`;

/** Stores a run; later ones are newer. */
function store(ending: string, created?: number): StoredRun {
  const stored = storeRun(directory, idOf(ending), (id) => runToStore(id, created));
  if ("reason" in stored) throw new Error(stored.reason);
  return stored;
}
const ids = (): string[] => listRuns(directory).runs.map(({ manifest }) => manifest.id);
const storeAll = (): StoredRun[] => NAMES.map((name, i) => store(name, 1_000 + i));

function problemOf(action: () => unknown): UserProblem {
  try {
    action();
  } catch (error) {
    if (error instanceof UserProblem) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("a run is stored whole or not at all", () => {
  test("with the size and the hash of every file", () => {
    const { path, manifest } = store("a1b2");
    expect(readdirSync(path).sort()).toEqual(["config.yaml", "report.json", "run.json"]);
    expect(manifest.files["config.yaml"]).toEqual({
      bytes: 24,
      sha256: "ef145bfa1ef995847b8e6c5041b05b8725352a8757fd4a6dd879f78e8e90f8e5",
    });
    expect(listRuns(directory)).toMatchObject({ runs: [{ manifest, path, pinned: false }], damaged: [] });
    expect(readdirSync(directory)).toEqual([idOf("a1b2")]);
  });

  test("under another name where its own is taken, and knows its name", () => {
    const names = [store("a1b2"), store("a1b2"), store("a1b2")].map(({ manifest }) => manifest.id);
    expect(names).toEqual([idOf("a1b2"), `${idOf("a1b2")}-2`, `${idOf("a1b2")}-3`]);
    for (const name of names)
      expect(JSON.parse(readFileSync(join(directory, name, "report.json"), "utf8"))).toMatchObject({
        run: name,
      });
  });

  test("a name that is taken while it is written is left to who was faster", () => {
    const stored = storeRun(directory, idOf("a1b2"), (id) => {
      if (id === idOf("a1b2")) {
        mkdirSync(join(directory, id));
        writeFileSync(join(directory, id, "run.json"), "theirs");
      }
      return runToStore(id);
    });
    expect(stored).toMatchObject({ manifest: { id: `${idOf("a1b2")}-2` } });
    expect(readFileSync(join(directory, idOf("a1b2"), "run.json"), "utf8")).toBe("theirs");
    expect(readdirSync(directory).filter((name) => name.startsWith("."))).toEqual([]);
  });

  test("nothing is left where it cannot be written, and the reason is told", () => {
    writeFileSync(join(root, "file"), "");
    const stored = storeRun(join(root, "file", "runs"), idOf("a1b2"), runToStore);
    expect(stored).toEqual({
      directory: join(root, "file", "runs"),
      reason: expect.stringMatching(/^ENOTDIR: /),
    });
  });

  test("a name that is too long is a reason, not a crash of who cleans up", () => {
    expect(storeRun(directory, "x".repeat(250), runToStore)).toMatchObject({
      reason: expect.stringMatching(/^ENAMETOOLONG/),
    });
  });

  test("an unreadable name within a run leaves nothing half-written", () => {
    const broken = (id: string) => ({
      ...runToStore(id),
      files: { "report.json": "{}", "no/such/place": "x" },
    });
    expect(storeRun(directory, idOf("a1b2"), broken)).toMatchObject({
      reason: expect.stringMatching(/^ENOENT/),
    });
    expect(readdirSync(directory)).toEqual([]);
  });

  test("what a process left half-written is never listed, and is gone in the end", () => {
    const [old, fresh] = [".backtest-x-1.partial", ".backtest-x-2.partial"].map((name) =>
      join(directory, name),
    );
    for (const path of [old, fresh]) mkdirSync(path ?? "", { recursive: true });
    writeFileSync(join(old ?? "", "run.json"), JSON.stringify(runToStore(idOf("dead")).manifest));
    const long = new Date(Date.now() - 2 * 3_600_000);
    utimesSync(old ?? "", long, long);
    expect(listRuns(directory)).toEqual({ runs: [], damaged: [], bytes: 0 });
    store("a1b2");
    expect(ids()).toEqual([idOf("a1b2")]);
    expect([old, fresh].map((path) => existsSync(path ?? ""))).toEqual([false, true]); // It may still be written.
  });
});

describe("the list", () => {
  test("is newest first, and by name where two ended at one moment", () => {
    store("0001", 5);
    store("0002", 7);
    store("0003", 5);
    expect(ids()).toEqual(["0002", "0003", "0001"].map(idOf));
  });

  test("is empty where nothing was ever stored", () => {
    expect(listRuns(join(root, "nowhere"))).toEqual({ runs: [], damaged: [], bytes: 0 });
  });

  test("leaves directories and files of others alone", () => {
    mkdirSync(join(directory, "notes"), { recursive: true });
    writeFileSync(join(directory, "README"), "");
    store("a1b2");
    expect(listRuns(directory)).toMatchObject({ runs: [{}], damaged: [] });
  });

  test.each<[string, string, RegExp]>([
    ["no JSON", "{", /its run\.json is damaged: it is no JSON/],
    ["another schema", '{"schema":"x"}', /its schema is "x", not timonel\.run\/1/],
    ["nothing", "null", /its schema is missing/],
    [
      "a manifest without a headline",
      '{"schema":"timonel.run/1","id":"x"}',
      /command is missing or no string/,
    ],
    ["the manifest of another run", "OTHER", /its run\.json is that of backtest-20260102-030405-c3d4/],
  ])("names a run whose manifest is %s, and shows the others", (_, text, fault) => {
    const [damaged, other] = [store("a1b2"), store("c3d4")];
    const manifest = text === "OTHER" ? readFileSync(join(other.path, "run.json")) : text;
    writeFileSync(join(damaged.path, "run.json"), manifest);
    const listing = listRuns(directory);
    expect(listing.runs.map(({ manifest: { id } }) => id)).toEqual([idOf("c3d4")]);
    expect(listing.damaged).toEqual([{ name: idOf("a1b2"), fault: expect.stringMatching(fault) }]);
    const problem = problemOf(() => findRun(directory, idOf("a1b2")));
    expect(problem).toMatchObject({ exitCode: 5, message: expect.stringMatching(fault) });
  });

  test.each(["headline.trades", "created", "files", "complete"])(
    "a manifest without %s is damaged",
    (path) => {
      const { path: where } = store("a1b2");
      const manifest = JSON.parse(readFileSync(join(where, "run.json"), "utf8")) as Record<string, object>;
      const [group = "", name] = path.split(".");
      if (name === undefined) delete manifest[group];
      else Reflect.deleteProperty(manifest[group] ?? {}, name);
      writeFileSync(join(where, "run.json"), JSON.stringify(manifest));
      expect(listRuns(directory).damaged[0]?.fault).toContain(`${path} is missing`);
    },
  );

  test.each<[string, object, string]>([
    ["a strategy without its hash", { strategies: [{ symbol: "X", name: "y", params: {} }] }, "strategies"],
    [
      "a strategy without parameters",
      { strategies: [{ symbol: "X", name: "y", sha256: "z" }] },
      "strategies",
    ],
    ["a symbol that is no text", { headline: { ...headlineOf(REPORT), symbols: [5] } }, "headline.symbols"],
    [
      "a lost strategy that is no text",
      { headline: { ...headlineOf(REPORT), broken: null } },
      "headline.broken",
    ],
  ])("a manifest with %s is damaged, not a crash of who reads it", (_, rest, path) => {
    const { path: where, manifest } = store("a1b2");
    writeFileSync(join(where, "run.json"), JSON.stringify({ ...manifest, ...rest }));
    expect(listRuns(directory).damaged[0]?.fault).toContain(`${path} is missing or no `);
  });

  test("a run without its manifest is named, and a file in the place of the directory is refused", () => {
    rmSync(join(store("a1b2").path, "run.json"));
    expect(listRuns(directory).damaged).toEqual([{ name: idOf("a1b2"), fault: "it has no run.json" }]);
    writeFileSync(join(root, "plain"), "");
    expect(problemOf(() => listRuns(join(root, "plain")))).toMatchObject({ exitCode: 2 });
  });
});

describe("a word means one run", () => {
  test.each([
    ["last", "c3e5"],
    ["last~1", "c3d4"],
    ["last~2", "a1b2"],
    [idOf("c3d4"), "c3d4"],
    ["backtest-20260102-030405-a", "a1b2"],
    ["c3d4", "c3d4"],
  ])("%s", (word, ending) => {
    storeAll();
    expect(findRun(directory, word)).toMatchObject({
      kind: "stored",
      run: { manifest: { id: idOf(ending) } },
    });
  });

  test("an id that begins another one means itself", () => {
    store("a1b2");
    store("a1b2");
    expect(findStored(directory, idOf("a1b2")).manifest.id).toBe(idOf("a1b2"));
  });

  test.each<[string, RegExp]>([
    ["back", /several runs fit: .*c3e5, .*c3d4, .*a1b2; found: "back".*fix: write more of the id/],
    ["backtest-20260102-030405-c3", /several runs fit/],
    ["c3d5", /no such run in .*did you mean backtest-20260102-030405-c3[de][45]\?/],
    ["backtest-20260102-030405-a1b3", /did you mean backtest-20260102-030405-a1b2\?/],
    ["zzzzzzzzzzzzzzzz", /no such run in .*fix: see `timonel runs`/],
    [
      "20260102",
      /no such run in .*allowed: an id, its beginning or its last part, last, last~1, or the path of a run/,
    ],
    ["", /no such run/],
    ["last~9", /there are only 3 runs/],
    ["./nowhere", /there is no such file or directory/],
  ])("%j means none, or several", (word, message) => {
    storeAll();
    expect(problemOf(() => findRun(directory, word))).toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(message),
    });
  });

  test("where there is none yet, the message says how to get one", () => {
    for (const word of ["last", "a1b2"])
      expect(problemOf(() => findRun(directory, word)).message).toMatch(
        /no run is stored in .*run `timonel backtest` first/,
      );
  });

  test("a path means the run or the document that lies there; verbs that change runs take none", () => {
    const { path } = store("a1b2");
    expect(findRun(directory, path)).toMatchObject({ kind: "stored", run: { path } });
    const file = join(path, "report.json");
    expect(findRun("elsewhere", file)).toEqual({ kind: "document", path: file });
    expect(problemOf(() => findRun(directory, `${directory}/`)).message).toContain("it has no run.json");
    expect(problemOf(() => findStored(directory, path))).toMatchObject({ exitCode: 2 });
  });
});

describe("a run is read back unchanged", () => {
  test("byte for byte, and understood", async () => {
    const { path } = store("a1b2");
    const named = findRun(directory, "last");
    expect(await readDocument(named)).toBe(readFileSync(join(path, "report.json"), "utf8"));
    expect(await readRunReport(named)).toMatchObject({ run: idOf("a1b2"), metrics: { trades: 4 } });
    expect(await readSettings((named as Extract<NamedRun, { kind: "stored" }>).run)).toEqual({
      "account.balance": "5",
    });
  });

  test("a config that is no YAML is a problem of its file", async () => {
    const stored = storeRun(directory, idOf("a1b2"), (id) => ({
      ...runToStore(id),
      files: { "config.yaml": "account: {" },
    }));
    const problem = await readSettings(stored as StoredRun).catch((error: unknown) => error);
    expect(problem).toMatchObject({
      exitCode: 5,
      message: expect.stringMatching(/config\.yaml: this is no YAML; found: /),
    });
  });

  test.each<[string, (file: string) => void, RegExp]>([
    [
      "changed",
      (file) => writeFileSync(file, readFileSync(file, "utf8").replace("12345", "92345")),
      /SHA-256 differs/,
    ],
    [
      "cut short",
      (file) => writeFileSync(file, readFileSync(file).subarray(0, 100)),
      /differs; found: 100 bytes/,
    ],
    ["missing", (file) => rmSync(file), /the file is missing/],
  ])("a document that is %s is refused with exit 5", async (_, harm, message) => {
    harm(join(store("a1b2").path, "report.json"));
    const problem = await readDocument(findRun(directory, "last")).catch((error: unknown) => error);
    expect(problem).toMatchObject({ exitCode: 5, message: expect.stringMatching(message) });
  });

  test("a file that is no document is refused with what is wrong", async () => {
    mkdirSync(directory, { recursive: true });
    const file = join(directory, "x.json");
    writeFileSync(file, '{"schema":"timonel.check/1"}');
    const problem = await readDocument(findRun(directory, file)).catch((error: unknown) => error);
    expect(problem).toMatchObject({
      exitCode: 5,
      message: expect.stringMatching(/no report that can be shown: schema/),
    });
  });
});

describe("room", () => {
  test("is made from the oldest on, and never of a pinned run", () => {
    const [oldest] = storeAll();
    pinRun(oldest as StoredRun, true);
    const gone = pruneRuns(directory, 1).map(({ manifest }) => manifest.id);
    expect(gone).toEqual([idOf("c3d4")]);
    expect(listRuns(directory).runs.map(({ manifest, pinned }) => [manifest.id, pinned])).toEqual([
      [idOf("c3e5"), false],
      [idOf("a1b2"), true],
    ]);
    pinRun(oldest as StoredRun, false);
    expect(pruneRuns(directory, 1).map(({ manifest }) => manifest.id)).toEqual([idOf("a1b2")]);
    expect(readdirSync(directory)).toEqual([idOf("c3e5")]);
  });

  test("is never made of the run that was just stored, whatever the clocks of others said", () => {
    store("c3e5", Date.UTC(2099, 0, 1));
    const { manifest } = store("a1b2", 1_000);
    expect(pruneRuns(directory, 1, manifest.id).map((run) => run.manifest.id)).toEqual([idOf("c3e5")]);
    expect(ids()).toEqual([idOf("a1b2")]);
  });

  test("is made as the clock says where another run ended a moment later: both would go otherwise", () => {
    const [mine, theirs] = [store("a1b2", 1_000), store("c3d4", 1_001)].map(({ manifest }) => manifest.id);
    expect(pruneRuns(directory, 1, mine)).toEqual([]);
    expect(pruneRuns(directory, 1, theirs).map(({ manifest }) => manifest.id)).toEqual([mine]);
    expect(ids()).toEqual([theirs]);
  });

  test("a run that cannot be deleted is a problem with a way out, and stays", () => {
    const long = "x".repeat(250); // With the ending of what is half-written no name of a file any more.
    const path = join(directory, long);
    mkdirSync(path, { recursive: true });
    const { manifest } = runToStore(long);
    writeFileSync(
      join(path, "run.json"),
      JSON.stringify({ schema: "timonel.run/1", ...manifest, files: {} }),
    );
    expect(problemOf(() => deleteRun(directory, findStored(directory, long)))).toMatchObject({
      exitCode: 5,
      message: expect.stringMatching(/the run cannot be deleted: ENAMETOOLONG.*fix: .*remove it by hand/),
    });
    expect(ids()).toEqual([long]);
    for (const ending of ["a1b2", "c3d4"]) store(ending, 1_000); // Older than the one that stands in the way.
    store("c3e5", Date.UTC(2027, 0, 1));
    expect(problemOf(() => pruneRuns(directory, 1, idOf("c3e5"))).message).toContain("cannot be deleted");
    expect(ids()).toEqual([idOf("c3e5"), long]);
  });

  test("two who delete the same run do not disturb each other", () => {
    const run = store("a1b2");
    deleteRun(directory, run);
    deleteRun(directory, run);
    expect(readdirSync(directory)).toEqual([]);
  });

  test("is mentioned from one gigabyte on, unless old runs are deleted anyway", () => {
    const much = { runs: [], damaged: [], bytes: 2.5e9 };
    expect(roomHint(much, 0)).toContain("2.5 GB");
    expect(roomHint(much, 5)).toBeUndefined();
    expect(roomHint({ ...much, bytes: 9e8 }, 0)).toBeUndefined();
  });
});
