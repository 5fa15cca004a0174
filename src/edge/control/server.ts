import { chmodSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";

/** Longest request: a command is a few words. */
const REQUEST_CHARS_MAX = 65_536;
const CONNECTIONS_MAX = 32;
/** Requests of one client that wait for their answer: a person asks for one thing. */
const WAITING_MAX = 64;
/** Answers that a client may leave unread. */
const UNREAD_BYTES_MAX = 16 * 1024 * 1024;
/** Who says nothing for so long makes room for others. */
const IDLE_MS_MAX = 60_000;
/** So long a client has to read its last answer. */
const FAREWELL_MS = 500;

/** One request a line, one answer a line, both JSON. */
export interface ControlServer {
  close(): Promise<void>;
}

/**
 * Listens for whoever may open the socket: its owner. `answer` gets what a line says, and what it returns goes back; an
 * error goes back as words. Nothing that a client does or leaves undone stops the server.
 */
export async function serveControl(
  path: string,
  answer: (request: unknown) => Promise<unknown>,
): Promise<ControlServer> {
  rmSync(path, { force: true }); // Left by a process that was killed: whoever calls holds the lock of the run.
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.setTimeout(IDLE_MS_MAX, () => socket.destroy());
    serve(socket, answer);
  });
  server.maxConnections = CONNECTIONS_MAX;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  if (process.platform !== "win32") chmodSync(path, 0o600);
  server.unref(); // A run that has ended does not wait for questions.
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroySoon();
        // One that neither reads nor hangs up must not hold up the end of a run.
        setTimeout(() => {
          for (const socket of open) socket.destroy();
        }, FAREWELL_MS).unref();
      }),
  };
}

function serve(socket: Socket, answer: (request: unknown) => Promise<unknown>): void {
  let text = "";
  let waiting = 0;
  socket.setEncoding("utf8");
  socket.on("data", (chunk: string) => {
    text += chunk;
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n")) {
      const line = text.slice(0, end);
      text = text.slice(end + 1);
      waiting++;
      void reply(socket, line, answer).then(() => {
        waiting--;
      });
    }
    const isTooMuch =
      text.length > REQUEST_CHARS_MAX || waiting > WAITING_MAX || socket.writableLength > UNREAD_BYTES_MAX;
    if (isTooMuch) socket.destroy();
  });
}

async function reply(
  socket: Socket,
  line: string,
  answer: (request: unknown) => Promise<unknown>,
): Promise<void> {
  let said: unknown;
  try {
    said = { ok: true, answer: await answer(JSON.parse(line)) };
  } catch (error) {
    said = { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
  if (!socket.destroyed) socket.write(`${JSON.stringify(said)}\n`);
}
