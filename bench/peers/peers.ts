/** The other engines, best known ones of their kind. Nothing of theirs is part of the repository or of the package. */
import type { Limit } from "../row.ts";
import type { Peer } from "./peer.ts";

const MILLION = 1_000_000;
const atLeast = (goal: number, floor: number): Limit => ({ of: "ratio", sense: "at least", goal, floor });

export const EMA_PEERS: readonly Peer[] = [
  {
    name: "debut",
    from: "npm",
    packages: ["@debut/community-core@5.0.8"],
    adapter: "debut.mjs",
    bars: MILLION,
    rounds: 3,
    limit: atLeast(50, 25),
  },
  {
    name: "backtest-framework",
    from: "npm",
    packages: ["@backtest/framework@1.1.18"],
    adapter: "backtest-framework.mjs",
    bars: MILLION,
    rounds: 3,
    limit: atLeast(50, 25),
    because: "its fee comes off what is bought, and it rounds profits to cents",
  },
  {
    name: "grademark",
    from: "npm",
    packages: ["grademark@0.3.0", "data-forge@1.10.4"],
    adapter: "grademark.mjs",
    bars: MILLION,
    rounds: 3,
    because: "it knows no fees and no curve for each bar, and never enters on the bar of an exit",
  },
  {
    name: "backtesting.py",
    from: "PyPI",
    packages: ["backtesting==0.6.6"],
    adapter: "backtesting_py.py",
    bars: 250_000,
    rounds: 3,
    limit: atLeast(50, 25),
  },
  {
    name: "vectorbt",
    from: "PyPI",
    packages: ["vectorbt==1.2.0"],
    adapter: "vectorbt_signals.py",
    bars: MILLION,
    rounds: 7,
    limit: atLeast(1.5, 1),
  },
  {
    name: "backtrader",
    from: "PyPI",
    packages: ["backtrader==1.9.78.123", "numpy==2.4.6", "pandas==3.1.1"],
    adapter: "backtrader_next.py",
    bars: 100_000,
    rounds: 3,
    limit: atLeast(300, 150),
  },
  {
    name: "nautilus-trader",
    from: "PyPI",
    packages: ["nautilus_trader==1.221.0"],
    adapter: "nautilus.py",
    bars: 100_000,
    rounds: 3,
  },
];

/** For the tape of ticks instead of the bars. */
export const TICK_PEER: Peer = {
  name: "hftbacktest",
  from: "PyPI",
  packages: ["hftbacktest==2.4.4"],
  adapter: "hft.py",
  bars: 0,
  rounds: 5,
  because: "another model of the queue: the fills of a resting order are a matter of the model",
};
