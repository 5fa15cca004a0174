/** Strategies with a known fault, one each: what the checks must find, or they are worth nothing. */
import type { BarColumns } from "../../../core/market/index.ts";
import type { Strategy } from "../../../core/strategy/index.ts";
import { centredAverage } from "./centred-average.ts";
import { closureOverColumns } from "./closure-over-columns.ts";
import { cumulativeAverage } from "./cumulative-average.ts";
import { everyNthBar } from "./every-nth-bar.ts";
import { fittedOnTheFuture } from "./fitted-on-the-future.ts";
import { peekThroughFeed } from "./peek-through-feed.ts";
import { recordVolume } from "./record-volume.ts";
import { unfinishedLongerBar } from "./unfinished-longer-bar.ts";
import { wrongSessionClose } from "./wrong-session-close.ts";

type Leaky = Readonly<Record<string, (columns: BarColumns) => Strategy>>;

/** By the name of their file. They follow one feed, `main`, and have no parameters. */
export const LEAKY: Readonly<Record<"lookahead" | "warmup", Leaky>> = {
  lookahead: {
    "peek-through-feed": peekThroughFeed,
    "centred-average": centredAverage,
    "unfinished-longer-bar": unfinishedLongerBar,
    "closure-over-columns": closureOverColumns,
    "fitted-on-the-future": fittedOnTheFuture,
    "wrong-session-close": wrongSessionClose,
  },
  warmup: {
    "every-nth-bar": everyNthBar,
    "cumulative-average": cumulativeAverage,
    "record-volume": recordVolume,
  },
};
