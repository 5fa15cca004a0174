import { expect, test } from "vitest";
import { adjust, amend, cancel, close, none, open, order, several } from "../strategy/index.ts";
import { signalsIn } from "./index.ts";

const enter = open("long", { why: "up", stop: 90 });
const bid = order({ side: "buy", type: "limit", quantity: 1, limit: 99, tag: "bid", why: "dip" });

test("openings, closings and direct orders are signals; what changes what rests or protects is none", () => {
  expect([enter, close("down"), bid].map(signalsIn)).toEqual([1, 1, 1]);
  expect(
    [adjust("closer", { stop: 95 }), amend("bid", { why: "follow", limit: 98 }), cancel("gone"), none].map(
      signalsIn,
    ),
  ).toEqual([0, 0, 0, 0]);
  expect(signalsIn(several(bid, adjust("closer", { stop: 95 }), close("half")))).toBe(2);
});
