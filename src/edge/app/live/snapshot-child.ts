/** Keeps what a run has come to, in a process of its own: see keep-snapshots.ts. */
import { text } from "node:stream/consumers";
import { type SnapshotWork, workOnSnapshot } from "./snapshot-work.ts";

const work = JSON.parse(await text(process.stdin)) as SnapshotWork;
process.stdout.on("error", () => undefined); // Whoever asked has gone: it is kept all the same.
process.stdout.write(JSON.stringify(await workOnSnapshot(work)));
