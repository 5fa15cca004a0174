/** A listener that keeps all it is told, in order, as values that do not change afterwards. */
import type { UnixMs } from "../../src/core/base/index.ts";
import { formatAmount, formatPrice, formatQuantity } from "../../src/core/base/index.ts";
import type {
  DividendPaid,
  FundingPaid,
  Instrument,
  Intent,
  OrderEvent,
  OrderRequest,
  PositionLiquidated,
  SharesSplit,
} from "../../src/core/domain/index.ts";
import type { EngineListener, FillReport } from "../../src/core/engine/index.ts";
import { sentence } from "./venue.ts";

type Told<K extends keyof EngineListener> = Parameters<NonNullable<EngineListener[K]>>;
export type VerdictHeard = Told<"verdict">[2];
export type LatchHeard = Told<"latched">[0];

export interface Entry {
  readonly what: keyof EngineListener;
  /** Engine time, where the entry bears one. */
  readonly at: UnixMs | undefined;
  readonly symbol: string;
  readonly says: string;
  readonly data: unknown;
}

export class Recorder implements EngineListener {
  readonly entries: Entry[] = [];
  readonly intents: Intent[] = [];
  readonly verdicts: { readonly symbol: string; readonly verdict: VerdictHeard }[] = [];
  readonly orders: OrderRequest[] = [];
  readonly answers: OrderEvent[] = [];
  readonly fills: FillReport[] = [];
  readonly latches: LatchHeard[] = [];
  readonly payments: FundingPaid[] = [];
  readonly liquidations: PositionLiquidated[] = [];
  readonly dividends: DividendPaid[] = [];
  readonly splits: SharesSplit[] = [];

  /** One short sentence an entry, without the ledger. */
  get story(): readonly string[] {
    return this.entries.filter(({ what }) => what !== "ledger").map(({ says }) => says);
  }

  /** Kinds of all refusals, in order. */
  get refusals(): readonly string[] {
    return this.verdicts.flatMap(({ verdict }) => (verdict.kind === "refused" ? [verdict.refusal.kind] : []));
  }

  intent(strategy: string, instrument: Instrument, intent: Intent, at: UnixMs): void {
    this.intents.push({ ...intent });
    this.#add("intent", at, instrument.symbol, `${strategy} on ${instrument.symbol}: ${intent.kind}`, {
      ...intent,
    });
  }

  verdict(instrument: Instrument, order: number | undefined, verdict: VerdictHeard): void {
    this.verdicts.push({ symbol: instrument.symbol, verdict });
    const says = verdict.kind === "approved" ? `${order} approved` : `refused: ${verdict.refusal.kind}`;
    this.#add("verdict", undefined, instrument.symbol, says, { order, ...verdict });
  }

  submitted(order: OrderRequest, instrument: Instrument): void {
    this.orders.push(order);
    const { id, side, type, role, quantity } = order;
    this.#add(
      "submitted",
      order.at,
      instrument.symbol,
      `${id} ${role}: ${side} ${type} ${formatQuantity(quantity)}`,
      {
        ...order,
      },
    );
  }

  answered(event: OrderEvent, _order: OrderRequest, instrument: Instrument): void {
    this.answers.push(event);
    this.#add("answered", event.at, instrument.symbol, sentence(event), { ...event });
  }

  filled(report: FillReport): void {
    this.fills.push(report);
    const { fill, order, instrument, trade } = report;
    const says = `${fill.order} ${order.role}: ${fill.side} ${formatQuantity(fill.quantity)} @ ${formatPrice(fill.price)}`;
    this.#add("filled", fill.at, instrument.symbol, says, { fill: { ...fill }, trade: { ...trade } });
  }

  funded(event: FundingPaid, { symbol }: Instrument): void {
    this.payments.push(event);
    this.#add("funded", event.at, symbol, `${event.reason} ${formatAmount(event.amount)}`, { ...event });
  }

  dividend(event: DividendPaid, { symbol }: Instrument): void {
    this.dividends.push(event);
    this.#add("dividend", event.at, symbol, `dividend ${formatAmount(event.amount)}`, { ...event });
  }

  split(event: SharesSplit, { symbol }: Instrument): void {
    this.splits.push(event);
    this.#add("split", event.at, symbol, `split ${event.ratio.to}:${event.ratio.from}`, { ...event });
  }

  liquidated(event: PositionLiquidated, { symbol }: Instrument): void {
    this.liquidations.push(event);
    this.#add("liquidated", event.at, symbol, sentence(event), { ...event });
  }

  latched(latch: LatchHeard): void {
    this.latches.push(latch);
    this.#add("latched", latch.since, "", `latched: ${latch.kind}`, { ...latch });
  }

  ledger = (asset: string, from: string, to: string, amount: bigint): void => {
    this.#add("ledger", undefined, asset, `${asset} ${from} -> ${to}`, amount);
  };

  #add(what: Entry["what"], at: UnixMs | undefined, symbol: string, says: string, data: unknown): void {
    this.entries.push({ what, at, symbol, says, data });
  }
}
