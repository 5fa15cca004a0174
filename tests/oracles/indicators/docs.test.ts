/** docs/INDICATORS.md is written from the cases: `npm run indicator-docs` writes it, this test says when it is stale. */
import { expect } from "vitest";
import { testWithShared } from "../../shared-data.ts";
import { pageOf } from "./page.ts";

testWithShared(
  "docs/INDICATORS.md is the page of these indicators (else: npm run indicator-docs)",
  async () => {
    await expect(await pageOf()).toMatchFileSnapshot("../../../docs/INDICATORS.md");
  },
);
