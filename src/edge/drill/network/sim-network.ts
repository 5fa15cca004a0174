import type { Chance } from "../../../core/base/index.ts";
import type { Wire } from "../../venues/index.ts";
import type { Owner, VirtualTime } from "../clock/virtual-time.ts";
import { SimConnection } from "./sim-connection.ts";
import type { Latency } from "./sim-pipe.ts";

interface Listener {
  readonly owner: Owner;
  accept(wire: Wire): void;
}

/**
 * A network in memory, on a virtual clock: streams as TCP has them, in order or not at all. Each arrival is a turn of
 * who receives it. When a process is killed its ends go with it, and the others hear of that as of any end.
 */
export class SimNetwork {
  /** Of connections that are opened from now on. */
  latency: Latency;
  readonly #time: VirtualTime;
  readonly #chance: Chance;
  readonly #listeners = new Map<string, Listener>();
  readonly #refusedUntil = new Map<string, number>();
  readonly #open = new Set<SimConnection>();

  constructor(time: VirtualTime, chance: Chance, latency: Latency) {
    this.#time = time;
    this.#chance = chance;
    this.latency = latency;
    time.whenKilled((owner) => this.#bury(owner));
  }

  /** Connections that are not over, the oldest first. */
  get connections(): readonly SimConnection[] {
    return [...this.#open];
  }

  /** Whoever connects to the address is handed to `accept`, in a turn of `owner`. It takes the place of who listened there. */
  listen(address: string, owner: Owner, accept: (wire: Wire) => void): void {
    this.#listeners.set(address, { owner, accept });
  }

  /** Nobody can connect to an address for so long; what is open stays open. */
  refuse(address: string, ms: number): void {
    this.#refusedUntil.set(address, this.#time.now + ms);
  }

  /** Opens a connection for whose turn it is: to be given to a client as its `connect`. */
  readonly connect = (address: string): Wire => {
    const { owner } = this.#time;
    const listener = this.#listeners.get(address);
    const connection: SimConnection = new SimConnection({
      ...{ time: this.#time, latency: this.latency, address, client: owner },
      chance: this.#chance.fork(address),
      server: listener?.owner ?? owner,
      onOver: () => this.#open.delete(connection),
    });
    this.#open.add(connection);
    if (listener === undefined || this.#time.now < (this.#refusedUntil.get(address) ?? 0))
      connection.refuse();
    else connection.open((wire) => listener.accept(wire));
    return connection.client;
  };

  #bury(owner: Owner): void {
    for (const [address, listener] of this.#listeners)
      if (listener.owner === owner) this.#listeners.delete(address);
    for (const connection of this.#open) connection.bury(owner);
  }
}
