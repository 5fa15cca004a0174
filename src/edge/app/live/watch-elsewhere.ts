import { setTimeout as sleep } from "node:timers/promises";
import { onDisk } from "./slow-disk.ts";

const LOOK_MS = 250;

/** Looks whether somebody else has closed a run: the command may be pressed twice, and whoever was quicker takes its venue away. */
export function watchElsewhere(
  runs: string,
  run: string | undefined,
): { readonly isDone: boolean; end(): void } {
  const state = { isDone: false, isOver: run === undefined };
  const watch = async (): Promise<void> => {
    for (;;) {
      await sleep(LOOK_MS, undefined, { ref: false });
      if (state.isOver || state.isDone || run === undefined) return;
      const looked = await onDisk({ do: "look", runs, run });
      state.isDone = "done" in looked && looked.done === 1;
    }
  };
  void watch();
  return {
    get isDone() {
      return state.isDone;
    },
    end: () => {
      state.isOver = true;
    },
  };
}
