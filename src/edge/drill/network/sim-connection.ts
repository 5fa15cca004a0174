import { type Chance, MomentChance } from "../../../core/base/index.ts";
import type { Owner, VirtualTime } from "../clock/virtual-time.ts";
import { type Latency, SimPipe } from "./sim-pipe.ts";
import { SimWire } from "./sim-wire.ts";

interface ConnectionParts {
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly latency: Latency;
  readonly address: string;
  /** Who opened it, and who listens there. */
  readonly client: Owner;
  readonly server: Owner;
  onOver(): void;
}

/** A connection between two processes, and what can happen to it on the way. */
export class SimConnection {
  readonly address: string;
  readonly client: SimWire;
  readonly server: SimWire;
  readonly #time: VirtualTime;
  readonly #chance: Chance;
  readonly #up: SimPipe;
  readonly #down: SimPipe;
  readonly #onOver: () => void;

  constructor({ time, chance, latency, address, client, server, onOver }: ConnectionParts) {
    this.address = address;
    this.#time = time;
    this.#chance = chance.fork("cut");
    this.#onOver = onOver;
    // How long a message takes hangs on when it leaves: one that is left out does not shift the others.
    const drawn = (way: string): MomentChance => new MomentChance(chance.fork(way), () => time.now);
    this.#up = new SimPipe({ time, latency, to: server, chance: drawn("up") });
    this.#down = new SimPipe({ time, latency, to: client, chance: drawn("down") });
    this.client = new SimWire(
      time,
      client,
      this.#carrier(this.#up, () => this.server),
    );
    this.server = new SimWire(
      time,
      server,
      this.#carrier(this.#down, () => this.client),
    );
  }

  #carrier(pipe: SimPipe, other: () => SimWire): ConstructorParameters<typeof SimWire>[2] {
    return {
      send: (text) => pipe.send(() => other().hear(text)),
      hangUp: () => pipe.send(() => this.#end(other())),
    };
  }

  #end(wire: SimWire): void {
    wire.end();
    this.#lookWhetherOver();
  }

  #lookWhetherOver(): void {
    if (this.client.destroyed && this.server.destroyed) this.#onOver();
  }

  /** The handshake: one way to whoever listens, and one way back; what is written meanwhile follows behind it. */
  open(accept: (server: SimWire) => void): void {
    this.#up.send(() => {
      accept(this.server);
      this.#down.send(() => this.client.stand());
    });
  }

  /** Nobody listens: the answer is there after one way. */
  refuse(): void {
    const error = new Error(`connect ECONNREFUSED ${this.address}`);
    const answerMs = this.#up.draw();
    this.#up.silence();
    this.server.destroyed = true; // There never was one.
    this.#time.after(
      answerMs,
      () => {
        this.client.end(error);
        this.#lookWhetherOver();
      },
      this.client.owner,
    );
  }

  // --- what can happen to it ------------------------------------------------------------------------------------------

  /** The line is cut: what is in flight is lost, and each end notices within so many milliseconds, each at its own time. */
  cut(noticedWithinMs: number): void {
    this.#up.silence();
    this.#down.silence();
    for (const wire of [this.client, this.server])
      this.#time.after(this.#chance.next() * noticedWithinMs, () => this.#end(wire), wire.owner);
  }

  /** Nothing arrives in a direction, or in both, for so long; then all of it, in order. */
  clog(ms: number, direction?: "up" | "down"): void {
    for (const pipe of this.#pipes(direction)) pipe.clog(ms);
  }

  /** Half open: a direction carries nothing any more, not even that the other end has gone. Only a cut ends it for sure. */
  silence(direction: "up" | "down"): void {
    for (const pipe of this.#pipes(direction)) pipe.silence();
  }

  /** From now on. Left out: in both directions. */
  slow(latency: Latency, direction?: "up" | "down"): void {
    for (const pipe of this.#pipes(direction)) pipe.latency = latency;
  }

  #pipes(direction: "up" | "down" | undefined): readonly SimPipe[] {
    return direction === undefined ? [this.#up, this.#down] : [direction === "up" ? this.#up : this.#down];
  }

  /** Everything of a process is gone: the other end hears of it as of any end. */
  bury(owner: Owner): void {
    for (const wire of [this.client, this.server]) if (wire.owner === owner) wire.die();
    this.#lookWhetherOver();
  }
}
