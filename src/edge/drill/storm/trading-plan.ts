import {
  amount,
  type Chance,
  type DurationMs,
  price,
  type Quantity,
  quantity,
  ratio,
} from "../../../core/base/index.ts";
import type { Instrument } from "../../../core/domain/index.ts";
import { type FillModel, PLAIN_FILLS } from "../../../core/exchange/index.ts";
import { type InstrumentLimits, type RiskSettings, UNLIMITED } from "../../../core/risk/index.ts";
import type { RunPlan } from "../../research/index.ts";
import { BEGIN, contract, thing, walk } from "./market.ts";
import { restless } from "./restless.ts";

const MINUTE = 60_000;
const SECOND = 1_000;

/** Most that may be held of an instrument, in contracts: the limit that the auditor holds the venue's truth to. */
export const HELD_MAX: Quantity = quantity("20");

const INTERVALS = [5, 10, 30, 60];
/** Fills of ours may take so much of the volume of a bar together. */
const VOLUME_SHARES = [Number.POSITIVE_INFINITY, 0.02, 0.006, 0.002];
/** So much of the volume makes many fills of one order, and each moves what protects. */
const THIN = 0.002;
/** About so many wishes an hour, all strategies together: more of them say little that the others did not. */
const WISHES_MOST = 130;
const WISHES_MOST_OF_BIDS = 220;
const WISHES_MOST_WHERE_THIN = 50;
/** So many drills trade things instead of contracts, and some of them on a balance that does not buy all that is wanted. */
const SPOT_SHARE = 0.2;
const BALANCE = amount("100000");
const BALANCE_OF_FEW = amount("2500");
/** What some venues take their fees in, and its price. */
export const FEE_ASSET = "FEE";
const FEES_IN = { asset: FEE_ASSET, price: price("7") };
/** In so many drills sizes follow the confidence of the strategy, and in as many a person is asked about every opening. */
const SCALED_SHARE = 0.1;
const SCALED = { level: "scaled", confidenceStep: 0.15 } as const;
const ASKED_SHARE = 0.1;
const ASKED = { level: "semi", timeoutMs: 2 * MINUTE } as const;
const FUNDING_EVERY_MS = 8 * MINUTE;

/** What is traded, on which bars, how restlessly, and within which limits. */
export function planOf(chance: Chance, world: Chance, lengthMs: number): RunPlan {
  const spot = chance.fork("spot");
  const isSpot = spot.next() < SPOT_SHARE;
  const isPoor = isSpot && spot.next() < 0.5;
  const instruments = Array.from({ length: 1 + world.int(3) }, (_, place) =>
    isSpot ? thing(place) : contract(place),
  );
  const intervalMs = ((INTERVALS[world.int(INTERVALS.length)] ?? 60) * SECOND) as DurationMs; // A brand is born.
  const rows = Math.floor(lengthMs / intervalMs);
  const restlessness = 0.05 + 0.6 * world.next();
  const nonsense = world.next() < 0.1 ? 0.01 : 0;
  const habits = chance.fork("habits");
  const bids = habits.next() < 0.4 ? 0.8 : 0.2;
  const tidy = habits.next() < 0.4 ? 0.3 : 0.05;
  // Where an entry alone may take all that may be held, direct orders never come to the limit.
  const isWide = habits.next() < 0.5 || isPoor;
  const volumeShareMax = VOLUME_SHARES[habits.int(VOLUME_SHARES.length)] ?? 1;
  const usual = bids > 0.5 ? WISHES_MOST_OF_BIDS : WISHES_MOST;
  const wishesMost = volumeShareMax <= THIN ? WISHES_MOST_WHERE_THIN : usual;
  const pace = Math.min(restlessness, wishesMost / (rows * instruments.length));
  const isWild = habits.next() < 0.2;
  const feesIn = feesOf(chance, isSpot);
  const isFunded = habits.next() < 0.5 && !isSpot;
  const funding = isFunded ? fundingOf(instruments, chance.fork("funding"), lengthMs) : undefined;
  const fickle = habits.next() < 0.3 ? 0.3 : 0;
  return {
    instruments,
    series: instruments.map(({ id, symbol }) => ({
      instrument: id,
      intervalMs,
      columns: walk(chance.fork(`bars ${symbol}`), rows, intervalMs, isWild ? 0.4 : 0.04),
    })),
    longer: [],
    runs: instruments.map(({ id }, place) => ({
      source: { name: restless.name, url: "file:///restless.mjs" },
      params: { pace, nonsense, bids, tidy, fickle },
      instrument: id,
      series: place,
      seed: chance.fork("strategy").fork(String(place)).int(1e9).toString(),
      signals: { confidenceMin: 0, strengthMin: "WEAK", dataAgeMsMax: Number.POSITIVE_INFINITY },
      needsAtr: false,
    })),
    account: { currency: "USDT", balance: isPoor ? BALANCE_OF_FEW : BALANCE },
    risk: limitsOf(instruments, { isWide, leverage: isSpot ? 1 : isWild ? 10 : 5 }),
    fills: { ...PLAIN_FILLS, slippage: { kind: "fixed-bps", bps: 2 }, volumeShareMax, ...feesIn },
    ...(funding !== undefined && { funding }),
    ...automationOf(chance.fork("scaled")),
    onFault: "stop strategy",
  };
}

/** In one drill of four in an asset of the venue's own; where things change hands, in nearly half of the others out of what a trade brings. */
function feesOf(chance: Chance, isSpot: boolean): Pick<FillModel, "feesIn"> {
  if (chance.fork("fees").next() < 0.25) return { feesIn: FEES_IN };
  return isSpot && chance.fork("fees in kind").next() < 0.6 ? { feesIn: "received" } : {};
}

function automationOf(chance: Chance): Pick<RunPlan, "automation"> {
  const drawn = chance.next();
  if (drawn < SCALED_SHARE) return { automation: SCALED };
  return drawn < SCALED_SHARE + ASKED_SHARE ? { automation: ASKED } : {};
}

/** Every eight minutes, at rates that a market has in eight hours. */
function fundingOf(
  instruments: readonly Instrument[],
  chance: Chance,
  lengthMs: number,
): NonNullable<RunPlan["funding"]> {
  const times = Array.from({ length: Math.floor(lengthMs / FUNDING_EVERY_MS) }, (_, i) => i + 1);
  return instruments.map(({ id }) => ({
    instrument: id,
    time: Float64Array.from(times, (n) => BEGIN + n * FUNDING_EVERY_MS),
    rate: Float64Array.from(times, () => (chance.next() - 0.5) / 1_000),
  }));
}

/** Wide, but for what is held: the auditor knows that number, and needs no prices to hold the truth to it. */
function limitsOf(
  instruments: readonly Instrument[],
  { isWide, leverage }: { readonly isWide: boolean; readonly leverage: number },
): RiskSettings {
  const own: InstrumentLimits = {
    ...UNLIMITED.own,
    positionSizeMax: ratio(isWide ? "0.2" : "0.02"),
    positionQuantityMax: HELD_MAX,
    collar: ratio("0.05"),
    defaultStop: 0.03,
  };
  return {
    instruments: instruments.map(() => own),
    portfolio: { ...UNLIMITED.portfolio, sameDirection: "allow" },
    session: UNLIMITED.session,
    sizing: { method: "fixed_percent", balanceShareMax: ratio("1") },
    leverage: { used: leverage, max: 20 },
    isStopRequired: true,
  };
}
