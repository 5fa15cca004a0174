/** What a strategy may build its decisions on; the other half of every refusal. */
export const ALLOWED = "closed bars, params, state, and `now` and `chance` of the context";

const CHANCE = "use `chance` of the context: seeded, so that a run can be repeated";
const NOW = "use `now` of the context, onBar({ now }): the close of the bar in milliseconds since 1970";
const TIMERS = "declare `timers`: onTimer is called when their time has come";
const NETWORK = "remove it: prices come through `feeds`, settings through `params`";
const AT_ONCE = "do it at once: a strategy is synchronous";
const MODULE = 'write import { ... } from "timonel" and export const mine = strategy({ ... })';
const BY_NAME = "write what you need by its own name; what must survive a bar belongs in `state`";
const NO_EVAL = "write the code itself";
const NO_PLACE = "remove it: a strategy does not see the machine it runs on";
const KEEP = "keep the object itself: when memory is cleaned differs from run to run";

/** Names of the realm that would make a run depend on the hour, on chance or on the place, and what to use instead. */
export const FORBIDDEN: ReadonlyMap<string, string> = new Map([
  ["process", NO_PLACE],
  ["Date", `${NOW}; the hour of the day is Math.floor(now / 3_600_000) % 24, UTC`],
  ["performance", NOW],
  ["setTimeout", TIMERS],
  ["setInterval", TIMERS],
  ["setImmediate", AT_ONCE],
  ["queueMicrotask", AT_ONCE],
  ["Promise", AT_ONCE],
  ["fetch", NETWORK],
  ["WebSocket", NETWORK],
  ["EventSource", NETWORK],
  ["XMLHttpRequest", NETWORK],
  ["crypto", `${CHANCE}; ids of orders are given by the engine`],
  ["Intl", "compute it from `now`, which is UTC; texts for people are made by the reports"],
  ["eval", NO_EVAL],
  ["Function", NO_EVAL],
  ["globalThis", BY_NAME],
  ["global", BY_NAME],
  ["self", BY_NAME],
  ["window", BY_NAME],
  ["navigator", NO_PLACE],
  ["require", MODULE],
  ["module", MODULE],
  ["exports", MODULE],
  ["__dirname", NO_PLACE],
  ["__filename", NO_PLACE],
  ["WeakRef", KEEP],
  ["FinalizationRegistry", KEEP],
]);

export const INSTEAD_OF_RANDOM = CHANCE;
export const INSTEAD_OF_ENVIRONMENT =
  "declare a parameter in `params`, and set it with --param or in the config";
export const INSTEAD_OF_IMPORT_META = NO_PLACE;
export const INSTEAD_OF_ASYNC = "remove async and await, and return the intent itself";
export const INSTEAD_OF_LET =
  "make it a const if it never changes, else declare `state` in the strategy: a variable of the module survives from run to run, and a replay would differ";
