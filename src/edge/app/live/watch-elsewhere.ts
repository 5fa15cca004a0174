import { setTimeout as sleep } from "node:timers/promises";
import { onDisk } from "./slow-disk.ts";

/** Who closes alone is done before this; a look costs a process. */
const LOOK_AFTER_MS = 1_500;
const LOOK_EVERY_MS = 1_000;

/** Looks whether somebody else has closed a run: the command may be pressed twice, and whoever was quicker takes its venue away. */
export function watchElsewhere(
  runs: string,
  run: string | undefined,
): { readonly isDone: boolean; end(): void } {
  const state = { isDone: false, isOver: run === undefined };
  const watch = async (): Promise<void> => {
    for (let ms = LOOK_AFTER_MS; ; ms = LOOK_EVERY_MS) {
      await sleep(ms, undefined, { ref: false });
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
