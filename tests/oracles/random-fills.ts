/** Random lives of one position: entries, partial and full exits, flips, with every kind of fee. */
import fc from "fast-check";
import type { Amount, Price, Quantity, UnixMs } from "../../src/core/base/index.ts";
import type { Fill, Instrument, OrderId } from "../../src/core/domain/index.ts";
import type { SlowFill } from "./slow-books.ts";

/** What a fill does to whatever is held when its turn comes; it stays meaningful when fills before it are shrunk away. */
export interface Move {
  readonly does: "add" | "leave part" | "leave" | "flip";
  /** The side, where nothing is held; spot always begins with a purchase. */
  readonly isBuy: boolean;
  readonly price: bigint;
  readonly quantity: bigint;
  /** Per mille of what is held, where a part is left; of `quantity` that enters, where a flip enters again. */
  readonly share: bigint;
  readonly feeIn: SlowFill["feeIn"];
  /** Millionths of the value; negative is a rebate. */
  readonly feeRate: bigint;
  /** Last digits that no venue would charge, so that sharing a fee is not exact by luck. */
  readonly feeDust: bigint;
  readonly otherPrice: bigint;
}

/** What entered is left in a few fills, so that positions come back to flat again and again. */
const DOES: readonly Move["does"][] = ["add", "add", "add", "leave part", "leave part", "leave", "flip"];

const move: fc.Arbitrary<Move> = fc.record({
  does: fc.constantFrom(...DOES),
  isBuy: fc.boolean(),
  price: fc.bigInt({ min: 1n, max: 10n ** 17n }),
  quantity: fc.bigInt({ min: 1n, max: 10n ** 12n }),
  share: fc.bigInt({ min: 1n, max: 999n }),
  feeIn: fc.constantFrom("quote", "quote", "base", "other"),
  feeRate: fc.bigInt({ min: -300n, max: 2_000n }),
  feeDust: fc.bigInt({ min: 0n, max: 999_999n }),
  otherPrice: fc.bigInt({ min: 1n, max: 10n ** 15n }),
});

export const lives = (fills: number): fc.Arbitrary<readonly Move[]> =>
  fc.array(move, { minLength: fills, maxLength: fills, size: "max" });

/** The fill that a move makes of what is held. `grain` is the smallest quantity whose units of the base are whole. */
export function slowFillOf(move: Move, held: bigint, instrument: Instrument): SlowFill {
  const isSpot = instrument.settlement === "asset";
  const grain = isSpot ? 1n : grainOf(instrument);
  const holding = held < 0n ? -held : held;
  const isLeaving = held !== 0n && move.does !== "add" && !(isSpot && move.does === "flip");
  const isBuy = held === 0n ? isSpot || move.isBuy : held > 0n !== isLeaving;
  const quantity = isLeaving ? leavingQuantity(move, holding, grain) : move.quantity * grain;
  const feeIn = isSpot && move.feeIn === "base" && !isBuy ? "quote" : move.feeIn;
  const { price, otherPrice } = move;
  return { isBuy, price, quantity, feeIn, otherPrice, fee: feeOf({ ...move, feeIn }, quantity, instrument) };
}

function leavingQuantity({ does, share, quantity }: Move, holding: bigint, grain: bigint): bigint {
  if (does === "leave") return holding;
  if (does === "flip") return holding + quantity * grain;
  const part = ((holding * share) / 1_000n / grain) * grain;
  return part === 0n ? holding : part;
}

/** Fees in an asset have eight decimals; fees in money have as many as money has. */
function feeOf({ feeIn, feeRate, feeDust, price }: Move, quantity: bigint, instrument: Instrument): bigint {
  const units = (quantity * instrument.contractSize) / 100_000_000n;
  if (feeIn === "quote") return (price * units * feeRate) / 1_000_000n + feeDust;
  return ((units * feeRate) / 1_000_000n) * 1_000_000_000_000n;
}

/** Eight decimals are shared by quantity and contract size. */
function grainOf({ contractSize }: Instrument): bigint {
  let grain = 1n;
  while ((grain * contractSize) % 100_000_000n !== 0n) grain *= 10n;
  return grain;
}

/** The same fill as the portfolio is told of it. */
export function fillOf(slow: SlowFill, instrument: Instrument, number: number, otherAsset: string): Fill {
  const assets = { quote: instrument.quote, base: instrument.base, other: otherAsset };
  return {
    order: number as OrderId,
    instrument: instrument.id,
    side: slow.isBuy ? "buy" : "sell",
    price: slow.price as Price,
    quantity: slow.quantity as Quantity,
    fee: slow.fee as Amount,
    feeAsset: assets[slow.feeIn],
    liquidity: "taker",
    tradeId: `trade-${number}`,
    at: (number * 1_000) as UnixMs,
  };
}
