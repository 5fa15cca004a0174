import type { Amount, Quantity, UnixMs } from "../base/index.ts";
import type {
  Amendment,
  Approved,
  OrderDraft,
  OrderRequest,
  PositionWishes,
  Refusal,
} from "../domain/index.ts";
import type { Protection } from "./protection.ts";

/** What execution would like to send: an order whose quantity and collar are still open, and what the strategy asked with it. */
export interface EntryProposal {
  readonly draft: OrderDraft;
  /** Price of the decision in quote units. */
  readonly reference: number;
  /** A direct order's own quantity; undefined: size it. */
  readonly quantity: Quantity | undefined;
  /** What a direct market order is to be worth: its quantity comes at the fill, and `quantity` is a guess. */
  readonly value?: Amount | undefined;
  readonly stop: number | "default" | undefined;
  readonly target: number | undefined;
  readonly atr: number;
  /** Sized by this share of what its sizing wants, less what is held: for sizes that follow confidence, 0 to 1. */
  readonly confidence?: number | undefined;
  /** What is to happen to the position, beside stop and target. */
  readonly wishes?: PositionWishes | undefined;
  /** It stands in the place of an order that works already. */
  readonly standing?: Standing | undefined;
}

/** What new terms of an order leave as it is. */
export interface Standing {
  /** What its fills bring: planned once, and not again at another price. */
  readonly protection: Protection;
  /** A part of it has filled: what is held of that is no reason against the rest. */
  readonly hasFilled: boolean;
}

export type Verdict =
  | {
      readonly kind: "approved";
      readonly order: Approved<OrderRequest>;
      readonly protection: Protection;
      readonly wanted: Quantity;
      readonly cappedBy: string | undefined;
    }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** New terms of an order, and what they are judged with: as in `EntryProposal`. */
export interface AmendmentProposal extends Pick<EntryProposal, "reference" | "atr"> {
  readonly to: Amendment;
  readonly at: UnixMs;
  readonly protection: Protection;
}

export type AmendmentVerdict =
  | { readonly kind: "approved"; readonly to: Approved<Amendment> }
  | { readonly kind: "refused"; readonly refusal: Refusal };
