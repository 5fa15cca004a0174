import { amountFromNumber, ratioFromNumber } from "../../../core/base/index.ts";
import { type Instrument, type InstrumentId, marginTiers } from "../../../core/domain/index.ts";
import type { FundingSchedule } from "../../../core/engine/index.ts";
import type { MarginTerms } from "../../../core/exchange/index.ts";
import {
  count,
  type FundingHistory,
  fundingFor,
  type LoadedBars,
  type MarkHistory,
  marksFor,
} from "../../data/index.ts";
import { UserProblem } from "../../problem/index.ts";
import type { Config, SymbolConfig } from "../config/index.ts";
import { type Coverage, fundingOver } from "./funding-over.ts";

/** Margin, funding and what a report has to say about both. */
export interface MarginPlan {
  readonly margin: MarginTerms;
  readonly funding: readonly FundingSchedule[];
  readonly notices: readonly string[];
  /** What was read from files, by place of the instrument: part of the data of a run. */
  readonly recorded: readonly { readonly funding?: FundingHistory; readonly marks?: MarkHistory }[];
}

/** An instrument as the config wants it on margin: tiers and the cost of borrowing it. */
export function onMargin(
  instrument: Instrument,
  { marginTiers: rows, borrowRate }: SymbolConfig,
): Instrument {
  const tiers =
    rows &&
    marginTiers(
      rows.map(({ from, maintenance, leverage }) => ({
        notionalFrom: amountFromNumber(from),
        maintenanceRate: ratioFromNumber(maintenance),
        leverageMax: leverage,
      })),
    );
  return {
    ...instrument,
    ...(tiers === null
      ? {}
      : { marginTiers: tiers, leverageMax: Math.max(...tiers.map((tier) => tier.leverageMax)) }),
    ...(borrowRate === null ? {} : { borrowRate: ratioFromNumber(borrowRate) }),
  };
}

/**
 * Reads the funding and mark prices of every perpetual, and fills what is missing with the flat rate.
 * @throws UserProblem for a leverage that an instrument does not have, or a damaged file
 */
export function planMargin(
  config: Config,
  instruments: readonly Instrument[],
  bars: readonly LoadedBars[],
  directories: readonly string[],
): MarginPlan {
  const { fundingRate, liquidationFee } = config.simulation;
  const recorded: MarginPlan["recorded"][number][] = [];
  const funding: FundingSchedule[] = [];
  const marks: MarginTerms["marks"][number][] = [];
  const flat: Gap[] = [];
  for (const [id, one] of bars.entries()) {
    const instrument = instruments[id] as Instrument; // One for each series of bars.
    if (instrument.kind !== "linear-perpetual") {
      recorded.push({});
      continue;
    }
    refuseLeverage(config, instrument);
    const found = read(config, one, directories);
    recorded.push(found);
    const { from, to } = one.tape ?? { from: one.from, to: one.to + one.intervalMs };
    const coverage = fundingOver({ from, to }, found.funding, fundingRate);
    funding.push({ instrument: id as InstrumentId, time: coverage.time, rate: coverage.rate });
    if (coverage.flat > 0) flat.push({ symbol: one.symbol, coverage });
    if (found.marks !== undefined)
      marks.push({
        instrument: id as InstrumentId,
        intervalMs: found.marks.intervalMs,
        columns: found.marks.columns,
      });
  }
  return {
    margin: { mode: config.account.margin, liquidationFee: ratioFromNumber(liquidationFee), marks },
    funding,
    recorded,
    notices: [...fundingNotices(flat, fundingRate), ...tierNotices(instruments)],
  };
}

interface Gap {
  readonly symbol: string;
  readonly coverage: Pick<Coverage, "flat" | "recorded">;
}

function read(
  config: Config,
  one: LoadedBars,
  directories: readonly string[],
): MarginPlan["recorded"][number] {
  const own = config.symbols.find(({ symbol }) => symbol === one.symbol);
  const named = (file: SymbolConfig["funding"]) =>
    file === null
      ? undefined
      : { file: file.file, directories: directories.length > 0 ? directories : [file.directory] };
  const funding = fundingFor(one, named(own?.funding ?? null));
  const marks = marksFor(one, named(own?.mark ?? null));
  return { ...(funding && { funding }), ...(marks && { marks }) };
}

function refuseLeverage({ account }: Config, { symbol, leverageMax }: Instrument): void {
  if (account.leverage <= leverageMax) return;
  throw new UserProblem({
    exitCode: 2,
    where: "account.leverage",
    message: `more than ${symbol} is known to be traded at`,
    found: String(account.leverage),
    allowed: `1 up to ${leverageMax}`,
    fix: `lower it, or type the venue's table into symbols.${symbol}.margin_tiers`,
  });
}

/** A rate that was assumed is named, with how often. */
export const fundingNotices = (gaps: readonly Gap[], rate: number): readonly string[] =>
  gaps.map(({ symbol, coverage: { flat, recorded } }) => {
    const missing =
      recorded === 0 ? "no recorded funding" : `no recorded funding for ${count(flat, "payment")}`;
    const percent = Number((rate * 100).toPrecision(6));
    return `${symbol}: ${missing}: a flat rate of ${percent} % is used each 8 hours (simulation.funding_rate)`;
  });

function tierNotices(instruments: readonly Instrument[]): readonly string[] {
  const symbols = instruments
    .filter((one) => one.kind === "linear-perpetual" && one.marginTiers === undefined)
    .map(({ symbol }) => symbol);
  if (symbols.length === 0) return [];
  return [
    `${symbols.join(", ")}: no margin tiers are known: 2.5 % of the value is assumed as maintenance margin at every size (symbols.S.margin_tiers)`,
  ];
}
