/** Faults of the venue, as it knows them, with the occasions on which each strikes. */
export const VENUE_FAULTS = {
  dropRequest: { p: [0.02, 0.2] },
  lateRequest: { p: [0.02, 0.2], ms: [500, 15_000] },
  failBefore: { p: [0.02, 0.2] },
  throttle: { p: [0.02, 0.2] },
  maintenance: { p: [0.01, 0.1] },
  reject: { p: [0.02, 0.2] },
  admitLate: { p: [1, 1] },
  otherTerms: { p: [0.02, 0.2] },
  overfill: { p: [0.02, 0.2] },
  dropReply: { p: [0.02, 0.3] },
  lateReply: { p: [0.02, 0.3], ms: [500, 30_000] },
  failReply: { p: [0.02, 0.3] },
  garbageReply: { p: [0.005, 0.05] },
  wrongReply: { p: [0.01, 0.1] },
  duplicateReply: { p: [0.05, 0.3] },
  disconnectBefore: { p: [0.005, 0.05] },
  disconnectAfter: { p: [0.005, 0.05] },
  disconnectStream: { p: [0.001, 0.01] },
  staleList: { p: [0.05, 0.5] },
  blindLookup: { p: [0.2, 1] },
  partialList: { p: [0.05, 0.3] },
  silentStream: { p: [0.0005, 0.003] },
  loseEvent: { p: [0.002, 0.05] },
  duplicateEvent: { p: [0.02, 0.2] },
  swapEvents: { p: [0.01, 0.1] },
  lateStream: { p: [0.02, 0.2], ms: [200, 5_000] },
  badBar: { p: [0.005, 0.05] },
} as const satisfies Readonly<Record<string, Strength>>;

export interface Strength {
  readonly p: readonly [number, number];
  readonly ms?: readonly [number, number];
}

export type VenueFault = keyof typeof VENUE_FAULTS;
