/** What LEAN publishes of its basic template algorithms on SPY, held against the same runs by our engine: see README.md. */
import { expect, test } from "vitest";
import { describeWithShared } from "../../shared-data.ts";
import { agree } from "./comparison.ts";
import { DAYS, HOURS, HOURS_ON_MINUTES, MINUTES, playHold, published } from "./lean.ts";
import { LEAN } from "./lean-cases.ts";
import { informationRatio, leanComparisons } from "./lean-statistics.ts";

for (const { algorithm, source, view } of LEAN)
  describeWithShared(`LEAN: ${algorithm}`, () => {
    for (const one of leanComparisons(published(algorithm), source, view))
      test(`${one.name} is ${one.published}`, () => {
        expect(one).toSatisfy(agree);
      });

    test("Information Ratio is within 0.6 % of theirs", () => {
      const theirs = Number(published(algorithm).expected["Information Ratio"]);
      const ours = informationRatio(published(algorithm), source, view);
      expect(Math.abs(ours / theirs - 1)).toBeLessThan(0.006);
    });
  });

describeWithShared("LEAN: what was bought, and at which price", () => {
  test.each([
    ["minutes: at the ask of the quotes", "BasicTemplateAlgorithm", MINUTES, "buy 688 @ 144.78172417"],
    ["days: at the open of the next", "BasicTemplateDailyAlgorithm", DAYS, "buy 697 @ 143.37238282"],
    [
      "hours, filled on minutes: at the ask when the hour closed",
      "BasicTemplateHourlyAlgorithm",
      HOURS_ON_MINUTES,
      "buy 687 @ 145.01517336",
    ],
    ["hours alone: at the open of the next", "BasicTemplateHourlyAlgorithm", HOURS, "buy 687 @ 145.03246589"],
  ])("%s", (_, algorithm, source, fill) => {
    const { fills, record } = playHold(published(algorithm), source);
    expect(fills).toEqual([expect.stringContaining(fill)]);
    expect(record.refusals).toEqual([]);
  });

  test("hours alone end lower by 687 shares times the 0.02 that the next open is dearer", () => {
    const algorithm = published("BasicTemplateHourlyAlgorithm");
    const { equity } = playHold(algorithm, HOURS).engine;
    expect(equity).toBeCloseTo(Number(algorithm.expected["End Equity"]) - 687 * 0.02 * 0.8646266, 2);
  });
});
