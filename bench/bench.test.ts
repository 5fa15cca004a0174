/** What the suite does around its measurements: judging, choosing rows, printing. */
import { describe, expect, test } from "vitest";
import { benchDocument } from "./document.ts";
import { clocked, median, pairwise, spreadOf } from "./measure.ts";
import { readOptions } from "./options.ts";
import { judge, type Limit, type Measured, type Row } from "./row.ts";
import { PEER_ROWS, ROWS, ROWS_TO_COME } from "./rows.ts";
import { renderTable } from "./table.ts";

const MEASURED: Measured = {
  value: 9_876_543.21,
  unit: "bars/s",
  reference: "fused loop",
  referenceValue: 143_211_000,
  ratio: 14.50012,
  spread: { min: 13.9, max: 16.2 },
  digest: "seed 42",
};

const row = (limit: Limit): Row => ({
  name: "a-row",
  about: "a row of a test",
  limit,
  run: () => Promise.resolve(MEASURED),
});
const SUITE = { rows: ROWS, peers: PEER_ROWS };
const RATIO: Limit = { of: "ratio", goal: 16, floor: 32 };

describe("a row", () => {
  test("is held to its goal and its floor by its ratio", () => {
    const judged = (ratio: number) => judge(row(RATIO), { ...MEASURED, ratio });
    expect(judged(16)).toMatchObject({
      goal: "ratio <= 16",
      floor: "ratio <= 32",
      met: true,
      aboveFloor: true,
    });
    expect(judged(16.01)).toMatchObject({ met: false, aboveFloor: true });
    expect(judged(32.01)).toMatchObject({ met: false, aboveFloor: false });
    expect(judged(Number.NaN)).toMatchObject({ met: false, aboveFloor: false });
  });

  test("is held to absolute figures where it says so", () => {
    const limit: Limit = { of: "value", goal: 350, floor: 1_000 };
    const judged = judge(row(limit), { ...MEASURED, value: 351, unit: "ms" });
    expect(judged).toMatchObject({ goal: "<= 350 ms", floor: "<= 1000 ms", met: false, aboveFloor: true });
  });

  test("is held to the worst of many goals where it has them", () => {
    const limit: Limit = { of: "worst", goal: 1, floor: 2 };
    const judged = (worst: number) => judge(row(limit), { ...MEASURED, worst });
    expect(judged(1)).toMatchObject({ goal: "worst <= 1", floor: "worst <= 2", met: true });
    expect(judged(2.00001)).toMatchObject({ worst: 2, met: false, aboveFloor: false });
    expect(judge(row(limit), MEASURED)).toMatchObject({ met: false, aboveFloor: false });
  });

  test("may have to be so many times as fast, or have no goal at all", () => {
    const limit: Limit = { of: "ratio", sense: "at least", goal: 50, floor: 25 };
    const judged = (ratio: number) => judge(row(limit), { ...MEASURED, ratio });
    expect(judged(50)).toMatchObject({ goal: "ratio >= 50", floor: "ratio >= 25", met: true });
    expect(judged(49.9)).toMatchObject({ met: false, aboveFloor: true });
    expect(judged(24.9)).toMatchObject({ met: false, aboveFloor: false });
    expect(judged(Number.NaN)).toMatchObject({ met: false, aboveFloor: false });
    const { limit: _, ...free } = row(limit);
    expect(judge(free, MEASURED)).toMatchObject({ goal: "none", floor: "none", met: true, aboveFloor: true });
  });

  test("is judged by what was measured, and printed without digits that mean nothing", () => {
    const judged = judge(row(RATIO), { ...MEASURED, ratio: 16.00001 });
    expect(judged.met).toBe(false);
    expect(judged.value).toBe(9_877_000);
    expect(judged.ratio).toBe(16);
  });
});

describe("the document", () => {
  test("has every field of the contract in every result", () => {
    const document = benchDocument([judge(row(RATIO), MEASURED)], []);
    expect(document.schema).toBe("timonel.bench/1");
    expect(document.node).toBe(process.version);
    const fields = ["name", "value", "unit", "reference", "referenceValue", "ratio", "goal", "floor"];
    for (const field of [...fields, "met", "aboveFloor"]) expect(document.results[0]).toHaveProperty(field);
  });
});

describe("the table", () => {
  test("has one line a row within 110 columns, and names the goals that were missed", () => {
    const results = ROWS.map((one) => judge(one, { ...MEASURED, ratio: 28.4, value: 873.2, unit: "ms" }));
    const text = renderTable(benchDocument(results, []));
    for (const line of text.split("\n")) expect(line.length, line).toBeLessThanOrEqual(110);
    for (const { name } of ROWS) expect(text.match(new RegExp(`^${name} `, "gm")), name).toHaveLength(1);
    expect(text).toContain("goal missed: bars-ema, ratio <= 16 (the floor ratio <= 32 is kept)");
    expect(text).toContain("goal missed: ledger, ratio <= 1.1 (so is the floor ratio <= 1.25)");
  });

  test("shows what else a row has to say below it", () => {
    const result = judge(row(RATIO), { ...MEASURED, lines: ["sma 12.3 ns", "ema 4.5 ns"] });
    expect(renderTable(benchDocument([result], []))).toMatch(
      /^a-row .*\n {2}sma 12\.3 ns\n {2}ema 4\.5 ns\n/m,
    );
  });

  test("says so when every goal is met", () => {
    const met = (one: Row): Measured => {
      const { sense, goal } = one.limit ?? { sense: undefined, goal: 0 };
      return { ...MEASURED, ratio: 0.9, worst: 0.9, value: sense === "at least" ? goal : 0.9 };
    };
    const results = ROWS.map((one) => judge(one, met(one)));
    expect(renderTable(benchDocument(results, []))).toContain(`all ${ROWS.length} goals are met`);
  });

  test("names the version of a peer, and every row that was not run", () => {
    const peer = { ...MEASURED, reference: "debut 5.0.8", version: "5.0.8", equalsReference: true };
    const limit: Limit = { of: "ratio", sense: "at least", goal: 50, floor: 25 };
    const result = judge({ ...row(limit), name: "peer:debut" }, { ...peer, ratio: 61.2 });
    const text = renderTable(benchDocument([result], [], ROWS_TO_COME));
    expect(text).toMatch(/^debut .* 5\.0\.8 143 M .* 61\.2 .* >= 50 met$/m);
    expect(text).toContain("all 1 goals are met");
    for (const { name, reason } of ROWS_TO_COME) expect(text).toContain(`skipped: ${name}: ${reason}`);
    for (const line of text.split("\n")) expect(line.length, line).toBeLessThanOrEqual(110);
  });

  test("says what kept a row from having a result", () => {
    const text = renderTable(benchDocument([], [{ name: "cold-run", problem: "the backtest ended with 2" }]));
    expect(text).toContain("FAILED: cold-run: the backtest ended with 2");
    expect(text).not.toMatch(/goals? (is|are) met/);
  });
});

describe("the command line", () => {
  test("runs all rows, or those that are named, in the order of the suite", () => {
    expect(readOptions([], SUITE)).toMatchObject({ json: false, peers: false, rows: ROWS, isWhole: true });
    const chosen = readOptions(["--json", "--only", "cold-run", "--only", "ledger,bars-ema"], SUITE);
    expect(chosen).toMatchObject({ json: true, isWhole: false });
    expect("rows" in chosen && chosen.rows.map(({ name }) => name)).toEqual([
      "bars-ema",
      "ledger",
      "cold-run",
    ]);
  });

  test("refuses what it does not know, and says what there is", () => {
    const misused = [["--only", "bars-emma"], ["--fast"], ["bars-ema"], ["--only"], ["--only", "peer:debut"]];
    for (const argv of [...misused, ["--install"], ["--write-docs", "--only", "bars-ema"]])
      expect(readOptions(argv, SUITE), argv.join(" ")).toMatchObject({
        exitCode: 2,
        text: expect.stringContaining("bars-ema"),
      });
    expect(readOptions(["--help"], SUITE)).toMatchObject({ exitCode: 0 });
  });

  test("runs the peers alone, by name with or without what marks them, and both for the page", () => {
    expect(readOptions(["--peers"], SUITE)).toMatchObject({ peers: true, rows: PEER_ROWS });
    const chosen = readOptions(["--peers", "--install", "--only", "peer:vectorbt,debut"], SUITE);
    expect(chosen).toMatchObject({ install: true });
    expect("rows" in chosen && chosen.rows.map(({ name }) => name)).toEqual(["peer:debut", "peer:vectorbt"]);
    expect(readOptions(["--write-docs"], SUITE)).toMatchObject({ rows: [...ROWS, ...PEER_ROWS] });
  });
});

describe("measuring", () => {
  test("takes the middle, or the mean of the two in the middle", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBeNaN();
    expect(spreadOf([3, 1, 2])).toEqual({ min: 1, max: 3 });
    expect(pairwise([6, 8], [2, 4], (a, b) => a / b)).toEqual([3, 2]);
  });

  test("counts the time of one run, whatever is measured as one", () => {
    let runs = 0;
    const work = (): void => {
      runs++;
      for (const until = performance.now() + 20; performance.now() < until; );
    };
    const ms = clocked(work, 3);
    expect(runs).toBe(3);
    expect(ms).toBeGreaterThan(1); // Of processor time, which somebody else may have had.
    expect(ms).toBeLessThan(60);
  });
});
