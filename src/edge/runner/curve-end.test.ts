/** Fills that come behind the last moment of a run: its curve, its return and its drawdown end where its account does. */
import { expect, test } from "vitest";
import { HOUR, START } from "../../../tests/builders/instrument.ts";
import { inStillMarket } from "../../../tests/builders/journaled-run.ts";
import {
  accepting,
  isQuestion,
  playAtVenue,
  type VenuePlayed,
  type VenueVoice,
} from "../../../tests/builders/venue-run.ts";
import { amount, amountToNumber, price, type UnixMs } from "../../core/base/index.ts";
import { open } from "../../core/strategy/index.ts";
import type { Outgoing } from "./venue-messages.ts";

/** Goes long at the second bar. */
const once = inStillMarket({ 2: open("long", { why: "test", stop: 90 }) });
const LAST_MOMENT = START + 5 * HOUR;
const EXIT_AT = LAST_MOMENT + 60_000;

/** Buys at 100, and sells at 97 a minute behind the last moment, or at it. */
function obliging(request: Outgoing, venue: VenueVoice, exitAt: number): void {
  if (isQuestion(request)) return;
  venue.mail({ kind: "outcome", of: request.kind, order: request.order, outcome: accepting(request) });
  if (request.kind === "cancel") venue.order(request.id, { kind: "OrderCancelled", at: exitAt as UnixMs });
  if (request.kind !== "submit") return;
  const { role, type, quantity, instrument, side } = request.request;
  const at = (role === "entry" ? START : exitAt) as UnixMs;
  venue.accepted(request.id);
  if (type !== "market") return;
  const { id } = request;
  const fill = {
    ...{ id, number: venue.newest, instrument, side, quantity, fee: amount("1"), feeAsset: "USDT", at },
    ...{ price: price(role === "entry" ? "100" : "97"), tradeId: `${role}-trade` },
    liquidity: "taker" as const,
  };
  venue.order(id, { kind: "OrderFilled", at, fill });
}

const closedBehind = (exitAt: number, ...old: readonly (readonly string[])[]): VenuePlayed =>
  playAtVenue(
    [once],
    {
      onSend: (request, venue) => obliging(request, venue, exitAt),
      onIdle: (venue, idle) => {
        if (idle < 5) venue.time(START + (idle + 1) * HOUR);
        else if (idle === 5)
          venue.mail({ kind: "command", ref: 1, command: { id: "e", do: "emergency", by: "test" } });
        else if (idle > 1_000) throw new Error("the run never ends");
      },
    },
    { old: old[0] ?? [] },
  );

function outcomeOf({ ending }: VenuePlayed) {
  if (ending.kind !== "done") throw new Error(`it came to ${ending.kind}`);
  const { equity, equityTime, finalEquity, initialEquity } = ending.outcome;
  return { equity, equityTime, final: amountToNumber(finalEquity), initialEquity };
}

test.each([
  ["with a point of their own", EXIT_AT, [LAST_MOMENT, EXIT_AT]],
  ["with that of the last moment, where they came at it", LAST_MOMENT, [LAST_MOMENT - HOUR, LAST_MOMENT]],
])("a curve ends where its account does: %s", (_, exitAt, ends) => {
  const { equity, equityTime, final, initialEquity } = outcomeOf(closedBehind(exitAt));
  expect(final).toBeLessThan(initialEquity - 1);
  expect(equity.at(-1)).toBeCloseTo(final, 8);
  expect([...equityTime.slice(-2)]).toEqual(ends);
  expect(new Set(equityTime).size).toBe(equityTime.length);
  expect(equity).toHaveLength(equityTime.length);
});

test("a run that is taken up behind its end comes to the same curve", () => {
  const whole = closedBehind(EXIT_AT);
  const again = closedBehind(EXIT_AT, whole.records);
  expect(outcomeOf(again)).toEqual(outcomeOf(whole));
});
