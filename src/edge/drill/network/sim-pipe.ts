import type { Chance } from "../../../core/base/index.ts";
import type { Owner, VirtualTime } from "../clock/virtual-time.ts";

/** How long a message is on its way: at least `floorMs`, and an exponentially distributed time of mean `tailMs` more. */
export interface Latency {
  readonly floorMs: number;
  readonly tailMs: number;
}

interface PipeParts {
  readonly time: VirtualTime;
  readonly chance: Pick<Chance, "next">;
  readonly latency: Latency;
  /** Whose turn each arrival is. */
  readonly to: Owner;
}

/** One direction of a connection. What arrives, arrives in the order in which it was sent, however late it is. */
export class SimPipe {
  latency: Latency;
  readonly #of: PipeParts;
  /** What each arrival does, in the order of sending. */
  readonly #inFlight: (() => void)[] = [];
  #lastAt = 0;
  #clearAt = 0;
  #isSilent = false;

  constructor(parts: PipeParts) {
    this.#of = parts;
    this.latency = parts.latency;
  }

  /** The latency of one message, drawn by inversion: floor - tail * ln(1 - u). Milliseconds. */
  draw(): number {
    const { floorMs, tailMs } = this.latency;
    return floorMs - tailMs * Math.log(1 - this.#of.chance.next());
  }

  send(arrive: () => void): void {
    const { time, to } = this.#of;
    this.#lastAt = Math.max(time.now + this.draw(), this.#lastAt);
    if (this.#isSilent) return;
    this.#inFlight.push(arrive);
    time.at(this.#lastAt, () => this.#arrive(), to);
  }

  /** Each arrival hands over what was sent first, so that a clog cannot reorder. */
  #arrive(): void {
    const { time, to } = this.#of;
    if (time.now < this.#clearAt) time.at(this.#clearAt, () => this.#arrive(), to);
    else this.#inFlight.shift()?.();
  }

  /** Nothing arrives for so long; then all of it, in order. */
  clog(ms: number): void {
    this.#clearAt = Math.max(this.#clearAt, this.#of.time.now + ms);
  }

  /** What is in flight is lost, and whatever is sent from now on. Nobody is told. */
  silence(): void {
    this.#isSilent = true;
    this.#inFlight.length = 0;
  }
}
