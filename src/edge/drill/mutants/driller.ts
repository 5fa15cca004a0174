import { fork } from "node:child_process";
import type { ChildAnswer, ChildOrder, SeedCourse } from "./child.ts";
import { type Edit, MutantMisplaced } from "./mutant.ts";

/** Drills seeds in the program as it was edited. */
export interface Driller {
  /** One at a time. `reduced`: only these parts of its storm, as for `--reduced`. @throws MutantMisplaced */
  drill(seed: string, reduced?: string): Promise<SeedCourse>;
  close(): void;
}

/** A seed takes seconds; what takes so long does not end. Milliseconds. */
const HANG_MS = 60_000;

/** A bug may allocate for ever: that is found out before the machine is full. */
const MEMORY_MB = 1_500;

/** Drills in a process of its own: a new one after one that hung or fell over. */
export function processDriller(edits: readonly Edit[], hangMs = HANG_MS): Driller {
  let child = started(edits);
  const again = (): void => {
    child.kill("SIGKILL");
    child = started(edits);
  };
  return {
    drill: async (seed, reduced = "") => {
      const answer = await askFor(child, { kind: "drill", seed, reduced }, hangMs);
      if (answer.kind === "misplaced") throw new MutantMisplaced(answer.what);
      if (answer.kind === "caught" && (answer.by === "hang" || answer.by === "crash")) again();
      return answer;
    },
    close: () => void child.kill("SIGKILL"),
  };
}

type Child = ReturnType<typeof fork>;

function started(edits: readonly Edit[]): Child {
  const child = fork(new URL("./child.js", import.meta.url), [], {
    execArgv: [`--max-old-space-size=${MEMORY_MB}`],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  child.on("error", () => undefined); // Its end tells as much.
  tell(child, { kind: "plant", edits });
  return child;
}

const tell = (child: Child, order: ChildOrder): void => {
  child.send(order, () => undefined); // Whether it hears it or is over, its end tells.
};

function askFor(child: Child, order: ChildOrder & { kind: "drill" }, hangMs: number): Promise<ChildAnswer> {
  return new Promise((resolve) => {
    const settle = (answer: ChildAnswer): void => {
      clearTimeout(watchdog);
      child.off("message", settle);
      child.off("exit", fall);
      resolve(answer);
    };
    const fall = (code: number | null, signal: string | null): void =>
      settle({ kind: "caught", by: "crash", what: `the process ended with ${signal ?? code}` });
    const watchdog = setTimeout(
      () =>
        settle({
          kind: "caught",
          by: "hang",
          what: `seed ${order.seed} came to no end in ${hangMs / 1_000} s`,
        }),
      hangMs,
    );
    child.once("message", settle);
    child.once("exit", fall);
    if (child.exitCode !== null) fall(child.exitCode, child.signalCode);
    else tell(child, order);
  });
}
