import type { Findings } from "./finding.ts";
import type { WrittenOrder } from "./written-order.ts";

/** What the lines on the disk say at the moment of a decision. */
interface Written {
  readonly orders: ReadonlyMap<number, WrittenOrder>;
  /** What is held of a symbol, signed, in the units of orders. */
  held(symbol: string): bigint;
}

/** What protects a position, as it was decided. */
interface Protecting {
  readonly ordinal: number;
  readonly role: string;
  readonly trigger: string;
}

/** Finds what is done a second time without need: protection that stands, questions that were answered, commands. */
export class WrittenRepeats {
  readonly #written: Written;
  readonly #findings: Findings;
  /** By symbol and role: the order that was decided last to protect a position. */
  readonly #protecting = new Map<string, Protecting>();
  readonly #obeyed = new Set<string>();

  constructor(written: Written, findings: Findings) {
    this.#written = written;
    this.#findings = findings;
  }

  /** An order that protects was decided. The one before it may be on its way out, but not where this one is the same again. */
  noteProtection(order: WrittenOrder, now: Protecting): void {
    const key = `${order.symbol} ${now.role}`;
    const last = this.#protecting.get(key);
    const before = this.#written.orders.get(last?.ordinal ?? 0);
    this.#protecting.set(key, now);
    if (last === undefined || before === undefined) return;
    if (before.terms === order.terms && before.last === "OrderOutcomeLost")
      this.#findings.note(
        "L3",
        `order ${now.ordinal} protects what another does of which nobody knows whether it works`,
      );
    const held = this.#written.held(order.symbol);
    const protectsAll = before.quantity - before.filled === (held < 0n ? -held : held);
    const isSame = before.side === order.side && before.type === order.type && last.trigger === now.trigger;
    if (now.role === "stop-loss" && order.type === "stop" && isSame && protectsAll && stands(before))
      this.#findings.note(
        "L3",
        `order ${now.ordinal} protects all of what order ${last.ordinal} protects all of`,
      );
  }

  /** Nothing is held any more: what protects the next position is another matter. */
  noteFlat(symbol: string): void {
    for (const key of this.#protecting.keys()) if (key.startsWith(`${symbol} `)) this.#protecting.delete(key);
  }

  /** What became of new terms: after one answer nothing more is said of them. */
  noteReplaced(ordinal: number, { amended, amends }: WrittenOrder): void {
    if (amended >= amends)
      this.#findings.note("I8", `new terms of order ${ordinal} came into force, and had been answered`);
  }

  noteCommand(id: string): void {
    if (this.#obeyed.has(id)) this.#findings.note("I2", `command ${id} was obeyed more than once`);
    this.#obeyed.add(id);
  }
}

/** The venue has it, as far as the run knows. */
const stands = ({ isOver, last }: WrittenOrder): boolean =>
  !isOver && (last === "OrderAccepted" || last === "OrderReplaced");
