import { expect, test } from "vitest";
import { painter } from "./ansi.ts";
import { coverageLines } from "./coverage-text.ts";
import { coverageSvg } from "./index.ts";

const coverage = {
  from: Date.UTC(2024, 0, 1),
  to: Date.UTC(2024, 0, 11),
  due: [10, 10, 10, 0, 10, 100, 10],
  present: [10, 0, 4, 0, 8, 95, 9],
  halts: [6],
};
const series = [{ name: "BTC/USDT 1h", coverage }];

test("a stretch is shaded by its share of bars; nothing that lacks a bar is full, and no share is rounded up to 100 %", () => {
  const [line = "", dates = ""] = coverageLines(painter(false), series, 80);
  expect(line).toBe("  BTC/USDT 1h │█·░ ▒▓h│ 84.00 %");
  expect(dates).toContain("2024-01-01");
  const full = { ...coverage, due: [100_000], present: [99_999], halts: [] };
  expect(coverageLines(painter(false), [{ name: "x", coverage: full }], 80)[0]).toMatch(/│▓│ 99\.99 %$/);
});

test("long pictures are squeezed into narrow terminals, halts stay visible", () => {
  const long = {
    ...coverage,
    due: Array<number>(120).fill(5),
    present: Array<number>(120).fill(5),
    halts: [77],
  };
  for (const width of [40, 72, 100, 200]) {
    const [line = ""] = coverageLines(
      painter(false),
      [{ name: "a very long name of a series indeed", coverage: long }],
      width,
    );
    expect(line.length).toBeLessThanOrEqual(width);
    expect(line).toContain("h");
  }
});

test("the SVG takes its colours from the page, needs nothing else and carries words for every stretch", () => {
  const svg = coverageSvg([{ name: "<b>&", coverage }]);
  expect(svg).toMatch(/^<svg [^>]*role="img" aria-label="Coverage of 1 series"/);
  expect(svg.match(/<rect /g)).toHaveLength(6); // No bar was due in the seventh.
  expect(svg).toContain("&lt;b&gt;&amp;");
  expect(svg).toContain("currentColor");
  expect(svg).toContain("0 of 10 bars");
  expect(svg).toContain("9 of 10 bars, halt");
  expect(svg).not.toMatch(/#fff|white|black|https?:\/\/(?!www\.w3\.org)/);
  for (const [open, close] of [
    ["<svg", "</svg>"],
    ["<rect", "</rect>"],
    ["<text", "</text>"],
  ] as const)
    expect(svg.split(open).length).toBe(svg.split(close).length);
});
