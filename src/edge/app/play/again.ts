import { shellWord } from "../../problem/index.ts";

/** Options that change what is shown, not what is played; the second word of each pair is its value. */
const SHOWN: ReadonlyMap<string, "flag" | "value"> = new Map([
  ["--json", "flag"],
  ["--quiet", "flag"],
  ["--no-color", "flag"],
  ["--html", "value"],
]);

/** The command line that plays the same again, for a POSIX shell. `argv`: without the names of node and script. */
export function commandAgain(argv: readonly string[]): string {
  const words: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? "";
    const kind = SHOWN.get(word.split("=", 1)[0] ?? "");
    if (kind === undefined) words.push(shellWord(word));
    else if (kind === "value" && !word.includes("=")) i++;
  }
  return ["timonel", ...words].join(" ");
}
