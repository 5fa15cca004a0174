/** Finished runs from the command line: stored by what plays them, shown again, listed, compared, deleted on purpose. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readReport } from "./report-document.ts";
import { type CliOutcome, demoFile, heard, runCli, startCli } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "timonel-cli-runs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const RUNS = join(folder, "runs");

/** In the folder, as a person would: the directory of runs is what the config or the default says. */
const timonel = (...args: readonly string[]): Promise<CliOutcome> =>
  runCli(args, { cwd: folder, env: { TIMONEL_RUNS__DIRECTORY: undefined } });

const BTC = ["--strategy", "ema-cross", "--data", demoFile("BTC")];
const FIRST = ["backtest", ...BTC];
const SECOND = [...FIRST, "--param", "fast=100", "--param", "slow=400"];

let first: CliOutcome;
let second: CliOutcome;
let [firstId, secondId] = ["", ""];
beforeAll(async () => {
  first = await timonel(...FIRST);
  second = await timonel(...SECOND, "--json");
  secondId = readReport(second.stdout).run;
  firstId = readdirSync(RUNS).find((id) => id !== secondId) ?? "";
});

const inRun = (id: string, file: string): string => readFileSync(join(RUNS, id, file), "utf8");
/** Another directory of the same runs, for tests that change them. */
function copy(): string {
  const path = mkdtempSync(join(folder, "copy-"));
  cpSync(RUNS, path, { recursive: true });
  return path;
}

describe("a backtest stores its run", () => {
  test("whole: document, tables, config, manifest; and nothing half-written beside it", () => {
    expect(readdirSync(RUNS).sort()).toEqual([firstId, secondId].sort());
    for (const id of [firstId, secondId])
      expect(readdirSync(join(RUNS, id)).sort()).toEqual([
        "config.yaml",
        "equity.csv",
        "report.html",
        "report.json",
        "run.json",
        "trades.csv",
      ]);
  });

  test("and says where, but to a person only", () => {
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout.trimEnd().split("\n").at(-1)).toBe(
      `Stored in runs/${firstId}, its page is report.html there.`,
    );
    expect(second.stderr).toBe("");
    expect(second.stdout).toBe(inRun(secondId, "report.json"));
  });

  test("with what it takes to play it again", () => {
    const { hash, configHash, dataHash } = readReport(second.stdout);
    expect(JSON.parse(inRun(secondId, "run.json"))).toMatchObject({
      schema: "timonel.run/1",
      id: secondId,
      complete: true,
      ...{ hash, configHash, dataHash },
      again: { commandLine: [...SECOND, "--json"], node: process.version, environment: {} },
      strategies: [{ symbol: "BTC/USDT", name: "ema-cross", params: { fast: 100, slow: 400, stopAtr: 2 } }],
      data: [{ path: demoFile("BTC"), bytes: readFileSync(demoFile("BTC")).length }],
      headline: { symbols: ["BTC/USDT"], timeframes: ["15m"], currency: "USDT" },
    });
  });

  test("and its config decides the same again, under the same hashes", async () => {
    const config = join("runs", secondId, "config.yaml");
    const again = readReport((await timonel("backtest", "--config", config, "--json", "--no-keep")).stdout);
    const { hash, configHash, dataHash } = readReport(second.stdout);
    expect(again).toMatchObject({ hash, configHash, dataHash });
    expect(inRun(secondId, "config.yaml")).toContain(`# decision ${hash}\n`);
  });

  test("unless it is told not to", async () => {
    const before = readdirSync(RUNS);
    const { code, stdout, stderr } = await timonel(...FIRST, "--no-keep");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).not.toContain("Stored");
    expect(readdirSync(RUNS)).toEqual(before);
  });

  test("where the command line says, else the config, relative to its file", async () => {
    mkdirSync(join(folder, "sub"), { recursive: true });
    writeFileSync(join(folder, "sub", "my.yaml"), "runs: { directory: mine }\n");
    await timonel(...FIRST, "--config", "sub/my.yaml", "--quiet");
    expect(readdirSync(join(folder, "sub", "mine"))).toHaveLength(1);
    await timonel(...FIRST, "--config", "sub/my.yaml", "--quiet", "--runs", "other");
    expect(readdirSync(join(folder, "other"))).toHaveLength(1);
    const listed = await timonel("runs", "--config", "sub/my.yaml", "--json");
    expect(JSON.parse(listed.stdout)).toMatchObject({ directory: join(folder, "sub", "mine"), total: 1 });
  });

  test("a directory that cannot be written costs a notice, never the result", async () => {
    writeFileSync(join(folder, "file"), "");
    const { code, stdout, stderr } = await timonel(...FIRST, "--json", "--runs", "file/below");
    expect(code).toBe(0);
    expect(readReport(stdout).hash).toBe(readReport(inRun(firstId, "report.json")).hash);
    expect(stderr).toMatch(
      /^notice: the run was not stored in file\/below: ENOTDIR: .*; fix: name another directory with --runs DIR, or add --no-keep\n$/,
    );
  });

  test("a page that cannot be written costs the page, never the result", async () => {
    const page = "p".repeat(250); // A name of a file, but not with the ending of what is half-written.
    const { code, stdout, stderr } = await timonel(...FIRST, "--json", "--no-keep", "--html", page);
    expect(code).toBe(2);
    expect(readReport(stdout).hash).toBe(readReport(inRun(firstId, "report.json")).hash);
    expect(stderr).toMatch(/^p+: the file cannot be written; found: ENAMETOOLONG/);
  });

  test("several at once each store their own, and each prints what it stored", async () => {
    const runs = join(folder, "many");
    const ended = await Promise.all([1, 2, 3].map(() => timonel(...FIRST, "--json", "--runs", "many")));
    const ids = ended.map(({ stdout }) => readReport(stdout).run);
    expect(readdirSync(runs).sort()).toEqual([...ids].sort());
    for (const [i, id] of ids.entries())
      expect(readFileSync(join(runs, id, "report.json"), "utf8")).toBe(ended[i]?.stdout);
  });

  test("a run that is ended by Ctrl-C is stored with what it reached, and marked", async () => {
    const { child, ended } = startCli(["run", "--speed", "50000", "--runs", "stopped"], {
      cwd: folder,
      env: { TIMONEL_RUNS__DIRECTORY: undefined },
    });
    await heard(child.stdout, / entry\n/);
    child.kill("SIGINT");
    expect((await ended).code).toBe(130);
    const { stdout } = await timonel("runs", "--runs", "stopped");
    expect(stdout).toMatch(/^ {2}paper-\S+ ~ +ema-cross /m);
    expect(stdout).toContain("~ stopped before its data ended");
  });

  test("a process that is killed leaves no run that is listed", async () => {
    const { child, ended } = startCli(["run", "--speed", "50000", "--runs", "killed"], {
      cwd: folder,
      env: { TIMONEL_RUNS__DIRECTORY: undefined },
    });
    await heard(child.stdout, / entry\n/);
    child.kill("SIGKILL");
    await ended;
    expect(JSON.parse((await timonel("runs", "--runs", "killed", "--json")).stdout)).toMatchObject({
      total: 0,
    });
  });
});

describe("report shows it again", () => {
  test("the same summary, by id, by a part of it, as the last one, by path", async () => {
    const summary = first.stdout.slice(0, first.stdout.lastIndexOf("Stored in "));
    for (const word of [firstId, firstId.slice(-4), "last~1", join("runs", firstId)]) {
      const { code, stdout, stderr } = await timonel("report", word);
      expect({ word, code, stderr, stdout }).toEqual({ word, code: 0, stderr: "", stdout: summary });
    }
  });

  test("the same document with the same hash, byte for byte; last is the default", async () => {
    for (const words of [["last"], [], [join("runs", secondId, "report.json")]]) {
      const { code, stdout } = await timonel("report", ...words, "--json");
      expect({ code, stdout }).toEqual({ code: 0, stdout: second.stdout });
    }
  });

  test("a document that was saved by hand is as good", async () => {
    writeFileSync(join(folder, "saved.json"), second.stdout);
    expect((await timonel("report", "saved.json")).stdout).toBe((await timonel("report", "last")).stdout);
  });

  test.each(["trades", "equity"] as const)("--csv %s is the table that was stored", async (table) => {
    const { code, stdout } = await timonel("report", "last", "--csv", table);
    expect({ code, stdout }).toEqual({ code: 0, stdout: inRun(secondId, `${table}.csv`) });
    const rows = readReport(second.stdout)[table].length;
    expect(stdout.trimEnd().split("\n")).toHaveLength(rows + 1);
  });

  test("--html hands out the page of the run, and only a run has one", async () => {
    const runs = copy();
    const path = join(runs, secondId);
    const manifest = JSON.parse(readFileSync(join(path, "run.json"), "utf8")) as {
      files: Record<string, unknown>;
    };
    const { createHash } = await import("node:crypto");
    const page = "<!doctype html><p>page</p>";
    writeFileSync(join(path, "report.html"), page);
    const sha256 = createHash("sha256").update(page).digest("hex");
    manifest.files["report.html"] = { bytes: page.length, sha256 };
    writeFileSync(join(path, "run.json"), JSON.stringify(manifest));
    const { code, stderr } = await timonel("report", secondId, "--runs", runs, "--html", "page.html");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "wrote page.html\n" });
    expect(readFileSync(join(folder, "page.html"), "utf8")).toBe(page);
  });
});

describe("runs lists them", () => {
  test("newest first, aligned, with the numbers of their documents", async () => {
    const { code, stdout, stderr } = await timonel("runs");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const lines = stdout.split("\n");
    expect(lines[0]).toMatch(/^ {2}Run +Strategy +Return +Sharpe +Drawdown +Trades$/);
    expect(lines[1]).toContain(secondId);
    expect(lines[2]).toContain(firstId);
    const { metrics } = readReport(second.stdout);
    expect(lines[1]).toMatch(new RegExp(` ${(metrics.maxDrawdown * 100).toFixed(2)} % +${metrics.trades}$`));
    expect(lines[1]?.length).toBe(lines[0]?.length);
    expect(stdout).toContain("  2 runs in runs, ");
  });

  test("as one document for programs", async () => {
    const { stdout } = await timonel("runs", "--json");
    const { hash } = readReport(second.stdout);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: "timonel.runs/1",
      directory: RUNS,
      total: 2,
      runs: [{ id: secondId, hash, pinned: false, complete: true, command: "backtest" }, { id: firstId }],
    });
  });

  test("best first, of one strategy, so many", async () => {
    const idsOf = async (...args: readonly string[]) => {
      const { stdout } = await timonel("runs", "--json", ...args);
      return (JSON.parse(stdout) as { runs: { id: string }[] }).runs.map(({ id }) => id);
    };
    expect(await idsOf("--sort", "trades")).toEqual([firstId, secondId]);
    expect(await idsOf("--sort", "return")).toEqual([secondId, firstId]);
    expect(await idsOf("--limit", "1")).toEqual([secondId]);
    expect(await idsOf("--strategy", "pairs")).toEqual([]);
    expect((await timonel("runs", "--strategy", "pairs")).stdout).toContain("no run of pairs");
  });

  test("an empty list says what to do", async () => {
    const { code, stdout } = await timonel("runs", "--runs", "nowhere");
    expect(code).toBe(0);
    expect(stdout).toContain("no run is stored yet: timonel backtest stores one");
    expect(existsSync(join(folder, "nowhere"))).toBe(false);
  });

  test("a broken config hides no result from --runs", async () => {
    writeFileSync(join(folder, "broken.yaml"), "acount: 5\n");
    expect((await timonel("runs", "--config", "broken.yaml")).code).toBe(2);
    expect((await timonel("runs", "--config", "broken.yaml", "--runs", "runs")).code).toBe(0);
  });
});

describe("runs are deleted on purpose only", () => {
  test("--delete without a person needs --yes", async () => {
    const runs = copy();
    const refused = await timonel("runs", "--runs", runs, "--delete", firstId);
    expect(refused).toMatchObject({ code: 3, stdout: "" });
    expect(refused.stderr).toMatch(
      /nobody can be asked whether to delete .*; nothing was deleted; fix: add --yes/,
    );
    expect(readdirSync(runs)).toHaveLength(2);
    const { code, stdout, stderr } = await timonel("runs", "--runs", runs, "--delete", firstId, "--yes");
    expect({ code, stderr }).toEqual({ code: 0, stderr: `deleted ${firstId}\n` });
    expect(stdout).not.toContain(firstId);
    expect(readdirSync(runs)).toEqual([secondId]);
  });

  test("a pinned run is kept, by --delete and by runs.keep, until it is unpinned", async () => {
    const runs = copy();
    expect((await timonel("runs", "--runs", runs, "--pin", firstId)).stdout).toMatch(
      new RegExp(`${firstId} \\* `),
    );
    const refused = await timonel("runs", "--runs", runs, "--delete", firstId, "--yes");
    expect(refused).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("is pinned; nothing was deleted"),
    });
    writeFileSync(join(folder, "keep.yaml"), `runs: { directory: ${JSON.stringify(runs)}, keep: 1 }\n`);
    const ended = await timonel(...FIRST, "--config", "keep.yaml", "--json");
    expect(ended.stderr).toBe("deleted the oldest run (runs.keep: 1)\n");
    expect(readdirSync(runs).sort()).toEqual([firstId, readReport(ended.stdout).run].sort());
    const gone = await timonel("runs", "--runs", runs, "--unpin", firstId, "--delete", firstId, "--yes");
    expect(gone).toMatchObject({ code: 0 });
    expect(readdirSync(runs)).toHaveLength(1);
  });

  test("a run that is to be pinned is not deleted by the same command", async () => {
    const runs = copy();
    const both = await timonel("runs", "--runs", runs, "--pin", firstId, "--delete", firstId, "--yes");
    expect(both).toMatchObject({ code: 3, stderr: expect.stringContaining("nothing was deleted") });
    expect(readdirSync(runs)).toHaveLength(2);
    expect(existsSync(join(runs, firstId, "pinned"))).toBe(false);
    const neither = await timonel("runs", "--runs", runs, "--pin", firstId, "--unpin", firstId);
    expect(neither).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--pin and --unpin of one run"),
    });
    expect(existsSync(join(runs, firstId, "pinned"))).toBe(false);
  });

  test("nothing changes when one of the words is wrong", async () => {
    const runs = copy();
    const args = [
      "runs",
      "--runs",
      runs,
      "--delete",
      firstId,
      "--delete",
      "nonsense",
      "--yes",
      "--pin",
      secondId,
    ];
    expect((await timonel(...args)).code).toBe(2);
    expect(readdirSync(runs)).toHaveLength(2);
    expect(existsSync(join(runs, secondId, "pinned"))).toBe(false);
  });
});

describe("compare puts them side by side", () => {
  test("says that they can be compared, and what was told differently", async () => {
    const { code, stdout, stderr } = await timonel("compare", "last~1", "last");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("Comparable  The runs read the same data over the same period.\n");
    expect(stdout).toContain("  · BTC/USDT fast: #1 12 | #2 100\n  · BTC/USDT slow: #1 26 | #2 400\n");
    expect(stdout).toMatch(/\n {2}Return +-\S+ % +-?\+?\S+ % \*\n/);
    expect(stdout).not.toMatch(/ $/m);
  });

  test("as a document for programs", async () => {
    const { stdout } = await timonel("compare", firstId, secondId, "--json");
    const { metrics, hash } = readReport(second.stdout);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: "timonel.compare/1",
      comparable: true,
      runs: [{ id: firstId }, { id: secondId, hash }],
      metrics: expect.arrayContaining([
        { name: "totalReturn", values: [expect.any(Number), metrics.totalReturn], best: [1] },
      ]),
    });
  });

  test("runs of unlike markets stand side by side, but none is called better", async () => {
    const eth = await timonel(
      "backtest",
      "--strategy",
      "ema-cross",
      "--data",
      demoFile("ETH"),
      "--runs",
      "eth",
      "--json",
    );
    const { stdout, code } = await timonel("compare", "last", join("eth", readReport(eth.stdout).run));
    expect(code).toBe(0);
    expect(stdout).toContain("NOT COMPARABLE  The runs traded different markets.");
    expect(stdout).toContain("  · markets: #1 BTC/USDT | #2 ETH/USDT\n");
    expect(stdout).not.toContain(" *");
  });
});

test("FORCE_COLOR colours even a pipe; --no-color has the last word", async () => {
  const env = { TIMONEL_RUNS__DIRECTORY: RUNS, FORCE_COLOR: "1" };
  const [coloured, plain] = await Promise.all([
    runCli(["runs"], { env }),
    runCli(["runs", "--no-color"], { env }),
  ]);
  expect(coloured.stdout).toContain("\u001b[");
  expect(plain.stdout).not.toContain("\u001b[");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape codes begin with one.
  expect(coloured.stdout.replace(/\u001b\[[\d;]*m/g, "")).toBe(plain.stdout);
});
