/**
 * The map of the house as data: the rooms from the ground up, what each is for, and whom it may import.
 * A room may import only rooms that stand above it in this list; a room of the core only rooms of the core.
 * `npm run rooms` writes this list into ARCHITECTURE.md. Data only: no imports here.
 */
export interface Room {
  /** Below src/. */
  readonly path: string;
  readonly purpose: string;
  readonly mayImport: readonly string[];
  /** The only file that other rooms import. */
  readonly door: string;
}

const room = (path: string, purpose: string, mayImport: readonly string[], door = "index.ts"): Room => {
  return { path, purpose, mayImport, door };
};

/** What nearly every room speaks. */
const GROUND = ["core/base", "core/domain", "core/market"];

const CORE: readonly Room[] = [
  room("core/base", "Foundations: nominal types, assertions, results, exact decimals, seeded chance.", []),
  room(
    "core/domain",
    "The words everything speaks: instruments, orders, fills, signals, intents, events, effects.",
    ["core/base"],
  ),
  room("core/market", "The latest believed prices and how old that belief is; bars in columns.", [
    "core/base",
    "core/domain",
  ]),
  room("core/indicators", "Streaming statistics, one value at a time.", GROUND),
  room("core/portfolio", "Fills become positions, balances, profit and loss: exactly.", GROUND),
  room("core/signals", "Model outputs and features become dated opinions with a confidence.", GROUND),
  room("core/strategy", "The contract an author implements, and what a strategy may see.", [
    ...GROUND,
    "core/indicators",
  ]),
  room("core/risk", "Limits, sizing, leverage, breakers, kill switch; approves, or refuses with a reason.", [
    ...GROUND,
    "core/indicators",
    "core/portfolio",
    "core/signals",
  ]),
  room(
    "core/execution",
    "The life of an order: identity, state, types the venue lacks, protection that matches what is held.",
    [...GROUND, "core/portfolio"],
  ),
  room(
    "core/exchange",
    "The simulated exchange: matching on bars and tapes, latency, fees, slippage, margin, funding, liquidation.",
    GROUND,
  ),
  room("core/engine", "One event in, effects out: the only room that knows the order of rooms.", [
    ...GROUND,
    "core/indicators",
    "core/portfolio",
    "core/signals",
    "core/strategy",
    "core/risk",
    "core/execution",
    "core/exchange",
  ]),
  room("core/analytics", "What a run was worth: returns, risk, attribution, costs, significance.", [
    ...GROUND,
    "core/portfolio",
  ]),
  room("core/views", "Folds of steps that the dashboard, the API and the reports read.", [
    "core/base",
    "core/domain",
    "core/portfolio",
    "core/engine",
    "core/analytics",
  ]),
  room(
    "core/backtest",
    "A whole backtest as one call, for programs and browsers; what every run is assembled by.",
    [...GROUND, "core/strategy", "core/risk", "core/exchange", "core/engine", "core/analytics", "core/views"],
  ),
  room("core/testing", "For authors of strategies: plays hand-made bars through the real engine.", [
    ...GROUND,
    "core/strategy",
    "core/risk",
    "core/exchange",
    "core/engine",
    "core/backtest",
  ]),
];

const ALL_CORE = CORE.map(({ path }) => path);

const EDGE: readonly Room[] = [
  room("edge/problem", "What went wrong in words a person can act on, with its exit code.", []),
  room("edge/files", "Directories and files, as every room of the edge makes them.", []),
  room("edge/logs", "What a run tells for people to read later: JSON lines in files that turn over.", [
    "edge/files",
    "edge/problem",
  ]),
  room(
    "edge/journal",
    "Append-only segments of records that are durable when it says so, and never silently lose one.",
    ["core/base", "edge/files", "edge/problem"],
  ),
  room("edge/data", "The market-data store: reading, checking and keeping recorded bars.", [
    ...GROUND,
    "edge/files",
    "edge/problem",
  ]),
  room("edge/strategies", "Loads a strategy file into the contract; refuses what would reach outside.", [
    ...GROUND,
    "core/strategy",
    "edge/problem",
  ]),
  room(
    "edge/ports",
    "The asynchronous interfaces of the edge: what a venue is to whoever trades on it, and where alerts go.",
    ["core/base", "core/domain"],
  ),
  room("edge/alerts", "Reaching a person: bounded queues before sinks that may be slow or dead.", [
    "edge/logs",
    "edge/ports",
  ]),
  room(
    "edge/venues",
    "Exchanges and brokers behind one port: the simulated one, which is a process of its own.",
    [...GROUND, "core/exchange", "core/engine", "edge/problem", "edge/data", "edge/ports"],
  ),
  room(
    "edge/emergency",
    "Getting out without the engine: cancels and closes everything on a connection and an epoch of its own.",
    ["core/base", "core/domain", "edge/ports", "edge/problem", "edge/journal", "edge/venues"],
  ),
  room(
    "edge/research",
    "Backtests and what is built from many of them: search, out-of-sample proof, bias checks.",
    [...ALL_CORE, "edge/problem", "edge/data", "edge/strategies"],
  ),
  room("edge/report", "The terminal summary and the JSON, HTML and CSV of a finished run.", [
    ...GROUND,
    "core/portfolio",
    "core/analytics",
    "core/views",
    "edge/problem",
    "edge/data",
    "edge/research",
  ]),
  room(
    "edge/runs",
    "Finished runs on a disk: stored whole, listed, found, read back unchanged, deleted on purpose.",
    [...GROUND, "core/views", "edge/files", "edge/problem", "edge/report"],
  ),
  room(
    "edge/control",
    "How a person speaks to a run that goes on: JSON lines over a socket that only its owner can open.",
    ["edge/files", "edge/problem"],
  ),
  room(
    "edge/runner",
    "The live loop: what comes in is written down, then played; taken up where a process died; walked again.",
    [
      ...ALL_CORE,
      ...["edge/files", "edge/problem", "edge/journal", "edge/strategies", "edge/research"],
      ...["edge/ports", "edge/venues"],
    ],
  ),
  room(
    "edge/drill",
    "The seeded fault simulation: real parts in a storm on a virtual clock, and who audits them.",
    [
      ...[...GROUND, "core/strategy", "core/risk", "core/exchange", "core/indicators"],
      ...["edge/problem", "edge/journal", "edge/research", "edge/ports", "edge/venues", "edge/runner"],
      "edge/emergency",
    ],
  ),
];

export const ROOMS: readonly Room[] = [
  ...CORE,
  ...EDGE,
  room(
    "edge/app",
    "Modes, settings, the command line: the one place where everything meets.",
    [...ALL_CORE, ...EDGE.map(({ path }) => path)],
    "main.ts",
  ),
];

/** src/index.ts, the door of the package: what an author of strategies imports as "timonel". */
export const FRONT_DOOR_MAY_IMPORT: readonly string[] = [
  "core/base",
  "core/domain",
  "core/market",
  "core/indicators",
  "core/strategy",
  "core/backtest",
];
