/**
 * Spot venues that do not know what only reduces, as nearly all are: there a sale ties up what it sells, and the stop, the
 * target and the exit of one position all want to sell the same units.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ABLE_VENUE, BARE_VENUE } from "../../../tests/builders/abilities.ts";
import { flat } from "../../../tests/builders/bars.ts";
import { spot, withoutFees } from "../../../tests/builders/instrument.ts";
import { type PlayTerms, play, type Run } from "../../../tests/builders/play.ts";
import { randomBar } from "../../../tests/builders/random-terms.ts";
import { every, type Script } from "../../../tests/builders/script.ts";
import { BARS, deed, prepareWild } from "../../../tests/builders/wild-run.ts";
import { WildVenue } from "../../../tests/builders/wild-venue.ts";
import { price, ratio, type UnixMs } from "../base/index.ts";
import type { OrderEvent, OrderId, VenueAbilities, Watch } from "../domain/index.ts";
import { adjust, close, none, open, order, several } from "../strategy/index.ts";

const VENUES: Readonly<Record<string, VenueAbilities>> = {
  "takes nothing but market and limit orders": BARE_VENUE,
  "takes all but what only reduces": { ...ABLE_VENUE, reduceOnly: false },
  "takes stops, and no new terms": { ...ABLE_VENUE, reduceOnly: false, amend: false },
  "trails, and does nothing else": { ...BARE_VENUE, types: new Set(["market", "limit", "trailing-stop"]) },
};

const PATHS: Readonly<Record<string, readonly string[]>> = {
  "stands still": flat(100, 4),
  rises: ["100 104 99 103", "103 108 102 107", "107 112 106 110", "110 114 108 113"],
  falls: ["100 101 96 97", "97 98 92 93", "93 94 88 90", "90 92 86 87"],
  "gaps up": ["100 101 99 100", "106 109 105.5 108", "108 110 104 105", "105 106 99 100"],
  "gaps down": ["100 101 99 100", "94 94.5 91 92", "92 96 90 95", "95 101 94 100"],
  whips: ["100 106 94 101", "101 107 93 99", "99 108 92 100"],
  "comes back": ["100 104.5 99 104", "104 105 95.5 97", "97 103 94 102", "102 107 101 106"],
};

const into = open("long", { stop: 95, target: 105.25, why: "up" });
const units = { side: "sell", type: "market", quantity: 100, reduceOnly: true, why: "some" } as const;
const SCRIPTS: Readonly<Record<string, Script>> = {
  "a stop and a target": { 1: into },
  "a target alone": { 1: order({ side: "buy", type: "market", quantity: 200, target: 105.25, why: "up" }) },
  "an exit at the market beside both": { 1: into, 3: close("enough") },
  "a part that leaves at the market": { 1: into, 3: order(units) },
  "a part that leaves at a price": { 1: into, 2: order({ ...units, type: "limit", limit: 103.75 }) },
  "a stop that moves": { 1: into, 2: adjust("closer", { stop: 97 }) },
  "a stop that moves away": {
    1: into,
    2: adjust("further", { stop: 90 }),
    3: adjust("further", { stop: 88 }),
  },
  "a target that moves": { 1: into, 2: adjust("closer", { target: 103.25 }) },
  "a stop that comes after the target": {
    1: order({ side: "buy", type: "market", quantity: 200, target: 105.25, why: "up" }),
    2: adjust("protected", { stop: 96 }),
  },
  "targets in stages": {
    1: open("long", {
      stop: 95,
      targets: [
        { price: 103.25, share: 0.33 },
        { price: 105.25, share: 0.5 },
        { price: 108.25, share: 1 },
      ],
      why: "up",
    }),
  },
  "a trail": { 1: open("long", { stop: 90, trail: { by: 4 }, target: 108.25, why: "up" }) },
  "a trail alone": { 1: open("long", { stop: 90, trail: { by: 4 }, why: "up" }), 3: close("enough") },
  "break even": { 1: open("long", { stop: 95, target: 108.25, breakEven: { at: 102 }, why: "up" }) },
  "something that is added": {
    1: into,
    2: order({ side: "buy", type: "market", quantity: 50, stop: 94, target: 106.25, why: "more" }),
  },
  "one trade after another": {
    1: into,
    3: several(close("enough")),
    4: open("long", { stop: 80, why: "up" }),
  },
};

const terms = (
  abilities: VenueAbilities | undefined,
): PlayTerms & { readonly instrument: ReturnType<typeof spot> } => ({
  instrument: withoutFees(spot()),
  abilities,
  risk: { portfolio: { sameDirection: "allow" }, own: { positionSizeMax: ratio("0.8") } },
});

const run = (path: readonly string[], script: Script, can?: VenueAbilities): Run =>
  play([...flat(100, 2), ...path], script, terms(can));

/** What of a run nobody may see a difference in. */
const seen = (played: Run) => ({
  trades: played.trades,
  held: played.held(),
  equity: played.engine.equity,
  isOfferedTwice: played.engine.rejections.has("InsufficientBalance"),
});

describe.each(Object.entries(VENUES))("on a spot venue that %s", (_, can) => {
  describe.each(Object.keys(SCRIPTS))("%s", (name) => {
    test.each(Object.keys(PATHS))("where the market %s", (path) => {
      const native = run(PATHS[path] as readonly string[], SCRIPTS[name] as Script);
      const emulated = run(PATHS[path] as readonly string[], SCRIPTS[name] as Script, can);
      expect(seen(emulated)).toEqual(seen(native));
    });
  });
});

test("every script trades, and leaves somewhere", () => {
  for (const [name, script] of Object.entries(SCRIPTS))
    expect(
      Object.values(PATHS).some((path) => run(path, script).trades.length > 0),
      name,
    ).toBe(true);
});

/**
 * Levels lie between the prices of the bars: a watch hears of a price that is just touched, where a resting limit is not
 * filled. Without the part that leaves inside a bar: what is placed there fills at once as a watch, and not as a limit. And
 * without break even: of a stop that is moved twice in one moment no venue is asked that only watches.
 */
test("the same at random", () => {
  const { "a part that leaves at a price": _, "break even": __, ...scripts } = SCRIPTS;
  const wish = fc.constantFrom(none, none, close("enough"), order(units), adjust("it", { stop: 96 }), into);
  fc.assert(
    fc.property(
      fc.array(randomBar, { minLength: 4, maxLength: 9 }),
      fc.constantFrom(...Object.values(scripts)),
      fc.array(wish, { maxLength: 5 }),
      fc.constantFrom(...Object.values(VENUES)),
      (bars, script, more, can) => {
        const wishes: Record<number, Script[number]> = { ...script };
        for (const [place, one] of more.entries()) wishes[place + 3] ??= one;
        const native = run(bars, wishes);
        const emulated = run(bars, wishes, can);
        expect(seen(emulated)).toEqual(seen(native));
      },
    ),
    { numRuns: 300 },
  );
});

/** What a strategy wants of a position, bar by bar. */
const spotWishes = fc.array(
  fc.constantFrom(
    none,
    into,
    into,
    close("enough"),
    order(units),
    order({ ...units, type: "limit", limit: 104 }),
    adjust("closer", { stop: 97 }),
    adjust("further", { stop: 90, target: 110 }),
    adjust("after it", { trail: { by: 4 } }),
  ),
  { minLength: BARS, maxLength: BARS },
);

const STOPS: ReadonlySet<string> = new Set(["stop", "trailing-stop"]);

/** A venue that answers late, in parts, twice and out of order, and what is watched in front of it. */
class WatchedVenue extends WildVenue {
  readonly watched = new Map<OrderId, Watch>();

  override watch(watch: Watch): void {
    this.watched.set(watch.order, watch);
  }

  override unwatch(id: OrderId): void {
    this.watched.delete(id);
  }

  get prices(): readonly Watch[] {
    return [...this.watched.values()].filter(({ type }) => type !== "time");
  }

  /** The price of one of the watches has come. */
  reach(which: number, at: UnixMs): OrderEvent | undefined {
    const watch = this.prices.at(-1 - which);
    if (watch === undefined) return undefined;
    this.watched.delete(watch.order);
    return { kind: "PriceReached", order: watch.order, price: 100, at };
  }
}

const reach = fc.record({ what: fc.constant("reach" as const), which: fc.nat(3), part: fc.constant(100) });
const wildDays = fc.array(fc.array(fc.oneof(deed, deed, reach), { maxLength: 12 }), {
  minLength: BARS - 2,
  maxLength: BARS - 2,
});

test.each(Object.entries(VENUES))(
  "at a venue that %s, and answers wildly, nothing is offered twice, and no stop is forgotten",
  (_, can) => {
    const met = { tight: 0, reached: 0, stops: 0 };
    fc.assert(
      fc.property(spotWishes, wildDays, (wishes, deeds) => {
        const venue = new WatchedVenue();
        const script = every("wild", ({ feeds }) => wishes[feeds.main.bars - 1] ?? none);
        const { engine, bar } = prepareWild(script, venue, {}, can, spot());
        const hear = (event: OrderEvent | undefined): void => {
          if (event === undefined) return;
          engine.step(event);
          const offered = venue.worst("sell");
          if (offered === venue.held && offered > 0n) met.tight++;
          if (offered > venue.held && offered > 0n) expect(offered).toBe(venue.held);
        };
        for (const ofBar of deeds) {
          const at = bar();
          for (const one of ofBar)
            if (one.what !== "reach") hear(venue.next(one, price("100"), at));
            else {
              const reached = venue.reach(one.which, at);
              if (reached !== undefined) met.reached++;
              hear(reached);
            }
        }
        for (let calm = 0; calm < 2; calm++) {
          const at = bar();
          for (let word = venue.nextInCalm(at); word !== undefined; word = venue.nextInCalm(at)) hear(word);
        }
        const stops = engine.workingOrders.filter(({ request }) => request.role === "stop-loss").length;
        met.stops += stops;
        // What is due waits for what takes already; every other stop rests at the venue, or its price is watched.
        const takes =
          venue.working.some(({ type }) => type === "market") || venue.worst("sell") === venue.held;
        const waiting = [...venue.working, ...venue.prices].filter(({ type }) => STOPS.has(type)).length;
        if (!takes && waiting < stops) expect(stops).toBe("at the venue, or watched");
      }),
      { numRuns: 300 },
    );
    expect(met.tight).toBeGreaterThan(300);
    expect(met.reached).toBeGreaterThan(300);
    expect(met.stops).toBeGreaterThan(100);
  },
);
