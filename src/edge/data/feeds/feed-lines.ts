import { damaged } from "../data-problem.ts";
import { BadMessage, type Fields, payloadOf } from "./binance-message.ts";

/** The lines of a recording; empty ones may stand between them. */
export const linesOf = (bytes: Uint8Array): readonly string[] => new TextDecoder().decode(bytes).split("\n");

/** What the message of a line is about. @throws BadMessage */
export function payloadIn(line: string): Fields {
  const space = line.indexOf(" ");
  if (space <= 0 || !/^\d+$/.test(line.slice(0, space)))
    throw new BadMessage("time", line.slice(0, 40), "nanoseconds, a space, the message");
  try {
    return payloadOf(JSON.parse(line.slice(space + 1)));
  } catch (error) {
    if (error instanceof BadMessage) throw error;
    throw new BadMessage("message", line.slice(space + 1, space + 41), "JSON");
  }
}

/** Does something with a line. @throws DataProblem that names it where it cannot be read */
export function explained<T>(file: string, place: number, read: () => T): T {
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
