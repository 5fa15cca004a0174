import { expect, test } from "vitest";
import { closes } from "../../../tests/builders/bars.ts";
import { perpetual } from "../../../tests/builders/instrument.ts";
import { playJournaled } from "../../../tests/builders/journaled-run.ts";
import { every } from "../../../tests/builders/script.ts";
import { none, open } from "../../core/strategy/index.ts";

const buyer = every("buyer", ({ feeds, position }) =>
  position.side === "flat" && feeds.main.bars >= 5 ? open("long", { why: "fifth", stop: 50 }) : none,
);
const lines = [
  {
    instrument: perpetual({ symbol: "AAA/USDT:USDT" }),
    bars: closes(100, ...Array<number>(19).fill(100)),
    strategy: buyer,
  },
];

test.each([
  [2, 0],
  [12, 1],
])("a flatten after %i bars says that it found %i positions", (after, leaves) => {
  const { told } = playJournaled(lines, [], {
    given: [{ after, command: { id: "1", do: "flatten", symbol: "AAA/USDT:USDT" } }],
  });
  expect(told).toContainEqual(
    expect.objectContaining({ kind: "obeyed", result: { kind: "obeyed", leaves } }),
  );
});
