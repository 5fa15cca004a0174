import { createConnection } from "node:net";

/** Nobody listens, nobody answered in time, who listened hung up, or what came back was no answer. */
export class NoAnswer extends Error {
  readonly reason: "nobody listens" | "silence" | "hung up" | "nonsense";

  constructor(reason: NoAnswer["reason"], detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/** Whoever was asked said that it cannot be done. */
export class Refused extends Error {}

/** Asks a run one thing. @throws NoAnswer; Refused with the words of the other side */
export function askControl(path: string, request: object, timeoutMs: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    let text = "";
    const timer = setTimeout(
      () => end(() => reject(new NoAnswer("silence", `no answer within ${timeoutMs / 1_000} s`))),
      timeoutMs,
    );
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      socket.destroy();
      settle();
    };
    socket.setEncoding("utf8");
    let isHeard = false;
    socket.on("connect", () => {
      isHeard = true;
      socket.write(`${JSON.stringify(request)}\n`);
    });
    const fail = (detail: string): void =>
      end(() => reject(new NoAnswer(isHeard ? "hung up" : "nobody listens", detail)));
    socket.on("error", (error) => fail(error.message));
    socket.on("close", () => fail("the other side hung up"));
    socket.on("data", (chunk: string) => {
      text += chunk;
      const line = text.indexOf("\n");
      if (line !== -1) end(() => settleWith(text.slice(0, line), resolve, reject));
    });
  });
}

function settleWith(line: string, resolve: (answer: unknown) => void, reject: (error: Error) => void): void {
  try {
    const said = JSON.parse(line) as { ok: boolean; answer?: unknown; error?: string };
    if (said.ok) resolve(said.answer);
    else reject(new Refused(said.error));
  } catch {
    reject(new NoAnswer("nonsense", "what came back is no JSON"));
  }
}
