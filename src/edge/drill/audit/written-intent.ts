/** What an opening asks for beyond its prices. */
export interface OpenPiece {
  readonly trail?: object;
  readonly breakEven?: { readonly at: number; readonly offset?: number };
  readonly exitAfterBars?: number;
}

interface Piece extends OpenPiece {
  readonly kind: string;
  readonly stop?: number;
}

/** A strategy's answer, as the journal keeps it. */
export interface WrittenIntent {
  readonly symbol: string;
  readonly at: number;
  /** `several` has pieces. */
  readonly intent: Piece & { readonly intents?: readonly Piece[] };
}

/** Of a line `I{...}`. */
export const readIntent = (record: string): WrittenIntent => JSON.parse(record.slice(1)) as WrittenIntent;
