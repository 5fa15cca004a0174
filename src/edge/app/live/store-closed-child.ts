/** Stores a run that was closed at its venue, in a process of its own: see store-closed.ts. */
import { text } from "node:stream/consumers";
import { type ClosedWork, workOnClosed } from "./store-closed-work.ts";

const work = JSON.parse(await text(process.stdin)) as ClosedWork;
process.stdout.on("error", () => undefined); // Whoever asked has gone: it is stored all the same.
process.stdout.write(JSON.stringify(await workOnClosed(work)));
