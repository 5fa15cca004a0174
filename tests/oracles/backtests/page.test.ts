/** README.md is written from the runs: this test says when it is stale. */
import { expect } from "vitest";
import { testWithShared } from "../../shared-data.ts";
import { pageOf } from "./page.ts";

testWithShared(
  "README.md says what the runs come to (else: npx vitest run tests/oracles/backtests -u)",
  async () => {
    await expect(pageOf()).toMatchFileSnapshot("README.md");
  },
);
