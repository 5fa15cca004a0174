import type { JsonObject } from "./fields.ts";
import { Link } from "./link.ts";
import type { JsonRule } from "./plan.ts";

/** Sets the stage of a simulated venue from outside: time, weather, other hands, and a look at the truth. */
export class VenueStage {
  readonly #link: Link;

  constructor(address: string, timeoutMs = 60_000) {
    const nobody = { told: () => undefined, late: () => undefined, closed: () => undefined };
    this.#link = new Link({ address, timeoutMs, inFlightMax: 1_000, queueMax: 1_000 }, nobody, 1);
  }

  /** Any request of docs/VENUE-PROTOCOL.md. @throws Error with the venue's word, or when it does not answer */
  async ask(op: string, body: JsonObject = {}): Promise<JsonObject> {
    const raw = await this.#link.request("query", { op, ...body });
    if (raw.kind !== "reply") throw new Error(`the venue did not answer ${op}: ${raw.why}`);
    const { error } = raw.body.raw;
    if (error !== undefined) throw new Error(`the venue refused ${op}: ${JSON.stringify(error)}`);
    return raw.body.raw;
  }

  /** Plays until bars have closed at so many more moments. @returns whether there is more data */
  async advance(bars = 1): Promise<boolean> {
    return (await this.ask("advance", { bars }))["more"] === true;
  }

  fault(rule: JsonRule): Promise<JsonObject> {
    return this.ask("fault", { rule });
  }

  /** Good weather. */
  clear(kind = "all"): Promise<JsonObject> {
    return this.ask("fault", { clear: kind });
  }

  /** How often each fault has struck. */
  async counts(): Promise<Readonly<Record<string, number>>> {
    return (await this.ask("fault"))["counts"] as Readonly<Record<string, number>>; // Its own books.
  }

  close(): void {
    this.#link.close("done");
  }
}
