/**
 * No entry is approved whose worst case exceeds a limit. The worst case is worked out again here, in whole numbers, from
 * what the run has told: an entry fills at its collar or limit, everything that works in the market fills with it.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ApprovedEntry, type Audit, magnitude } from "../../../tests/builders/audit.ts";
import type { Run } from "../../../tests/builders/play.ts";
import {
  playThrough,
  prepareScenario,
  type Scenario,
  scenarios,
  utcDay,
} from "../../../tests/builders/random-run.ts";
import type { OrderRequest, Side } from "../domain/index.ts";

const RUNS = { seed: 7, numRuns: 250 };
const RATIO = 10n ** 12n;
type Judge = (
  entry: ApprovedEntry,
  at: { readonly run: Run; readonly audit: Audit; readonly scenario: Scenario },
) => void;

/** Looks at every entry that risk lets through, and demands that there were plenty. */
function everyApproval(judge: Judge): void {
  let approved = 0;
  fc.assert(
    fc.property(scenarios, (scenario) => {
      const { run, audit } = prepareScenario(scenario);
      audit.onApproved = (entry) => {
        approved++;
        judge(entry, { run, audit, scenario });
      };
      playThrough(scenario, run);
    }),
    RUNS,
  );
  expect(approved).toBeGreaterThan(1_000);
}

/** The price an order is worth when it fills as badly as it may: a sale without a limit brings at most the market. */
function worth(order: OrderRequest, mark: bigint): bigint {
  if (order.limit !== undefined) return order.limit;
  if (order.side === "buy") return order.collar ?? mark;
  return order.trigger ?? mark;
}

/** What one side of an instrument may come to, in money. */
function sideAtWorst(audit: Audit, instrument: number, side: Side, more?: OrderRequest): bigint {
  const held = audit.held[instrument] ?? 0n;
  const mark = audit.marks[instrument] ?? 0n;
  let value = held > 0n === (side === "buy") ? audit.value(instrument, magnitude(held), mark) : 0n;
  for (const { request, remaining } of audit.liveEntries(instrument))
    if (request.side === side) value += audit.value(instrument, remaining, worth(request, mark));
  if (more !== undefined && more.side === side)
    value += audit.value(instrument, more.quantity, worth(more, mark));
  return value;
}

function instrumentAtWorst(audit: Audit, instrument: number, more?: OrderRequest): bigint {
  const [long, short] = (["buy", "sell"] as const).map((side) => sideAtWorst(audit, instrument, side, more));
  return (long ?? 0n) > (short ?? 0n) ? (long ?? 0n) : (short ?? 0n);
}

function allAtWorst({ run, audit }: { run: Run; audit: Audit }, order: OrderRequest): bigint {
  let total = 0n;
  for (const { id } of run.instruments)
    total += instrumentAtWorst(audit, id, id === order.instrument ? order : undefined);
  return total;
}

/** Lost on the way from an entry to its stop; everything where there is none. */
function lossTo(stop: bigint | undefined, side: Side, from: bigint): bigint {
  if (stop === undefined) return from;
  const loss = side === "buy" ? from - stop : stop - from;
  return loss > 0n ? loss : 0n;
}

/** Open risk of an instrument to its stop in force, and of the entries that work, each to its own. */
function riskOf(audit: Audit, instrument: number, stop: bigint | undefined): bigint {
  const held = audit.held[instrument] ?? 0n;
  const mark = audit.marks[instrument] ?? 0n;
  let risk = audit.value(
    instrument,
    magnitude(held),
    held === 0n ? 0n : lossTo(stop, held > 0n ? "buy" : "sell", mark),
  );
  for (const entry of audit.liveEntries(instrument)) {
    const { request, remaining } = entry;
    const from = request.limit ?? request.collar ?? mark;
    risk += audit.value(instrument, remaining, lossTo(entry.stop, request.side, from));
  }
  return risk;
}

/** Of the entry itself, with the fees of both ends. */
function riskOfEntry(audit: Audit, { order, instrument, stop }: ApprovedEntry): bigint {
  const mark = audit.marks[instrument.id] ?? 0n;
  const from = order.limit ?? order.collar ?? mark;
  const loss = audit.value(instrument.id, order.quantity, lossTo(stop, order.side, from));
  const turnover = audit.value(instrument.id, order.quantity, from + (stop ?? 0n));
  return loss + (turnover * instrument.fees.taker) / RATIO;
}

const within = (used: bigint, share: bigint | undefined, of: bigint): void => {
  if (share === undefined) return;
  expect(of > 0n).toBe(true);
  expect(used * RATIO <= of * share).toBe(true);
};

describe("an approved entry at its worst is within", () => {
  test("the size of a position, in money and in units", () => {
    everyApproval(({ order }, { audit, scenario }) => {
      const { own } = scenario.risk;
      within(sideAtWorst(audit, order.instrument, order.side, order), own?.positionSizeMax, audit.equity);
      if (own?.positionQuantityMax === undefined) return;
      const held = audit.held[order.instrument] ?? 0n;
      let units: bigint = order.quantity;
      if (held > 0n === (order.side === "buy")) units += magnitude(held);
      for (const { request, remaining } of audit.liveEntries(order.instrument))
        if (request.side === order.side) units += remaining;
      expect(units <= own.positionQuantityMax).toBe(true);
    });
  });

  test("the exposure to its symbol, and the share that diversification leaves it", () => {
    everyApproval(({ order }, { audit, scenario }) => {
      const { portfolio } = scenario.risk;
      const worst = sideAtWorst(audit, order.instrument, order.side, order);
      within(worst, portfolio?.symbolExposureMax, audit.equity);
      const parts = portfolio?.diversificationMin ?? 1;
      if (parts > 1) within(worst, RATIO / BigInt(parts) + 1n, audit.equity);
    });
  });

  test("the exposure of the portfolio and the leverage of the account", () => {
    everyApproval(({ order }, { run, audit, scenario }) => {
      const worst = allAtWorst({ run, audit }, order);
      within(worst, scenario.risk.portfolio?.exposureMax, audit.equity);
      within(worst, BigInt(scenario.risk.leverage?.max ?? 1) * RATIO, audit.equity);
    });
  });

  test("the risk of a trade, counting what is held to the stop that comes with the entry", () => {
    everyApproval((entry, { audit, scenario }) => {
      const { id } = entry.instrument;
      const held = riskOf(audit, id, entry.stop ?? audit.stopInForce(id));
      within(held + riskOfEntry(audit, entry), scenario.risk.own?.riskMax, audit.equity);
    });
  });

  test("the open risk of the portfolio", () => {
    everyApproval((entry, { run, audit, scenario }) => {
      let risk = riskOfEntry(audit, entry);
      for (const { id } of run.instruments) risk += riskOf(audit, id, audit.stopInForce(id));
      within(risk, scenario.risk.portfolio?.riskMax, audit.equity);
    });
  });

  test("the balance that the exchange has free, and the share of it that one order may take", () => {
    everyApproval(({ order, instrument }, { run, audit, scenario }) => {
      const { free } = run.exchange.account;
      const isSpot = instrument.kind === "spot";
      const at = order.limit ?? order.collar ?? audit.marks[instrument.id] ?? 0n;
      const value = audit.value(instrument.id, order.quantity, at);
      const need = value / BigInt(isSpot ? 1 : scenario.leverage) + (value * instrument.fees.taker) / RATIO;
      within(need, scenario.risk.sizing?.balanceShareMax ?? RATIO, free);
    });
  });

  test("the number of trades that may be open at one time", () => {
    everyApproval(({ order }, { run, audit, scenario }) => {
      const busy = run.instruments.filter(
        ({ id }) => id === order.instrument || audit.held[id] !== 0n || audit.liveEntries(id).length > 0,
      );
      expect(busy.length).toBeLessThanOrEqual(scenario.risk.portfolio?.concurrentTradesMax ?? 3);
    });
  });
});

test("no more trades are opened in a day than allowed", () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      const { run, audit } = prepareScenario(scenario);
      const opened = new Map<number, number>();
      audit.onFilled = ({ fill }, before) => {
        const after = audit.held[fill.instrument] ?? 0n;
        const isNew = after !== 0n && (before === 0n || before > 0n !== after > 0n);
        if (!isNew) return;
        const day = utcDay(fill.at);
        const count = (opened.get(day) ?? 0) + 1;
        opened.set(day, count);
        expect(count).toBeLessThanOrEqual(scenario.risk.session?.dailyTradesMax ?? Number.POSITIVE_INFINITY);
      };
      playThrough(scenario, run);
    }),
    RUNS,
  );
});

test("an entry carries a stop wherever the account requires one", () => {
  everyApproval(({ stop }, { scenario }) => {
    if (scenario.risk.isStopRequired === true) expect(stop).toBeDefined();
  });
});
