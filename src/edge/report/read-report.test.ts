import { expect, test } from "vitest";
import { REPORT, START } from "../../../tests/builders/report.ts";
import { readReport, renderSummary } from "./index.ts";

const faultIn = async (document: unknown): Promise<string> => {
  const read = await readReport(typeof document === "string" ? document : JSON.stringify(document));
  return read.ok ? "" : read.fault;
};

const FULL = {
  ...REPORT,
  latch: { kind: "DrawdownLimit", at: START, detail: "x" },
  open: [{ ...REPORT.trades[0], markPrice: "1" }],
  drawdowns: [{ peakAt: START, troughAt: START + 1, recoveredAt: null, depth: 0.1 }],
  liquidations: [
    { instrument: "X", side: "long", quantity: "1", price: "1", fee: "0", insured: "0", at: START },
  ],
};

test("a document is read back as it was, and shows the same", async () => {
  const read = await readReport(JSON.stringify(FULL));
  expect(read).toEqual({ ok: true, report: FULL });
  if (read.ok)
    expect(renderSummary(read.report, { color: false, width: 80 })).toContain(
      "STOPPED FOR GOOD on 2017-08-17",
    );
});

test("what a later version adds is kept", async () => {
  const read = await readReport(JSON.stringify({ ...REPORT, tomorrow: 1 }));
  expect(read).toMatchObject({ ok: true, report: { tomorrow: 1 } });
});

test.each<[string, unknown, RegExp]>([
  ["no JSON", "{", /^it is no JSON$/],
  ["a list", [], /^the document: /],
  ["another schema", { ...REPORT, schema: "timonel.report/2" }, /^schema: /],
  ["a missing group", { ...REPORT, metrics: undefined }, /^metrics: /],
  ["a number as text", { ...REPORT, metrics: { ...REPORT.metrics, sharpe: "1" } }, /^metrics\.sharpe: /],
  [
    "money that is no decimal",
    { ...REPORT, account: { ...REPORT.account, final: "ten" } },
    /^account\.final: /,
  ],
  ["a time beyond the calendar", { ...REPORT, equity: [[1e300, 1]] }, /^equity\.0\.0: /],
])("%s is refused with its place", async (_, document, fault) => {
  expect(await faultIn(document)).toMatch(fault);
});

test("of an older version nothing is missing where it is read", async () => {
  const { brokenStrategies, ...older } = REPORT;
  expect(await readReport(JSON.stringify(older))).toEqual({ ok: true, report: REPORT });
  expect(brokenStrategies).toEqual([]);
});

test.each(Object.keys(FULL).filter((key) => key !== "brokenStrategies"))(
  "without %s it is not read",
  async (key) => {
    expect(await faultIn({ ...FULL, [key]: undefined })).toMatch(new RegExp(`^${key}: `));
  },
);
