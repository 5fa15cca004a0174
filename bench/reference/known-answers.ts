/** What the tasks come to, as ../shared/bench/README.md states it. Nothing here is computed by this house. */
export interface KnownAnswer {
  readonly bars: number;
  readonly seed: number;
  readonly trades: number;
  /** In millionths. */
  readonly finalEquityMicro: bigint;
  readonly digest: string;
}

export const SEED_42: KnownAnswer = {
  bars: 1_000_000,
  seed: 42,
  trades: 17_759,
  finalEquityMicro: 836_076_422_484n,
  digest: "70739e7426085e3b",
};
export const SEED_7: KnownAnswer = {
  bars: 100_000,
  seed: 7,
  trades: 1_842,
  finalEquityMicro: 983_729_991_680n,
  digest: "5f16f89e0c5e45bb",
};
export const SEED_2024: KnownAnswer = {
  bars: 100_000,
  seed: 2024,
  trades: 1_827,
  finalEquityMicro: 985_583_438_732n,
  digest: "54fc76641f2f1cc7",
};

/** What the bracket task comes to, by the same table. */
export const BRACKET_42: KnownAnswer = {
  bars: 1_000_000,
  seed: 42,
  trades: 36_157,
  finalEquityMicro: 730_812_738_742n,
  digest: "e7ae073f31b50186",
};
export const BRACKET_7: KnownAnswer = {
  bars: 100_000,
  seed: 7,
  trades: 3_688,
  finalEquityMicro: 975_221_273_338n,
  digest: "26ab1a4ffaf1ced0",
};
export const BRACKET_2024: KnownAnswer = {
  bars: 100_000,
  seed: 2024,
  trades: 3_586,
  finalEquityMicro: 979_189_088_730n,
  digest: "587b2770799b9202",
};
