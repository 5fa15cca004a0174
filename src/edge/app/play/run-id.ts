import { randomBytes } from "node:crypto";

/** The name of a run, made once: `backtest-20260102-030405-9f3c`. Nothing of it enters a decision. */
export function newRunId(command: string): string {
  const stamp = new Date().toISOString().replaceAll(/[-:]/g, "").replace("T", "-").slice(0, 15);
  return `${command}-${stamp}-${randomBytes(2).toString("hex")}`;
}
