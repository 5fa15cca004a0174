/** Each row runs in a process of its own: its code is as warm, and its heap as empty, whatever ran before it. */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Measured, type Row, RowSkipped } from "./row.ts";

/** How the process of a row is told which one it is. */
const ROW_FLAG = "--row";

type Answer =
  | { readonly kind: "measured"; readonly measured: Measured }
  | { readonly kind: "skipped"; readonly reason: string }
  | { readonly kind: "failed"; readonly problem: string };

/** Runs a row in another process. @throws RowSkipped where it did, Error with what went wrong there */
export async function runApart({ name }: Row): Promise<Measured> {
  const entry = fileURLToPath(new URL("./main.js", import.meta.url));
  const child = fork(entry, [ROW_FLAG, name], {
    execArgv: ["--expose-gc"],
    stdio: ["ignore", 2, 2, "ipc"], // Standard output belongs to the result.
  });
  const answer = await new Promise<Answer>((resolve) => {
    child.once("message", (message) => resolve(message as Answer)); // From `answerAsRow`, the same build.
    child.once("error", (error) => resolve({ kind: "failed", problem: error.message }));
    child.once("exit", (code, signal) =>
      resolve({ kind: "failed", problem: `its process ended with ${signal ?? code}` }),
    );
  });
  if (answer.kind === "skipped") throw new RowSkipped(answer.reason);
  if (answer.kind === "failed") throw new Error(answer.problem);
  return answer.measured;
}

/** In the process of a row: runs it and answers. @returns whether this is such a process */
export async function answerAsRow(argv: readonly string[], rows: readonly Row[]): Promise<boolean> {
  const [flag, name] = argv;
  const row = rows.find((one) => one.name === name);
  if (process.send === undefined || flag !== ROW_FLAG || row === undefined) return false;
  const answer = await answerOf(row);
  await new Promise<void>((sent) => process.send?.(answer, () => sent()));
  process.disconnect();
  return true;
}

async function answerOf(row: Row): Promise<Answer> {
  try {
    return { kind: "measured", measured: await row.run() };
  } catch (error) {
    if (error instanceof RowSkipped) return { kind: "skipped", reason: error.message };
    return {
      kind: "failed",
      problem: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    };
  }
}
