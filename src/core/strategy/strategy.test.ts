/** What an author gets from the compiler: where an error that is expected does not come, the type check fails. */
import { describe, expect, expectTypeOf, test } from "vitest";
import { columns, flat, seriesOf } from "../../../tests/builders/bars.ts";
import { Chance, type UnixMs } from "../base/index.ts";
import type { Direction, Intent } from "../domain/index.ts";
import { ema, Feed, type Indicator } from "../indicators/index.ts";
import {
  adjust,
  bars,
  close,
  none,
  open,
  order,
  type PositionView,
  p,
  type Strategy,
  strategy,
} from "./index.ts";

const example = strategy({
  name: "example",
  version: "1.0.0",
  params: {
    length: p.int(12, { min: 2, max: 200 }),
    share: p.number(0.5),
    shorts: p.boolean(false),
    exit: p.choice("cross", ["cross", "target"]),
  },
  feeds: { main: bars() },
  indicators: ({ feeds, params }) => {
    expectTypeOf(params.length).toEqualTypeOf<number>();
    expectTypeOf(feeds.main).toEqualTypeOf<Feed>();
    return { average: ema(feeds.main.close, params.length) };
  },
  onBar({ params, feeds, ind, position, now }) {
    expectTypeOf(params).toEqualTypeOf<{
      readonly length: number;
      readonly share: number;
      readonly shorts: boolean;
      readonly exit: "cross" | "target";
    }>();
    expectTypeOf(ind.average).toEqualTypeOf<Indicator>();
    expectTypeOf(feeds).toEqualTypeOf<Readonly<Record<"main", Feed>>>();
    expectTypeOf(position.side).toEqualTypeOf<Direction | "flat">();
    expectTypeOf(now).toEqualTypeOf<UnixMs>();
    // @ts-expect-error no such parameter was declared
    params.slow;
    // @ts-expect-error no such feed was declared
    feeds.hourly;
    // @ts-expect-error no such indicator was made
    ind.slow;
    // @ts-expect-error a strategy looks at its position, it does not set it
    position.stop = 1;
    // @ts-expect-error a parameter that is a number cannot be compared with a text
    if (params.length === "12") return none;
    return none;
  },
});

/** Only its types are looked at: nothing runs it. */
const declare = (_body: () => unknown): void => undefined;

describe("a strategy", () => {
  test("is its declaration, unchanged", () => {
    expect(example).toMatchObject({ name: "example", version: "1.0.0", feeds: { main: { kind: "bars" } } });
    expect(example.params.length).toEqual({ kind: "int", default: 12, min: 2, max: 200 });
    expect(example.params.exit).toEqual({ kind: "choice", default: "cross", choices: ["cross", "target"] });
    expectTypeOf(example).toExtend<
      Strategy<typeof example.params, "main", { readonly average: Indicator }>
    >();
  });

  test("makes its indicators and answers with an intent", () => {
    const feeds = { main: new Feed(seriesOf(0, 0, columns(flat(100, 3)))) };
    const params = { length: 2, share: 0.5, shorts: false, exit: "cross" as const };
    const ind = example.indicators({ params, feeds });
    expect(feeds.main.warmUp).toBe(2);
    const position: PositionView = {
      ...{ side: "flat", state: "CLOSED", quantity: 0 },
      ...{ entryPrice: Number.NaN, stop: Number.NaN, target: Number.NaN, entryTime: Number.NaN },
      ...{ high: Number.NaN, low: Number.NaN, mfe: Number.NaN, mae: Number.NaN },
      ...{ fees: Number.NaN, funding: Number.NaN },
    };
    const memory = { state: {}, chance: new Chance("test") };
    expect(example.onBar({ params, feeds, ind, position, ...memory, now: 0 as UnixMs })).toBe(none);
  });

  test("cannot forget its stop, its reason, or to answer", () => {
    // @ts-expect-error an opening intent carries a stop, or asks for the configured one
    declare(() => open("long", { why: "up" }));
    // @ts-expect-error every wish has a reason
    declare(() => open("long", { stop: "default" }));
    // @ts-expect-error the other configured stop does not exist
    declare(() => open("long", { why: "up", stop: "none" }));
    // @ts-expect-error a moved stop is a price
    declare(() => adjust("trail", { stop: "default" }));
    // @ts-expect-error an order has a side
    declare(() => order({ type: "market", quantity: 1, why: "up" }));
    // @ts-expect-error leaving has a reason
    declare(() => close());
    const rest = { name: "x", version: "1", params: {}, feeds: { main: bars() }, indicators: () => ({}) };
    // @ts-expect-error nothing is not an intent
    declare(() => strategy({ ...rest, onBar: () => undefined }));
    // @ts-expect-error a strategy is synchronous
    declare(() => strategy({ ...rest, onBar: async () => none }));
    // @ts-expect-error a parameter is declared by its builder, so that it has a type and a range
    declare(() => strategy({ ...rest, params: { fast: 12 }, onBar: () => none }));
    declare(() => strategy({ ...rest, onBar: (): Intent => none }));
    expectTypeOf(open("long", { why: "up", stop: "default" })).toExtend<Intent>();
    expect(open("long", { why: "up", stop: "default" })).toEqual({
      kind: "open",
      direction: "long",
      why: "up",
      stop: "default",
    });
  });
});
