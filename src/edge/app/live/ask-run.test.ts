import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { UnfinishedRun } from "../../runner/index.ts";
import { lookIfPlayed } from "./ask-run.ts";

test("a run that does not answer is asked once: whoever looks waits for it once", async () => {
  const directory = mkdtempSync(join(tmpdir(), "timonel-ask-"));
  const control = join(directory, "control.sock");
  let asked = 0;
  const server = createServer((socket) => {
    asked++;
    socket.on("error", () => undefined);
    socket.resume(); // It hears, and says nothing.
  });
  await new Promise<void>((listening) => server.listen(control, listening));
  // What of it is read here.
  const run = {
    facts: { run: "paper-1", pid: 1, listens: { control } },
    directory,
  } as unknown as UnfinishedRun;
  await expect(lookIfPlayed(run, 100)).rejects.toMatchObject({
    exitCode: 4,
    message: expect.stringContaining("the run did not answer: no answer within 0.1 s"),
  });
  expect(asked).toBe(1);
  await new Promise((closed) => server.close(closed));
  rmSync(directory, { recursive: true, force: true });
});
