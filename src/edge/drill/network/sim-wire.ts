import { EventEmitter } from "node:events";
import type { Wire } from "../../venues/index.ts";
import type { Owner, VirtualTime } from "../clock/virtual-time.ts";

/** What carries the words of one end to the other. */
interface Carrier {
  send(text: string): void;
  /** This end has gone: the other hears of it behind what was said before. */
  hangUp(): void;
}

/** One end of a simulated connection: to its owner a socket. */
export class SimWire extends EventEmitter implements Wire {
  readonly owner: Owner;
  destroyed = false;
  readonly writableNeedDrain = false;
  readonly #time: VirtualTime;
  readonly #carrier: Carrier;

  constructor(time: VirtualTime, owner: Owner, carrier: Carrier) {
    super();
    this.#time = time;
    this.owner = owner;
    this.#carrier = carrier;
  }

  setEncoding(): this {
    return this; // It carries text as it is.
  }

  setNoDelay(): this {
    return this;
  }

  write(text: string): true {
    this.#carrier.send(text); // Behind the end of it nobody hears.
    return true;
  }

  destroy(error?: Error): this {
    if (this.destroyed) return this;
    this.end(error);
    this.#carrier.hangUp();
    return this;
  }

  // --- what the network does to it ------------------------------------------------------------------------------------

  stand(): void {
    if (!this.destroyed) this.emit("connect");
  }

  hear(text: string): void {
    if (!this.destroyed) this.emit("data", text);
  }

  /** Ends it without a word to the other end. The owner hears of it in a turn of its own, as with a socket. */
  end(error?: Error): void {
    if (this.destroyed) return;
    this.destroyed = true;
    const tell = (): void => {
      if (error !== undefined) this.emit("error", error);
      this.emit("close");
    };
    this.#time.after(0, tell, this.owner);
  }

  /** Its process is gone, and nobody here hears of anything. */
  die(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.#carrier.hangUp();
  }
}
