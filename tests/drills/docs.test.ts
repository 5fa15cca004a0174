/** The table of faults in docs/DRILLS.md is written from the catalogue: `npm run drill-docs` writes it. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { FAULT_CLASSES } from "../../src/edge/drill/storm/scenario.ts";
import { FAULTS } from "./fault-catalogue.ts";

const PAGE = new URL("../../docs/DRILLS.md", import.meta.url);
const BEGIN = "<!-- faults -->\n";
const END = "<!-- /faults -->";
const MENDS = process.env["WRITE_DOCS"] === "1";

const row = ({ id, what, classes = [], drawn, tests = [], missing }: (typeof FAULTS)[number]): string => {
  const drilled = [...classes.map((name) => `\`${name}\``), ...(drawn === undefined ? [] : [drawn])].join(
    ", ",
  );
  const held = tests.map((file) => `\`${file}\``).join(", ");
  return `| ${id} | ${what} | ${drilled || "-"} | ${held || "-"} | ${missing ?? ""} |`;
};
const table = [
  "| | Fault | In the drill | Tests beside it | Not modelled |",
  "| --- | --- | --- | --- | --- |",
  ...FAULTS.map(row),
  "",
].join("\n");

test("the catalogue has every fault once, classes that there are, and tests that there are", () => {
  expect(FAULTS.map(({ id }) => id)).toEqual(Array.from({ length: 65 }, (_, i) => `F${i + 1}`));
  const classes = FAULTS.flatMap((fault) => fault.classes ?? []);
  expect(classes.filter((name) => !(FAULT_CLASSES as readonly string[]).includes(name))).toEqual([]);
  expect(FAULT_CLASSES.filter((name) => !classes.includes(name))).toEqual([]);
  const files = FAULTS.flatMap(({ tests = [] }) => tests);
  expect(files.filter((file) => !existsSync(new URL(`../../${file}`, import.meta.url)))).toEqual([]);
  for (const { id, classes: own = [], tests = [], missing } of FAULTS)
    expect({ id, isSaid: own.length + tests.length > 0 || missing !== undefined }).toEqual({
      id,
      isSaid: true,
    });
});

test("docs/DRILLS.md has its table (else: npm run drill-docs)", () => {
  const page = readFileSync(PAGE, "utf8");
  const from = page.indexOf(BEGIN) + BEGIN.length;
  const to = page.indexOf(END);
  expect([page.includes(BEGIN), page.includes(END)]).toEqual([true, true]);
  if (MENDS) writeFileSync(PAGE, page.slice(0, from) + table + page.slice(to));
  else expect(page.slice(from, to)).toBe(table);
});
