/**
 * One suite that runs both ways: every order type on a venue that has it, and on one that takes nothing but market and
 * limit orders. Prices of the scenarios are written for a buyer; a seller sees them mirrored at 100.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ABLE_VENUE, BARE_VENUE, TRAIL_VENUES } from "../../../tests/builders/abilities.ts";
import { flat } from "../../../tests/builders/bars.ts";
import { HOUR, perpetual, START, withoutFees } from "../../../tests/builders/instrument.ts";
import type { OrderTerms } from "../../../tests/builders/order.ts";
import { play } from "../../../tests/builders/play.ts";
import { halfPrice, randomBar, randomPrices } from "../../../tests/builders/random-terms.ts";
import type { Script } from "../../../tests/builders/script.ts";
import { type Plan, playEmulated, playNatively, type Request } from "../../../tests/builders/two-ways.ts";
import { ratio } from "../base/index.ts";
import type { Side, VenueAbilities } from "../domain/index.ts";
import { adjust, order } from "../strategy/index.ts";

const STILL = "100 100 100 100";

/** How the market goes, from 100: open, high, low, close. */
const PATHS: Readonly<Record<string, readonly string[]>> = {
  "stands still": [STILL, STILL, STILL],
  rises: ["100 104 99 103", "103 108 102 107", "107 112 106 110", "110 114 108 113"],
  falls: ["100 101 96 97", "97 98 92 93", "93 94 88 90", "90 92 86 87"],
  "gaps up": ["100 101 99 100", "106 109 105.5 108", "108 110 104 105", "105 106 99 100"],
  "gaps down": ["100 101 99 100", "94 94.5 91 92", "92 96 90 95", "95 101 94 100"],
  whips: ["100 106 94 101", "101 107 93 99", "99 108 92 100"],
  "touches the levels": ["100 105 95 100", "100 105 95 100", "100 103 97 100"],
  "comes back": ["100 106.5 99 105", "105 105 95.5 97", "97 103 94 102", "102 107 101 106"],
  "leaves a hole": ["100 103 97 101", "-", "-", "104 107 103 106", "106 106 93 94"],
};

type Ask = (id: number, terms: OrderTerms) => Request;
type Kind = Pick<Plan, "asked" | "whenFilled"> & Partial<Plan>;

const buy: Ask = (id, terms) => ({ submit: { id, side: "buy", ...terms } });
const exit: Ask = (id, terms) => ({ submit: { id, side: "sell", reduceOnly: true, ...terms } });
const until = (bars: number): number => START + (bars + 1) * HOUR;
const first = (...requests: readonly Request[]): Kind => ({ asked: { 1: requests } });

const KINDS: Readonly<Record<string, Kind>> = {
  "a market order": first(buy(1, {})),
  "a market order by value": first(buy(1, { notional: "1000", quantity: "12" })),
  "a market order by value that its quantity bounds": first(buy(1, { notional: "1000", quantity: "3" })),
  "a market order with a collar": first(buy(1, { collar: "101" })),
  "a limit order": first(buy(1, { limit: "97" })),
  "a limit order that crosses": first(buy(1, { limit: "102" })),
  "a limit order for two bars": first(buy(1, { limit: "96", expiresAt: until(2) })),
  "a post-only order that rests": first(buy(1, { limit: "97", postOnly: true })),
  "a post-only order that would cross": first(buy(1, { limit: "100", postOnly: true })),
  "a stop": first(buy(1, { trigger: "105" })),
  "a stop with a collar": first(buy(1, { trigger: "105", collar: "105.2" })),
  "a stop for two bars": first(buy(1, { trigger: "106", expiresAt: until(2) })),
  "a stop that would be set off at once": first(buy(1, { trigger: "99" })),
  "a stop-limit order with room": first(buy(1, { trigger: "105", limit: "106" })),
  "a stop-limit order that has to come back": first(buy(1, { trigger: "105", limit: "104" })),
  "a stop-limit order for three bars": first(buy(1, { trigger: "105", limit: "104", expiresAt: until(3) })),
  "a take-profit order": first(buy(1, { type: "take-profit", trigger: "95" })),
  "a take-profit-limit order with room": first(
    buy(1, { type: "take-profit-limit", trigger: "95", limit: "96" }),
  ),
  "a take-profit-limit order that wants more": first(
    buy(1, { type: "take-profit-limit", trigger: "95", limit: "93" }),
  ),
  "a post-only take-profit-limit order with room": first(
    buy(1, { type: "take-profit-limit", trigger: "95", limit: "96", postOnly: true }),
  ),
  "a post-only take-profit-limit order that wants more": first(
    buy(1, { type: "take-profit-limit", trigger: "95", limit: "93", postOnly: true }),
  ),
  "a stop-limit order for now": first(buy(1, { trigger: "105", limit: "106", timeInForce: "IOC" })),
  "an order that waits for one that waits": first(
    buy(1, { limit: "97" }),
    exit(2, { limit: "103", after: 1, reduceOnly: false }),
    buy(3, { limit: "99", after: 2 }),
  ),
  "an order that waits for one that is rejected": first(
    buy(1, { limit: "97.001" }),
    exit(2, { limit: "103", after: 1, reduceOnly: false }),
  ),
  "a trailing stop by an amount": first(buy(1, { trail: "3" })),
  "a trailing stop by a share": first(buy(1, { trail: "2.5%" })),
  "a trailing stop with an activation": first(buy(1, { trail: "2", activation: "96" })),
  "a trailing stop for two bars": first(buy(1, { trail: "4", expiresAt: until(2) })),
  "a pair of which one cancels the other": first(
    buy(1, { limit: "96", oneCancelsOther: 7 }),
    buy(2, { trigger: "105", oneCancelsOther: 7 }),
  ),
  "a group of three": first(
    buy(1, { limit: "94", oneCancelsOther: 7 }),
    buy(2, { trigger: "106", oneCancelsOther: 7 }),
    buy(3, { type: "take-profit", trigger: "95", oneCancelsOther: 7 }),
  ),
  "an order that waits for another": first(
    buy(1, { limit: "97" }),
    exit(2, { limit: "103", after: 1, reduceOnly: false }),
  ),
  "a stop that waits for a stop": first(
    buy(1, { trigger: "105" }),
    exit(2, { trigger: "102", after: 1, reduceOnly: false }),
  ),
  "an order that waits for one that is cancelled": {
    asked: { 1: [buy(1, { limit: "96" }), exit(2, { limit: "103", after: 1 })], 2: [{ cancel: 1 }] },
  },
  "a bracket": {
    asked: { 1: [buy(1, {})] },
    whenFilled: {
      1: [exit(2, { trigger: "96", oneCancelsOther: 9 }), exit(3, { limit: "105", oneCancelsOther: 9 })],
    },
  },
  "a bracket around a limit entry": {
    asked: { 1: [buy(1, { limit: "97" })] },
    whenFilled: {
      1: [exit(2, { trigger: "94", oneCancelsOther: 9 }), exit(3, { limit: "104", oneCancelsOther: 9 })],
    },
  },
  "a bracket that only reduces, without a group": {
    asked: { 1: [buy(1, {})] },
    whenFilled: { 1: [exit(2, { trigger: "96" }), exit(3, { limit: "104" })] },
  },
  "an entry with a trailing exit": {
    asked: { 1: [buy(1, {})] },
    whenFilled: { 1: [exit(2, { trail: "3" })] },
  },
  "an entry with a trailing exit that has to be activated": {
    asked: { 1: [buy(1, {})] },
    whenFilled: { 1: [exit(2, { trail: "2", activation: "104" }), exit(3, { trigger: "95" })] },
  },
  "targets in stages": {
    asked: { 1: [buy(1, { quantity: "4" })] },
    whenFilled: {
      1: [
        exit(2, { limit: "102", quantity: "1" }),
        exit(3, { limit: "104", quantity: "2" }),
        exit(4, { limit: "106", quantity: "1" }),
        exit(5, { trigger: "95", quantity: "4" }),
      ],
    },
  },
  "a take-profit exit": {
    asked: { 1: [buy(1, {})] },
    whenFilled: { 1: [exit(2, { type: "take-profit", trigger: "104" }), exit(3, { trigger: "96" })] },
  },
  "a limit order with a new price": {
    asked: { 1: [buy(1, { limit: "90" })], 2: [{ amend: 1, to: { limit: "96" } }] },
  },
  "a limit order with another quantity": {
    asked: { 1: [buy(1, { limit: "96", quantity: "2" })], 2: [{ amend: 1, to: { quantity: "1" } }] },
  },
  "a stop with a new trigger": {
    asked: { 1: [buy(1, { trigger: "120" })], 2: [{ amend: 1, to: { trigger: "106" } }] },
  },
  "a stop with a trigger that the market has passed": {
    asked: { 1: [buy(1, { trigger: "108" })], 2: [{ amend: 1, to: { trigger: "95" } }] },
  },
  "a stop-limit order with new prices": {
    asked: {
      1: [buy(1, { trigger: "120", limit: "121" })],
      2: [{ amend: 1, to: { trigger: "106", limit: "107" } }],
    },
  },
  "a stop that is cancelled": { asked: { 1: [buy(1, { trigger: "105" })], 2: [{ cancel: 1 }] } },
  "a stop that is cancelled when another order fills": {
    asked: { 1: [buy(1, { trigger: "105" }), buy(2, { limit: "97" })] },
    whenFilled: { 2: [{ cancel: 1 }] },
  },
  "an entry that the volume fills in parts, with its stop": {
    asked: { 1: [buy(1, { quantity: "2" })] },
    whenFilled: { 1: [exit(2, { trigger: "96", quantity: "2" })] },
    volumeShareMax: 0.5,
  },
};

const mirror = (price: string): string => String(200 - Number(price));
const isPrice = (key: string): boolean => ["limit", "trigger", "collar", "activation"].includes(key);

function mirrored<T extends object>(terms: T): T {
  const entries = Object.entries(terms).map(([key, value]) => {
    if (key === "side") return [key, value === "buy" ? "sell" : "buy"];
    return [key, isPrice(key) && value !== undefined ? mirror(String(value)) : value];
  });
  return Object.fromEntries(entries) as T;
}

function mirroredRequest(request: Request): Request {
  if ("submit" in request) return { submit: mirrored(request.submit) };
  return "amend" in request ? { ...request, to: mirrored(request.to) } : request;
}

function mirroredBar(bar: string): string {
  const [open, high, low, close] = bar.split(" ");
  return bar === "-" ? bar : [open, low, high, close].map((price) => mirror(price ?? "")).join(" ");
}

const mirroredAll = (requests: Plan["asked"]): Plan["asked"] =>
  Object.fromEntries(Object.entries(requests).map(([row, all]) => [row, all.map(mirroredRequest)]));

function planOf(kind: Kind, path: readonly string[], side: Side, slippageBps = 0): Plan {
  const plan = { ...kind, bars: [STILL, ...path], slippageBps };
  if (side === "buy") return plan;
  return {
    ...plan,
    bars: plan.bars.map(mirroredBar),
    asked: mirroredAll(kind.asked),
    ...(kind.whenFilled === undefined ? {} : { whenFilled: mirroredAll(kind.whenFilled) }),
  };
}

describe.each(Object.keys(KINDS))("%s", (name) => {
  const kind = KINDS[name] as Kind;
  test.each(Object.keys(PATHS))("where the market %s", (path) => {
    for (const side of ["buy", "sell"] as const)
      for (const slippageBps of [0, 4]) {
        const plan = planOf(kind, PATHS[path] ?? [], side, slippageBps);
        expect(playEmulated(plan, BARE_VENUE), side).toEqual(playNatively(plan));
      }
  });
});

describe("a trailing stop that is made smaller or larger", () => {
  const less = { amend: 2, to: { quantity: "2" } };
  const more = { amend: 2, to: { quantity: "4" } };
  const sale: Request = { submit: { id: 3, side: "sell", quantity: "1" } };
  const addition = buy(3, { quantity: "1" });
  /** Trails by 6 from the entry of 3 on. */
  const trailing = (asked: Plan["asked"], activation?: string): Kind => ({
    asked: { 1: [buy(1, { quantity: "3" })], ...asked },
    whenFilled: { 1: [exit(2, { quantity: "3", trail: "6", ...(activation && { activation }) })] },
  });
  const resizes: Readonly<Record<string, Kind>> = {
    "with its position": trailing({ 4: [sale, less] }),
    "with its position, once it was activated": trailing({ 4: [sale, less] }, "108"),
    "with its position, before it is activated": trailing({ 3: [sale, less] }, "108"),
    "by an addition": trailing({ 4: [addition, more] }),
    "by an addition, once it was activated": trailing({ 4: [addition, more] }, "108"),
    "by an addition, before it is activated": trailing({ 3: [addition, more] }, "108"),
    "again and again": trailing({
      3: [sale, less],
      4: [buy(4, { quantity: "2" }), more],
      5: [{ amend: 2, to: { quantity: "1" } }],
    }),
    "by its share": {
      ...trailing({ 4: [sale, less] }),
      whenFilled: { 1: [exit(2, { quantity: "3", trail: "5%" })] },
    },
    "by an addition inside a bar": {
      asked: { 1: [buy(1, { quantity: "3" })], 3: [buy(3, { limit: "107.5" })] },
      whenFilled: { 1: [exit(2, { quantity: "3", trail: "6" })], 3: [more] },
    },
    "by a sale inside a bar": {
      asked: { 1: [buy(1, { quantity: "3" })], 3: [buy(3, { side: "sell", limit: "109" })] },
      whenFilled: { 1: [exit(2, { quantity: "3", trail: "6" })], 3: [less] },
    },
  };
  const paths = {
    ...PATHS,
    "gives back what it rose": ["100 104 100 104", "104 110 104 108", "108 110.5 105 106", "106 106 97 98"],
    "gives it back in a gap": ["100 104 100 104", "104 110 104 108", "108 110 105 106", "101 103 95 97"],
    "goes further before it gives back": [
      "100 104 100 104",
      "104 110 104 108",
      "108 112 107.1 111",
      "111 118 110 117",
      "117 117 112.5 114",
      "114 114 100 101",
    ],
  };

  describe.each(Object.entries(TRAIL_VENUES))("on a venue that %s", (_, can) => {
    test.each(Object.entries(resizes))("%s", (_name, kind) => {
      for (const [name, path] of Object.entries(paths))
        for (const side of ["buy", "sell"] as const) {
          const plan = planOf(kind, path, side);
          expect(playEmulated(plan, can), `${name}, ${side}`).toEqual(playNatively(plan));
        }
    });
  });

  test("of a leg, whose exits trade the other way", () => {
    const plan = planOf(
      trailing({ 4: [exit(3, { quantity: "1" }), less] }),
      paths["gives back what it rose"],
      "buy",
    );
    const ofLeg: Plan = { ...plan, instrument: { ...perpetual(), leg: "long" } };
    for (const can of Object.values(TRAIL_VENUES).filter(({ reduceOnly }) => reduceOnly)) {
      expect(playEmulated(ofLeg, can)).toEqual(playNatively(ofLeg));
      expect(playEmulated(ofLeg, can).fills).toContain("2 sell 2 @ 104.5 taker at 240.0");
    }
  });

  test("leaves where it had come to", () => {
    for (const [name, left] of [
      ["with its position, once it was activated", 2],
      ["by an addition inside a bar", 4], // The high of that bar counts.
    ] as const) {
      const plan = planOf(resizes[name] as Kind, paths["gives back what it rose"], "buy");
      for (const can of [ABLE_VENUE, ...Object.values(TRAIL_VENUES)])
        expect(playEmulated(plan, can).fills).toContain(`2 sell ${left} @ 104.5 taker at 240.0`);
    }
  });
});

test("every kind of order comes to a fill somewhere, or is there to be refused", () => {
  const refused = [
    "a post-only order that would cross",
    "a post-only take-profit-limit order with room",
    "a stop that would be set off at once",
    "an order that waits for one that is rejected",
  ];
  for (const [name, kind] of Object.entries(KINDS)) {
    const fills = Object.values(PATHS).flatMap((path) => playNatively(planOf(kind, path, "buy")).fills);
    expect(fills.length > 0, name).toBe(!refused.includes(name));
  }
});

test("a trailing stop that is resized at random is filled the same way on every venue", () => {
  const trails: fc.Arbitrary<OrderTerms> = fc.record({
    trail: fc.constantFrom("1.5", "4", "6", "2%", "5%"),
    activation: fc.option(halfPrice(98, 106), { nil: undefined }),
  });
  const resize = fc.record({ row: fc.integer({ min: 2, max: 8 }), to: fc.constantFrom("1", "2", "3", "5") });
  fc.assert(
    fc.property(
      fc.array(randomBar, { minLength: 4, maxLength: 9 }),
      trails,
      fc.array(resize, { maxLength: 4 }),
      fc.constantFrom<Side>("buy", "sell"),
      fc.constantFrom(...Object.values(TRAIL_VENUES)),
      fc.constantFrom(Number.POSITIVE_INFINITY, until(3), until(5)),
      fc.option(fc.record({ limit: halfPrice(94, 104), to: fc.constantFrom("2", "6") }), { nil: undefined }),
      (bars, terms, resizes, side, can, expiresAt, inside) => {
        const asked: Record<number, Request[]> = { 1: [buy(1, { quantity: "5" })] };
        for (const { row, to } of resizes) asked[row] = [{ amend: 2, to: { quantity: to } }];
        if (inside !== undefined) asked[2] = [buy(3, { limit: inside.limit }), ...(asked[2] ?? [])];
        const trail = exit(2, { quantity: "3", expiresAt, ...terms });
        const resized: Request = { amend: 2, to: { quantity: inside?.to ?? "3" } };
        const kind: Kind = { asked, whenFilled: { 1: [trail], 3: [resized] } };
        const plan = planOf(kind, bars, side);
        expect(playEmulated(plan, can)).toEqual(playNatively(plan));
      },
    ),
    { numRuns: 400 },
  );
});

describe("random orders on random bars", () => {
  const more = fc.record({
    side: fc.constantFrom<Side>("buy", "sell"),
    quantity: fc.constantFrom("1", "2", "3"),
    expiresAt: fc.constantFrom(Number.POSITIVE_INFINITY, until(2), until(3)),
  });
  const asked = fc.record({
    row: fc.integer({ min: 1, max: 4 }),
    prices: randomPrices,
    more,
    next: fc.constantFrom("nothing", "cancel", "amend") as fc.Arbitrary<"nothing" | "cancel" | "amend">,
    to: halfPrice(90, 110),
    /** Beside a plain limit order: a stop of its side so far away that no open reaches both; one cancels the other. */
    rival: fc.constantFrom(undefined, undefined, 1, 5),
  });

  test("fill the same way and end the same way", () => {
    fc.assert(
      fc.property(
        fc.array(randomBar, { minLength: 4, maxLength: 7 }),
        fc.array(asked, { minLength: 1, maxLength: 5 }),
        fc.constantFrom(0, 4),
        (bars, orders, slippageBps) => {
          const requests: Record<number, Request[]> = {};
          const at = (row: number): Request[] => {
            requests[row] ??= [];
            return requests[row];
          };
          orders.forEach(({ row, prices: named, more: terms, next, to, rival }, place) => {
            const id = 2 * place + 1;
            if (rival !== undefined && named.limit !== undefined && named.trigger === undefined) {
              const trigger = String(Number(named.limit) + (terms.side === "buy" ? rival : -rival));
              at(row).push({ submit: { id, ...named, ...terms, oneCancelsOther: id } });
              at(row).push({ submit: { id: id + 1, trigger, ...terms, oneCancelsOther: id } });
              return;
            }
            at(row).push({ submit: { id, ...named, ...terms } });
            if (next === "cancel") at(row + 1).push({ cancel: id });
            if (next === "amend" && named.limit !== undefined)
              at(row + 1).push({ amend: id, to: { limit: to } });
            else if (next === "amend" && named.trigger !== undefined)
              at(row + 1).push({ amend: id, to: { trigger: to } });
          });
          const plan: Plan = { bars: [STILL, ...bars], asked: requests, slippageBps };
          expect(playEmulated(plan, BARE_VENUE)).toEqual(playNatively(plan));
        },
      ),
      { numRuns: 400 },
    );
  });
});

/** The whole engine: a position that trails, of which a part is sold or to which something is added. */
describe("a position that trails", () => {
  const RISES = [
    ...flat(100, 2),
    "100 120 100 120",
    "120 120 112 112",
    ...flat(112, 1),
    "112 112 104 104",
    "104 104 90 90",
    ...flat(90, 2),
  ];
  const terms = (abilities: VenueAbilities | undefined): Parameters<typeof play>[2] => ({
    instrument: withoutFees(perpetual()),
    abilities,
    risk: { portfolio: { sameDirection: "allow" }, own: { positionSizeMax: ratio("0.5") } },
  });
  const at = (isLong: boolean, level: number): number => (isLong ? level : 200 - level);
  const scripts = (isLong: boolean, activation: number | undefined): Readonly<Record<string, Script>> => {
    const [into, out] = isLong ? (["buy", "sell"] as const) : (["sell", "buy"] as const);
    const trail = { by: 10, ...(activation && { activation: at(isLong, activation) }) };
    const stop = at(isLong, 50);
    const opened = order({ side: into, type: "market", quantity: 100, stop, why: "on" });
    const rest = { 1: opened, 2: adjust("follow", { trail }) };
    return {
      "is sold in part": { ...rest, 4: order({ side: out, type: "market", quantity: 40, why: "some" }) },
      "is added to": { ...rest, 4: order({ side: into, type: "market", quantity: 40, why: "more" }) },
    };
  };
  const sides = ["long", "short"] as const;

  describe.each(sides)("%s", (side) => {
    const isLong = side === "long";
    const bars = isLong ? RISES : RISES.map(mirroredBar);
    test.each([
      ["is sold in part", undefined],
      ["is sold in part", 115],
      ["is added to", undefined],
      ["is added to", 115],
    ])("%s, with an activation at %s: leaves where the trail had come to", (name, activation) => {
      const script = scripts(isLong, activation)[name] as Script;
      const native = play(bars, script, terms(undefined));
      const left = name === "is added to" ? 140 : 60;
      expect(native.fills.at(-1)).toContain(` ${left} @ ${at(isLong, 110)}`);
      for (const [venue, can] of Object.entries(TRAIL_VENUES)) {
        const emulated = play(bars, script, terms(can));
        expect([emulated.fills, emulated.trades], venue).toEqual([native.fills, native.trades]);
        expect(emulated.resting(), venue).toEqual([]);
        expect(
          emulated.record.answers.filter(({ kind }) => kind === "CancelRefused"),
          venue,
        ).toEqual([]);
      }
    });
  });
});
