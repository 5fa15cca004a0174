import type { Price, UnixMs } from "../../../core/base/index.ts";
import { type TapeEvent, TickScale } from "../../../core/market/index.ts";
import { damaged } from "../data-problem.ts";
import { readText } from "../read-file.ts";
import { BadMessage, payloadOf, readMessage, timeOf } from "./binance-message.ts";

/** A recording of one instrument, in the order it was heard. */
export interface RecordedFeed {
  readonly events: readonly TapeEvent[];
  readonly scale: TickScale;
}

/**
 * Reads a recording of Binance's raw streams, plain or gzip: a line each, the recorder's time in nanoseconds, a space, and
 * the message as it came. The recorder's clock is only as good as the recorder: `at` is the latest time of the venue that was
 * heard so far, so that it never runs back, and what names no time has that of what came before it.
 * @throws DataProblem that names the file and the line
 */
export function readBinanceFeed(file: string, tick: Price): RecordedFeed {
  const lines = new TextDecoder().decode(readText(file).bytes).split("\n");
  const scale = new TickScale(tick);
  const events: TapeEvent[] = [];
  let clock = firstTime(file, lines);
  lines.forEach((line, place) => {
    if (line === "") return;
    explained(file, place, () => {
      const payload = payloadOf(messageOf(line));
      const time = timeOf(payload);
      if (time !== undefined && time > clock) clock = time;
      const event = readMessage(payload, clock, scale);
      if (event !== undefined) events.push(event);
    });
  });
  return { events, scale };
}

/** What comes before the first message with a time bears that time. */
function firstTime(file: string, lines: readonly string[]): UnixMs {
  for (const [place, line] of lines.entries()) {
    if (line === "") continue;
    const time = explained(file, place, () => timeOf(payloadOf(messageOf(line))));
    if (time !== undefined) return time;
  }
  throw damaged({
    where: file,
    message: "no message of the feed names a time",
    allowed: "at least one trade or change of depth",
    fix: "record it again",
  });
}

function messageOf(line: string): unknown {
  const space = line.indexOf(" ");
  if (space <= 0 || !/^\d+$/.test(line.slice(0, space)))
    throw new BadMessage("time", line.slice(0, 40), "nanoseconds, a space, the message");
  try {
    return JSON.parse(line.slice(space + 1));
  } catch {
    throw new BadMessage("message", line.slice(space + 1, space + 41), "JSON");
  }
}

function explained<T>(file: string, place: number, read: () => T): T {
  try {
    return read();
  } catch (bad) {
    if (!(bad instanceof BadMessage)) throw bad;
    throw damaged({
      where: `${file}:${place + 1}`,
      message: bad.message,
      found: bad.found,
      allowed: bad.allowed,
      fix: "record the feed again, or cut the file before this line",
    });
  }
}
