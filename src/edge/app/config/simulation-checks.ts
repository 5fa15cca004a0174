import type { SlippageName } from "./config.ts";
import { type Checked, type Contradiction, DEFAULT, type WhereOf } from "./contradiction.ts";

/** The keys that only one model of slippage reads. */
const OF_MODEL: readonly (readonly [string, SlippageName])[] = [
  ["slippage_bps", "fixed_bps"],
  ["spread_bps", "half_spread"],
  ["impact_coefficient", "square_root"],
  ["impact_bars", "square_root"],
];

/** Settings of the simulated exchange that would do nothing: somebody who wrote one believes in a cost that is not charged. */
export const simulationContradictions = (config: Checked, where: WhereOf): Contradiction[] => [
  ...unusedSlippage(config, where),
  ...doubleFees(config, where),
];

function unusedSlippage({ simulation: { slippage } }: Checked, where: WhereOf): Contradiction[] {
  const chosen = `simulation.slippage, which is ${slippage} (${where("simulation.slippage") ?? DEFAULT})`;
  return OF_MODEL.flatMap(([name, model]) => {
    const key = `simulation.${name}`;
    const said = where(key);
    if (said === undefined || model === slippage) return [];
    return [
      {
        where: said,
        key,
        message: `does nothing with ${chosen}`,
        found: name,
        allowed: `with simulation.slippage: ${model}`,
        fix: `remove it, or write slippage: ${model}`,
        between: [key, "simulation.slippage"],
      },
    ];
  });
}

/** Tiers name both rates. */
function doubleFees({ simulation }: Checked, where: WhereOf): Contradiction[] {
  if (simulation.feeTiers === null) return [];
  const fees = [
    ["maker_fee_bps", simulation.makerFeeBps],
    ["taker_fee_bps", simulation.takerFeeBps],
  ] as const;
  return fees.flatMap(([name, bps]) => {
    if (bps === null) return [];
    const key = `simulation.${name}`;
    const tiers = "simulation.fee_tiers";
    return [
      {
        where: where(key) ?? DEFAULT,
        key,
        message: `${name} and fee_tiers are both set (${where(tiers) ?? DEFAULT})`,
        found: String(bps),
        allowed: "one of the two",
        fix: `remove ${name} or fee_tiers`,
        between: [key, tiers],
      },
    ];
  });
}
