import { type Alert, AlertRefused, type AlertSink } from "../ports/index.ts";

/** An alert as one line of a terminal. */
export const alertLine = ({ level, text, lost }: Alert): string =>
  `alert ${level}: ${text}${lost === 0 ? "" : ` (${lost} before it were not told)`}`;

/** Tells whoever sees the terminal, or the journal of the service. */
export const lineSink = (write: (line: string) => void): AlertSink => ({
  name: "terminal",
  deliver: async (alert) => write(alertLine(alert)),
});

/** What a webhook is sent: `timonel.alert/1`. */
const documentOf = (alert: Alert): object => ({
  schema: "timonel.alert/1",
  ...alert,
  time: new Date(alert.at).toISOString(),
});

/** Answers that come to something else when they are asked for again. */
const PASSING: readonly number[] = [408, 425, 429];

/**
 * Posts each alert as JSON. It follows no redirect: where alerts go is for whoever wrote the address to say. The address
 * may be a secret, and stands in no message.
 */
export function webhookSink(url: string): AlertSink {
  void new Headers(); // Loads the client now, so that the first alert of a run holds up nothing.
  return {
    name: "webhook",
    deliver: async (alert, signal) => {
      const status = await post(url, JSON.stringify(documentOf(alert)), signal);
      if (status >= 200 && status < 300) return;
      const words = `it answered with ${status >= 300 && status < 400 ? "a redirect, " : ""}status ${status}`;
      const isFinal = status < 500 && !PASSING.includes(status);
      throw isFinal ? new AlertRefused(words) : new Error(words);
    },
  };
}

async function post(url: string, body: string, signal: AbortSignal): Promise<number> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", "user-agent": "timonel" },
      body,
      redirect: "manual",
      signal,
    });
    await response.body?.cancel(); // What it says beside its status is not read.
    return response.status;
  } catch (error) {
    // The words of the library name no reason, and those of its cause may name the address.
    const cause = error instanceof Error ? error.cause : undefined;
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "no connection";
    throw new Error(`it cannot be reached: ${code}`);
  }
}
