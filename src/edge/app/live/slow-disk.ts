import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type DiskDone, type DiskWork, workOnDisk } from "./disk-work.ts";
import { hear } from "./own-process.ts";

/** So long a disk may take; one that never answers holds up nothing but the process that asked it. */
const DISK_MS_MAX = 2_000;

/**
 * Lets a process of its own do something with a disk that may be full, read-only, or never answer: whoever waits for a disk
 * that hangs can neither be interrupted nor ended, so that nobody waits for that process to end either. Where no process
 * can be started it is done here. @returns what it said; `failed` where it failed, or did not come to its end
 */
export function onDisk(work: DiskWork, withinMs: number = DISK_MS_MAX): Promise<DiskDone> {
  return new Promise((resolve) => {
    const child = started(work);
    if (child === undefined) {
      resolve(here(work));
      return;
    }
    const end = (done: DiskDone): void => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      child.unref();
      child.stdout?.destroy();
      resolve(done);
    };
    const timer = setTimeout(() => end({ failed: `the disk did not answer for ${withinMs} ms` }), withinMs);
    void hear<DiskDone>(child).then((heard) => {
      if (heard.kind === "said") end(heard.done);
      else end(heard.kind === "not started" ? here(work) : { failed: "it came to no end" });
    });
  });
}

/** @returns undefined where the system starts none any more */
function started(work: DiskWork): ChildProcess | undefined {
  try {
    return spawn(process.execPath, [CHILD, JSON.stringify(work)], { stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return undefined;
  }
}

/** What has to be done is done by whoever asks; what is only nice to know is not worth a disk that may hang. */
const here = (work: DiskWork): DiskDone =>
  work.do === "look" ? { failed: "no process can be started" } : workOnDisk(work);

const CHILD = fileURLToPath(new URL("./slow-disk-child.js", import.meta.url));
