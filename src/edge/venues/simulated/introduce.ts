import { connect } from "node:net";
import { endpointOf } from "./address.ts";
import { BadMessage } from "./fields.ts";
import { Link } from "./link.ts";
import type { Connect } from "./wire.ts";

const NOBODY_LISTENS: ReadonlySet<string | undefined> = new Set(["ECONNREFUSED", "ENOENT"]);

/** What a venue says to whoever looks in. */
export type Introduction =
  | {
      readonly kind: "known";
      readonly epoch: number;
      readonly symbols: readonly string[];
      readonly life: string;
    }
  | { readonly kind: "unreachable"; readonly why: string };

/** Asks a venue, on a connection of its own, what it trades and which epoch its account has seen; changes nothing. */
export async function introduce(
  address: string,
  account: string,
  timeoutMs: number,
  open?: Connect,
): Promise<Introduction> {
  const nobody = { told: () => undefined, late: () => undefined, closed: () => undefined };
  const link = new Link({ address, timeoutMs, inFlightMax: 1, queueMax: 1, connect: open }, nobody, 1);
  const raw = await link.request("query", { op: "hello", account });
  link.close("done");
  if (raw.kind !== "reply") return { kind: "unreachable", why: raw.why };
  try {
    const { body } = raw;
    if (body.has("error")) return { kind: "unreachable", why: body.object("error").text("message") };
    return {
      kind: "known",
      epoch: body.count("epoch"),
      symbols: body.texts("symbols"),
      life: body.text("life"),
    };
  } catch (error) {
    if (!(error instanceof BadMessage)) throw error;
    return { kind: "unreachable", why: `garbage: ${error.message}` };
  }
}

/** Whether the system says that nobody listens there: what is slow, or may not be asked, may live. */
export const isVenueGone = (address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(endpointOf(address));
    socket.once("connect", () => {
      socket.destroy();
      resolve(false);
    });
    socket.once("error", ({ code }: NodeJS.ErrnoException) => resolve(NOBODY_LISTENS.has(code)));
  });
