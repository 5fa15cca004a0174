/** Whatever happens to connections and answers: one order for a name, every event once, and books that add up. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { ServedHouse, until } from "../../../../tests/builders/served-venue.ts";
import type { Outcome, VenueOrder } from "../../ports/index.ts";

const CHAOS = [
  "dropRequest",
  "dropReply",
  "lateReply",
  "failReply",
  "garbageReply",
  "disconnectBefore",
  "disconnectAfter",
  "disconnectStream",
  "loseEvent",
  "duplicateEvent",
  "swapEvents",
];
const act = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant("submit" as const),
      side: fc.constantFrom("buy" as const, "sell" as const),
      limit: fc.constantFrom(undefined, "99.5", "100.5"),
      quantity: fc.constantFrom("1", "2"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant("advance" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant("cancel" as const), which: fc.integer({ min: 1, max: 10 }) }),
  },
);

test("a stream that is cut again and again loses nothing and doubles nothing, and outcomes agree with the truth", async () => {
  const struck: Record<string, number> = {};
  let unknown = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(act, { minLength: 10, maxLength: 25 }),
      fc.subarray(CHAOS, { minLength: 1, maxLength: 4 }),
      fc.string({ minLength: 1, maxLength: 4 }),
      async (acts, kinds, seed) => {
        const venue = await ServedHouse.open({ seed });
        try {
          const trader = await venue.client(1, { timeoutMs: 30 }, 0);
          for (const kind of kinds) await venue.stage.ask("fault", { rule: { kind, p: 0.25, ms: 1 } });
          const outcomes: Outcome[] = [];
          for (const one of acts) {
            if (one.what === "advance") await venue.stage.advance(1);
            else if (one.what === "cancel") await trader.client.cancel(trader.id(one.which));
            else {
              const { side, quantity, limit } = one;
              outcomes.push(await trader.send({ side, quantity, ...(limit && { limit }) }));
            }
          }
          for (const [kind, times] of Object.entries(await venue.stage.counts()))
            struck[kind] = (struck[kind] ?? 0) + times;
          await venue.stage.clear();
          const truth = await venue.stage.ask("truth");
          const newest = Number(truth["newest"]);
          await until(() => trader.news.length >= newest);
          expect(trader.news.map(({ number }) => number)).toEqual(
            Array.from({ length: newest }, (_, i) => i + 1),
          );
          expect(trader.said.filter((one) => one.startsWith("gap"))).toEqual([]);
          await settled(trader.client.openOrders.bind(trader.client));
          const orders = truth["orders"] as readonly { readonly id: string }[];
          const ids = orders.map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
          for (const [place, outcome] of outcomes.entries()) {
            const id = trader.id(place + 1);
            if (outcome.kind === "UNKNOWN") unknown++;
            if (outcome.kind === "ACCEPTED" || outcome.kind === "REJECTED") expect(ids).toContain(id);
            if (outcome.kind === "NOT_SENT") expect(ids).not.toContain(id);
          }
          const told = trader.news.flatMap(({ news }) =>
            news.kind === "order" && news.news.kind === "OrderFilled" ? [news.news.fill.tradeId] : [],
          );
          expect(told).toEqual(
            (truth["fills"] as readonly { readonly tradeId: string }[]).map(({ tradeId }) => tradeId),
          );
        } finally {
          await venue.close();
        }
      },
    ),
    { numRuns: 40, seed: 11 },
  );
  expect(unknown).toBeGreaterThan(30);
  expect(Object.keys(struck).sort()).toEqual([...CHAOS].sort());
}, 120_000);

/** Until the connection stands again. */
async function settled(
  ask: () => Promise<{ readonly kind: string; readonly value?: readonly VenueOrder[] }>,
): Promise<void> {
  while ((await ask()).kind !== "answered") await new Promise((resolve) => setTimeout(resolve, 2));
}
