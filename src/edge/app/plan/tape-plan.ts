import type { PlannedTape } from "../../../core/backtest/index.ts";
import type { InstrumentId } from "../../../core/domain/index.ts";
import { count, type LoadedBars } from "../../data/index.ts";
import { UserProblem } from "../../problem/index.ts";
import type { Config } from "../config/index.ts";

type RecordedTape = NonNullable<LoadedBars["tape"]>;

/** Keys that say nothing on bars. */
const KEYS = ["simulation.queue", "simulation.triggers_by", "simulation.book_levels"];

/**
 * How instruments are played on their recordings; undefined where they are played on bars.
 * @param isPlayed whether whoever asks can play recordings at all
 * @throws UserProblem, exit 2, where it cannot, or where only some of the instruments have one
 */
export function planTapes(
  { simulation }: Config,
  bars: readonly LoadedBars[],
  isPlayed: boolean,
): readonly PlannedTape[] | undefined {
  const recorded = bars.filter(({ tape }) => tape !== undefined);
  const [first] = recorded;
  if (first === undefined) return undefined;
  if (!isPlayed) throw notHere(first);
  const other = bars.find(({ tape }) => tape === undefined);
  if (other !== undefined) throw mixed(first, other);
  const { queue, triggersBy, bookLevels: levels } = simulation;
  return bars.flatMap(({ tape }, id) => {
    if (tape === undefined) return [];
    const { tick, events } = tape;
    return [{ instrument: id as InstrumentId, tick, events, model: { queue, triggersBy }, levels }]; // A brand is born.
  });
}

const notHere = ({ file, symbol }: LoadedBars): UserProblem =>
  new UserProblem({
    exitCode: 2,
    where: file,
    message: `${symbol} is a recording of raw streams, and these are played by timonel backtest alone`,
    allowed: "a file of bars",
    fix: "play it with timonel backtest, or choose a file of bars",
  });

const mixed = (recorded: LoadedBars, other: LoadedBars): UserProblem =>
  new UserProblem({
    exitCode: 2,
    where: other.file,
    message: `${other.symbol} has bars, and ${recorded.symbol} is a recording of raw streams: a run is played on one or the other`,
    found: `${recorded.file} and ${other.file}`,
    allowed: "recordings of all symbols, or bars of all",
    fix: "leave one of them out, or choose another file for it",
  });

/** What a result on recordings rests on; and what was said of recordings where there are none. */
export function tapeNotices({ simulation, places }: Config, bars: readonly LoadedBars[]): readonly string[] {
  if (bars.every(({ tape }) => tape === undefined)) {
    const said = KEYS.filter((key) => places[key] !== undefined);
    return said.map((key) => `${key} does nothing on bars: it is about recordings of raw streams`);
  }
  const { queue, triggersBy, slippage, volumeShareMax, limitFill, spreadBps } = simulation;
  const idle = [
    ...(slippage === "square_root" ? ["simulation.slippage square_root"] : []),
    ...(volumeShareMax === null ? [] : ["simulation.volume_share_max"]),
    ...(limitFill === "touch" ? ["simulation.limit_fill"] : []),
  ];
  const slipped = {
    none: ["no slippage where no depth is known (simulation.slippage)"],
    half_spread: [
      `slippage is half of a spread of ${spreadBps} basis points where no quote is known (simulation.slippage)`,
    ],
    fixed_bps: [],
    square_root: [],
  };
  return [
    ...bars.flatMap((one) => (one.tape === undefined ? [] : [heardOf(one, one.tape)])),
    `where limit orders stand at their price nobody can know: ${queue} (simulation.queue); a result that hangs on it is none`,
    ...(triggersBy === "quote" ? ["stops are set off by quotes (simulation.triggers_by)"] : []),
    ...slipped[slippage],
    ...idle.map((key) => `${key} does nothing on recordings: what trades and what there is to take is known`),
  ];
}

function heardOf({ symbol, interval }: LoadedBars, { trades, quotes, depths }: RecordedTape): string {
  const heard = `${count(trades, "trade")}, ${count(quotes, "quote")} and ${count(depths, "change")} of depth`;
  const bars = `its bars of ${interval} are made of the trades, without the first and the last, which it does not hold whole`;
  return `${symbol} is played on a recording of ${heard}; ${bars}`;
}
