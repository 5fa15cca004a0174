/**
 * No entry is approved whose worst case exceeds a limit. The worst case is worked out again here, in whole numbers, from
 * what the run has told: an entry fills at its collar or limit, everything that works in the market fills with it.
 */
import { describe } from "vitest";
import { magnitude } from "../../../tests/builders/audit.ts";
import { claims, must } from "../../../tests/builders/claims.ts";
import { takerRate } from "../../../tests/builders/instrument.ts";
import { utcDay } from "../../../tests/builders/random-run.ts";
import { allAtWorst, RATIO, riskOf, riskOfEntry, sideAtWorst } from "../../../tests/builders/worst-case.ts";

/** `used` is at most that share of `of`; nothing may be used of what is not there. */
function within(used: bigint, share: bigint | undefined, of: bigint): void {
  if (share !== undefined) must(of > 0n && used * RATIO <= of * share, used, "is more than", share, "of", of);
}

describe("an approved entry at its worst is within", () => {
  claims(
    { seed: 7, numRuns: 400, looksMin: 500 },
    {
      "the size of a position": ({ audit, scenario, look }) => ({
        approved: ({ order }) => {
          look();
          const worst = sideAtWorst(audit, order.instrument, order.side, order);
          within(worst, scenario.risk.own?.positionSizeMax, audit.equity);
        },
      }),

      "the size of a position in units": ({ audit, scenario, look }) => ({
        approved: ({ order }) => {
          look();
          const held = audit.held[order.instrument] ?? 0n;
          let units: bigint = order.quantity;
          if (held !== 0n && held > 0n === (order.side === "buy")) units += magnitude(held);
          for (const { request, remaining } of audit.liveEntries(order.instrument))
            if (request.side === order.side) units += remaining;
          must(units <= (scenario.risk.own?.positionQuantityMax ?? units), units);
        },
      }),

      "the exposure to its symbol": ({ audit, scenario, look }) => ({
        approved: ({ order }) => {
          look();
          const worst = sideAtWorst(audit, order.instrument, order.side, order);
          within(worst, scenario.risk.portfolio?.symbolExposureMax, audit.equity);
        },
      }),

      "the share that diversification leaves its symbol": ({ audit, scenario, look }) => ({
        approved: ({ order }) => {
          look();
          const parts = scenario.risk.portfolio?.diversificationMin ?? 1;
          const worst = sideAtWorst(audit, order.instrument, order.side, order);
          if (parts > 1) within(worst, RATIO / BigInt(parts) + 1n, audit.equity);
        },
      }),

      "the exposure of the portfolio": ({ run, audit, scenario, look }) => ({
        approved: ({ order }) => {
          look();
          within(allAtWorst({ run, audit }, order), scenario.risk.portfolio?.exposureMax, audit.equity);
        },
      }),

      "the leverage of the account": ({ run, audit, scenario, look }) => ({
        approved: ({ order }) => {
          look();
          const most = BigInt(scenario.risk.leverage?.max ?? 1) * RATIO;
          within(allAtWorst({ run, audit }, order), most, audit.equity);
        },
      }),

      "the risk of a trade, all that is held counted to the stop that comes with the entry": (watched) => ({
        approved: (entry) => {
          const { audit, scenario, look } = watched;
          look();
          const { id } = entry.instrument;
          const before = riskOf(audit, id, entry.stop ?? audit.stopInForce(id));
          within(before + riskOfEntry(audit, entry), scenario.risk.own?.riskMax, audit.equity);
        },
      }),

      "the open risk of the portfolio": ({ run, audit, scenario, look }) => ({
        approved: (entry) => {
          look();
          let risk = riskOfEntry(audit, entry);
          for (const { id } of run.instruments) risk += riskOf(audit, id, audit.stopInForce(id));
          within(risk, scenario.risk.portfolio?.riskMax, audit.equity);
        },
      }),

      "the balance that the exchange has free, and the share of it that one order may take": (watched) => ({
        approved: ({ order, instrument }) => {
          const { run, audit, scenario, look } = watched;
          look();
          const at = order.limit ?? order.collar ?? audit.marks[instrument.id] ?? 0n;
          const value = audit.value(instrument.id, order.quantity, at);
          const margin = value / BigInt(instrument.kind === "spot" ? 1 : scenario.leverage);
          const fee = (value * takerRate(instrument)) / RATIO;
          within(margin + fee, scenario.risk.sizing?.balanceShareMax ?? RATIO, run.exchange.account.free);
        },
      }),

      "the number of trades that may be open at one time": ({ run, audit, scenario, look }) => ({
        approved: ({ order }) => {
          look();
          const busy = run.instruments.filter(
            ({ id }) => id === order.instrument || audit.held[id] !== 0n || audit.liveEntries(id).length > 0,
          );
          must(busy.length <= (scenario.risk.portfolio?.concurrentTradesMax ?? 3), busy.length, "trades");
        },
      }),

      "what its account wants protected": ({ scenario, look }) => ({
        approved: ({ stop }) => {
          look();
          if (scenario.risk.isStopRequired === true) must(stop !== undefined, "no stop");
        },
      }),
    },
  );
});

describe("trades of a day", () => {
  claims(
    { seed: 8, numRuns: 400, looksMin: 500 },
    {
      "are never more than allowed, whichever order opened them": ({ audit, scenario, look }) => {
        const opened = new Map<number, number>();
        return {
          filled: ({ fill }, before) => {
            const after = audit.held[fill.instrument] ?? 0n;
            const isNew = after !== 0n && (before === 0n || before > 0n !== after > 0n);
            if (!isNew) return;
            look();
            const count = (opened.get(utcDay(fill.at)) ?? 0) + 1;
            opened.set(utcDay(fill.at), count);
            must(count <= (scenario.risk.session?.dailyTradesMax ?? count), count, "trades in a day");
          },
        };
      },
    },
  );
});
