import type { Wire } from "./wire.ts";

/** What a peer may send without a line break: more is no message of ours. */
const LINE_BYTES_MAX = 16 * 1_048_576;

/** Calls `onLine` with each line of a connection, without its break. A line that never ends closes it. */
export function readLines(wire: Wire, onLine: (line: string) => void): void {
  let rest = "";
  wire.setEncoding("utf8");
  wire.on("data", (part: string) => {
    let from = 0;
    for (let end = part.indexOf("\n"); end >= 0; end = part.indexOf("\n", from)) {
      const line = rest + part.slice(from, end);
      rest = "";
      from = end + 1;
      if (line !== "") onLine(line);
    }
    rest += part.slice(from);
    if (rest.length > LINE_BYTES_MAX) wire.destroy(new Error("a line without end"));
  });
}
