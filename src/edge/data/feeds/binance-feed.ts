import { createHash } from "node:crypto";
import type { Price, UnixMs } from "../../../core/base/index.ts";
import { type TapeEvent, TickScale } from "../../../core/market/index.ts";
import { damaged } from "../data-problem.ts";
import { readText } from "../read-file.ts";
import { readMessage, timeOf } from "./binance-message.ts";
import { explained, linesOf, payloadIn } from "./feed-lines.ts";
import { tickOfFeed } from "./feed-tick.ts";

/** A recording of one instrument, in the order it was heard. */
export interface RecordedFeed {
  readonly events: readonly TapeEvent[];
  readonly scale: TickScale;
  /** Of its text, hex. */
  readonly sha256: string;
  /** Size of the file on the disk. */
  readonly fileBytes: number;
}

/**
 * Reads a recording of Binance's raw streams, plain or gzip: a line each, the recorder's time in nanoseconds, a space, and
 * the message as it came. The recorder's clock is only as good as the recorder: `at` is the latest time of the venue that was
 * heard so far, so that it never runs back, and what names no time has that of what came before it.
 * @param tick what all prices are multiples of; left out: told by their decimals
 * @throws DataProblem that names the file and the line
 */
export function readBinanceFeed(file: string, tick?: Price): RecordedFeed {
  const { bytes, fileBytes } = readText(file);
  const lines = linesOf(bytes);
  const scale = new TickScale(tick ?? tickOfFeed(file, lines));
  const events: TapeEvent[] = [];
  let clock = firstTime(file, lines);
  lines.forEach((line, place) => {
    if (line === "") return;
    explained(file, place, () => {
      const payload = payloadIn(line);
      const time = timeOf(payload);
      if (time !== undefined && time > clock) clock = time;
      const event = readMessage(payload, clock, scale);
      if (event !== undefined) events.push(event);
    });
  });
  return { events, scale, sha256: createHash("sha256").update(bytes).digest("hex"), fileBytes };
}

/** What comes before the first message with a time bears that time. */
function firstTime(file: string, lines: readonly string[]): UnixMs {
  for (const [place, line] of lines.entries()) {
    if (line === "") continue;
    const time = explained(file, place, () => timeOf(payloadIn(line)));
    if (time !== undefined) return time;
  }
  throw damaged({
    where: file,
    message: "no message of the feed names a time",
    allowed: "at least one trade or change of depth",
    fix: "record it again",
  });
}
