/** Every indicator against results of other people's libraries over real bars, and against TA-Lib itself. */
import { expect, test } from "vitest";
import { describeWithShared } from "../../shared-data.ts";
import { CASES } from "./cases/index.ts";
import { examine } from "./examine.ts";

describeWithShared("held to other people's results", () => {
  test.each(
    CASES.flatMap((one) =>
      one.oracles.map(
        (oracle) => [one.code, oracle.by, "file" in oracle ? oracle.file : "", one, oracle] as const,
      ),
    ),
  )("%s by %s %s", async (_code, _by, _file, one, oracle) => {
    const { differences, compared, error } = await examine(one, oracle);
    expect(differences.slice(0, 5)).toEqual([]);
    expect(compared).toBeGreaterThan(0);
    expect(error).toBeLessThanOrEqual(oracle.tolerance);
    if (oracle.from !== undefined) expect(oracle.why).toBeTruthy();
  });
});
