import { expect, test } from "vitest";
import type { OrderId } from "../../core/domain/index.ts";
import type { ClientOrderId } from "../ports/index.ts";
import { SentOrders, venueName } from "./sent-orders.ts";

const first = 1 as OrderId;
const second = 2 as OrderId;

test("an order bears the epoch in which it was decided, and is found by its name", () => {
  let epoch = 1;
  const sent = new SentOrders("0a1b2c3d", () => epoch);
  sent.name(first);
  epoch = 2;
  sent.name(second);
  expect([sent.idOf(first), sent.idOf(second)]).toEqual(["t1-0a1b2c3d-1", "t2-0a1b2c3d-2"]);
  expect(sent.orderOf("t1-0a1b2c3d-1" as ClientOrderId)).toBe(first);
});

test.each([
  ["of another run", "t1-99999999-1"],
  ["of another epoch than its own", "t2-0a1b2c3d-1"],
  ["that was never decided", "t1-0a1b2c3d-7"],
  ["of somebody else", "by hand"],
])("an order %s is a stranger's", (_, id) => {
  const sent = new SentOrders("0a1b2c3d", () => 1);
  sent.name(first);
  expect(sent.orderOf(id as ClientOrderId)).toBeUndefined();
});

test("a run is eight letters and digits at the venue, the same every time", () => {
  expect(venueName("paper-20260102-030405-9f3c")).toMatch(/^[0-9a-f]{8}$/);
  expect(venueName("a")).toBe(venueName("a"));
  expect(venueName("a")).not.toBe(venueName("b"));
});
