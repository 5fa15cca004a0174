import { expect, test } from "vitest";
import { unknownOrder } from "./unknown-order.ts";

const RUN = "paper-20260102-030405-9f3c";
const range = {
  nth: undefined,
  ...{ orders: 4, trades: 2, signals: 6, refused: { first: [3], total: 1 } },
  ...{ below: undefined, above: undefined },
};
const said = (
  word: string | undefined,
  kind: "order" | "trade" | "signal",
  number: number,
  beside: Partial<typeof NEAR>,
) => unknownOrder(RUN, { run: word, name: { kind, number } }, { ...range, ...beside }).message;
const NEAR = { below: 2 as number | undefined, above: 4 as number | undefined };

test("a number that nothing came of is answered with its neighbours, and with one of them to write", () => {
  expect(said("last", "order", 1, { above: 2 })).toBe(
    `command line: no order came of that number in ${RUN}; found: 1; ` +
      "allowed: order 2, trade 1 to 2, signal 1 to 6 (1 refused, such as signal:3); fix: write timonel why 2",
  );
  expect(said("9f3c", "signal", 5, { below: 2, above: 6 })).toMatch(
    /allowed: order 1 to 4, trade 1 to 2, signal 2 or 6 .*; fix: write timonel why 9f3c signal:6$/,
  );
});

test("a number beyond the last is answered with the last", () => {
  expect(said("last~1", "order", 99, { below: 4 })).toMatch(
    /there is no such order in .*; allowed: order 1 to 4, .*; fix: write timonel why last~1 4$/,
  );
});

test("a run that nothing named is named by nothing", () => {
  expect(said(undefined, "trade", 99, {})).toMatch(/; found: trade:99; .*; fix: write timonel why trade:2$/);
});
