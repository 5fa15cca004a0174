import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What came of a process of our own: it never began, came to no end of its own, or said so in JSON. */
export type Heard<Done> =
  | { readonly kind: "said"; readonly done: Done }
  | { readonly kind: "not started" | "no end"; readonly why: string };

/** Tells a process of our own in JSON what to do, where there is anything to tell, and hears in JSON what came of it. */
export function hear<Done>(child: ChildProcess, work?: unknown): Promise<Heard<Done>> {
  return new Promise((resolve) => {
    let text = "";
    child.on("error", ({ message }) => resolve({ kind: "not started", why: message }));
    child.stdout?.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
    child.on("close", () => resolve(read(text)));
    child.stdin?.on("error", () => undefined); // It is gone: its end says so.
    if (work !== undefined) child.stdin?.end(JSON.stringify(work));
  });
}

/** In a group of its own: Ctrl-C is not meant for it. @throws where there is no room for one more */
export const startOwn = (module: URL, errors: "inherit" | "ignore"): ChildProcess =>
  spawn(process.execPath, [fileURLToPath(module)], {
    stdio: ["pipe", "pipe", errors],
    detached: true,
  });

function read<Done>(text: string): Heard<Done> {
  try {
    return { kind: "said", done: JSON.parse(text) as Done }; // Our own child.
  } catch {
    return { kind: "no end", why: "that came to no end" };
  }
}
