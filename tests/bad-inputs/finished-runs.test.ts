/** Words that mean no finished run, runs that are damaged, directories that are none. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe } from "vitest";
import { writeFacts } from "../../src/edge/runner/index.ts";
import { storeRun } from "../../src/edge/runs/index.ts";
import { runToStore } from "../builders/stored-run.ts";
import { demoFile } from "../cli/run-cli.ts";
import { eachIsRefused } from "./refused.ts";

const folder = mkdtempSync(join(tmpdir(), "timonel-bad-runs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const IDS = ["a1b2", "c3d4", "c3e5", "dead"].map((end) => `backtest-20260102-030405-${end}`);
const [A = "", , , DEAD = ""] = IDS;
IDS.forEach((id, i) => void storeRun(folder, id, (name) => runToStore(name, 10 - i)));
writeFileSync(join(folder, DEAD, "report.json"), "{}");
const NOT_JSON = `${A}-2`;
mkdirSync(join(folder, NOT_JSON));
writeFileSync(join(folder, NOT_JSON, "run.json"), "{ half");
writeFileSync(join(folder, "some.json"), '{"schema":"timonel.check/1"}');
writeFileSync(join(folder, "cut.json"), '{"schema":');
writeFileSync(join(folder, "file"), "");

/** Two runs that are not finished, and none that is. */
const going = join(folder, "going");
const [OLDER, NEWER] = ["paper-20260102-030405-aaaa", "paper-20260102-030406-bbbb"] as const;
[OLDER, NEWER].forEach((run, begun) => {
  const made = { mode: "paper", configHash: "c", dataHash: "d", symbols: ["BTC/USDT"] };
  const process = { pid: 1, commandLine: ["run"], directory: folder };
  writeFacts(join(going, ".live", run), { schema: "timonel.live/1", run, begun, ...made, ...process });
});

const RUNS = ["--runs", folder];
const BACKTEST = ["backtest", "--strategy", "ema-cross", "--data", demoFile("BTC")];

describe("words that mean no run", () => {
  eachIsRefused([
    {
      what: "a slip of the hand in an id",
      args: ["report", "backtest-20260102-030405-a1c2", ...RUNS],
      code: 2,
      says: ["no such run", `did you mean ${A}?`],
    },
    {
      what: "a slip in its last part",
      args: ["report", "a1b3", ...RUNS],
      code: 2,
      says: [`did you mean ${A}?`],
    },
    {
      what: "a beginning of several",
      args: ["report", "backtest", ...RUNS],
      code: 2,
      says: ["several runs fit", A, "write more of the id"],
    },
    {
      what: "further back than there are runs",
      args: ["report", "last~7", ...RUNS],
      code: 2,
      says: ["only 4 runs"],
    },
    {
      what: "the last run where there is none",
      args: ["report", "last", "--runs", "nowhere"],
      code: 2,
      says: ["no run is stored in", "run `timonel backtest` first"],
    },
    {
      what: "no word at all, and no run",
      args: ["report"],
      code: 2,
      says: ["no run is stored in"],
      env: { TIMONEL_RUNS__DIRECTORY: "none" },
    },
    {
      what: "a path to nothing",
      args: ["report", "./nowhere", ...RUNS],
      code: 2,
      says: ["no such file or directory"],
    },
    {
      what: "a directory that is no run",
      args: ["report", "/", ...RUNS],
      code: 2,
      says: ["it has no run.json"],
    },
    {
      what: "two words",
      args: ["report", "last", "last~1", ...RUNS],
      code: 2,
      says: ["did you mean `timonel compare`?"],
    },
    {
      what: "a table that there is none of",
      args: ["report", "--csv", "fills", ...RUNS],
      code: 2,
      says: ["trades, equity"],
    },
    {
      what: "one run to compare",
      args: ["compare", "last", ...RUNS],
      code: 2,
      says: ["one run cannot be compared"],
    },
    {
      what: "the same run twice",
      args: ["compare", "last", A, ...RUNS],
      code: 2,
      says: ["the same run is named twice", `found: ${A}`],
    },
    { what: "nothing to compare", args: ["compare", ...RUNS], code: 2, says: ["compare what?"] },
    {
      what: "a pin for nothing",
      args: ["runs", "--pin", "nothing", ...RUNS],
      code: 2,
      says: ["no such run"],
    },
    {
      what: "a path to delete",
      args: ["runs", "--delete", folder, "--yes", ...RUNS],
      code: 2,
      says: ["no such run"],
    },
    {
      what: "a number of rows that is none",
      args: ["runs", "--limit", "-1", ...RUNS],
      code: 2,
      says: ["--limit is no number"],
    },
    {
      what: "an order that there is none of",
      args: ["runs", "--sort", "luck", ...RUNS],
      code: 2,
      says: ["when, return, sharpe"],
    },
    {
      what: "a directory of no name",
      args: ["runs", "--runs", ""],
      code: 2,
      says: ["--runs has an empty value"],
    },
    {
      what: "a replay that should verify and only write a file",
      args: ["replay", "last", "--verify", "--export", "journal.jsonl"],
      code: 2,
      says: ["found: --verify --export", "allowed: one of --verify, --export", "fix: call it twice"],
    },
    {
      what: "a page in a directory that there is not",
      args: ["report", join(folder, A), "--html", join(folder, "no", "page.html")],
      code: 5,
      says: ["report.html"],
    },
    {
      what: "the page of a document by itself",
      args: ["report", join(folder, A, "report.json"), "--html", "page.html"],
      code: 2,
      says: ["a document by itself has no page"],
    },
  ]);
});

describe("words that mean none of the runs that go on", () => {
  const code = 2;
  const dead = "(no process plays it)";
  const both = `${NEWER} ${dead}, ${OLDER} ${dead}`;
  const several = [`several runs are not finished, and no process plays any of them; allowed: ${both}; `];
  eachIsRefused([
    ...["status", "positions", "orders", "trades"].map((verb) => ({
      ...({ what: `no word, to \`timonel ${verb}\``, args: [verb, "--runs", going], code } as const),
      says: [...several, `fix: say which: timonel ${verb} ${NEWER}`],
    })),
    ...["halt", "resume", "flatten", "start BTC/USDT", "stop --all", "approve", "reject 3"].map((words) => ({
      ...{ what: `no word, to \`timonel ${words}\``, args: [...words.split(" "), "--runs", going] },
      code: 2 as const,
      says: [...several, `fix: say which: --run ${NEWER}`],
    })),
    {
      what: "the beginning of both",
      args: ["halt", "--run", "paper", "--runs", going],
      code,
      says: [
        `several runs are not finished, and no process plays any of them; found: paper; allowed: ${both}; `,
        "fix: say which: --run ",
      ],
    },
    {
      what: "one that does not go on",
      args: ["halt", "--run", "ZZ", "--runs", going],
      code,
      says: [`no such run goes on here; found: ZZ; allowed: ${both}; fix: say which: --run `],
    },
    {
      what: "a slip of the hand",
      args: ["halt", "--run", "paper-20260102-030405-aaab", "--runs", going],
      code,
      says: [`fix: say which: --run ${OLDER}`],
    },
    {
      what: "one that does not go on, and none has ended",
      args: ["status", "ZZ", "--runs", going],
      code,
      says: ["no such run goes on here", `fix: say which: timonel status ${NEWER}`],
    },
    {
      what: "one that does not go on, where others have ended",
      args: ["status", "ZZ", ...RUNS],
      code,
      says: ["no such run in ", "see `timonel runs`"],
    },
  ]);
});

describe("words that mean no order", () => {
  eachIsRefused([
    { what: "no word at all", args: ["why", ...RUNS], code: 2, says: ["why what?", "timonel why trade:12"] },
    { what: "a word", args: ["why", "abc", ...RUNS], code: 2, says: ["this names no order", "found: abc"] },
    { what: "order nought", args: ["why", "0", ...RUNS], code: 2, says: ["this names no order"] },
    { what: "a run and no order", args: ["why", "last", ...RUNS], code: 2, says: ["timonel why RUN 17"] },
    { what: "a kind that there is none of", args: ["why", "fill:3", ...RUNS], code: 2, says: ["signal:40"] },
    {
      what: "several orders",
      args: ["why", "last", "1", "2", ...RUNS],
      code: 2,
      says: ["one order at a time"],
    },
    { what: "an order of no run", args: ["why", "zzzz", "1", ...RUNS], code: 2, says: ["no such run"] },
    {
      what: "an order where there is no run",
      args: ["why", "1", "--runs", "nowhere"],
      code: 2,
      says: ["no run is stored in"],
    },
    {
      what: "an order of a document by itself",
      args: ["why", join(folder, A, "report.json"), "1"],
      code: 2,
      says: ["a document by itself tells no orders"],
    },
    {
      what: "an order of a damaged run",
      args: ["why", NOT_JSON, "1", ...RUNS],
      code: 5,
      says: ["run.json is damaged"],
    },
    {
      what: "a limit of no name",
      args: ["why", "1", "--without", "", ...RUNS],
      code: 2,
      says: ["--without has an empty value"],
    },
  ]);
});

describe("what is damaged", () => {
  eachIsRefused([
    {
      what: "a document that was changed",
      args: ["report", "dead", ...RUNS],
      code: 5,
      says: [DEAD, "SHA-256 differs"],
    },
    { what: "as JSON too", args: ["report", "dead", "--json", ...RUNS], code: 5, says: ["SHA-256 differs"] },
    {
      what: "in a comparison",
      args: ["compare", "last", "dead", ...RUNS],
      code: 5,
      says: ["SHA-256 differs"],
    },
    {
      what: "a manifest that is half there",
      args: ["report", NOT_JSON, ...RUNS],
      code: 5,
      says: ["run.json is damaged"],
    },
    {
      what: "a document of another kind",
      args: ["report", join(folder, "some.json")],
      code: 5,
      says: ["no report that can be shown: schema"],
    },
    {
      what: "a document that was cut",
      args: ["report", join(folder, "cut.json")],
      code: 5,
      says: ["it is no JSON"],
    },
    {
      what: "a run without its page",
      args: ["report", A, "--html", "x.html", ...RUNS],
      code: 5,
      says: ["stored without it"],
    },
  ]);
});

const NO_DIRECTORY = ["this is no directory of runs", "allowed: a directory", "--runs DIR"];

describe("directories", () => {
  eachIsRefused([
    ...[
      ...["status", "positions", "orders", "trades", "halt", "flatten", "resume", "approve", "reject"],
      ...["start BTC/USDT", "stop --all", "replay last", "replay zz", "why zz 1"],
    ].map((words) => ({
      what: `a file, to \`timonel ${words}\``,
      args: [...words.split(" "), "--runs", join(folder, "file")],
      code: 2 as const,
      says: NO_DIRECTORY,
    })),
    ...["status", "resume"].map((verb) => ({
      what: `a directory below a file, to \`timonel ${verb}\``,
      args: [verb, "--runs", join(folder, "file", "below")],
      code: 2 as const,
      says: NO_DIRECTORY,
    })),
    {
      what: "a file that runs.directory names, to a verb about runs that go on",
      args: ["halt"],
      env: { TIMONEL_RUNS__DIRECTORY: join(folder, "file") },
      code: 2,
      says: NO_DIRECTORY,
    },
    {
      what: "a file in the place of the directory, before the run begins",
      args: [...BACKTEST, "--runs", join(folder, "file")],
      code: 2,
      says: ["--runs: runs cannot be stored there: it is no directory", "or add --no-keep"],
    },
    {
      what: "the same for a list",
      args: ["runs", "--runs", join(folder, "file")],
      code: 2,
      says: ["no directory of runs"],
    },
    {
      what: "a page that is named like a directory, before the run begins",
      args: [...BACKTEST, "--no-keep", "--html", "pages/"],
      code: 2,
      says: ["pages/: the file cannot be written", "name another file"],
    },
    {
      what: "a page in the place of a device, which would be gone",
      args: [...BACKTEST, "--no-keep", "--html", "/dev/null"],
      code: 2,
      says: ["/dev/null: the file cannot be written; found: it is no ordinary file"],
    },
    {
      what: "a page with a name that no file can have",
      args: [...BACKTEST, "--no-keep", "--html", "p".repeat(300)],
      code: 2,
      says: ["the file cannot be written; found: ENAMETOOLONG"],
    },
    {
      what: "a number of runs to keep that is none",
      args: [...BACKTEST, "--config", "c.yaml"],
      files: { "c.yaml": "runs: { keep: -1 }\n" },
      code: 2,
      says: ["c.yaml:1:15: runs.keep", "a whole number from 0 up to 1000000"],
    },
    {
      what: "a directory that is no text",
      args: [...BACKTEST, "--config", "c.yaml"],
      files: { "c.yaml": "runs: { directory: 5 }\n" },
      code: 2,
      says: ["runs.directory", "the name of a directory"],
    },
    {
      what: "a slip in a key",
      args: [...BACKTEST, "--config", "c.yaml"],
      files: { "c.yaml": "runs: { directry: x }\n" },
      code: 2,
      says: ["did you mean runs.directory?"],
    },
  ]);
});
