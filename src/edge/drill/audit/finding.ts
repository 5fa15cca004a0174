/** What breaks an invariant, before it is known when. */
export interface Finding {
  /** `I2`, `L3`: see the invariants in docs/DRILLS.md. */
  readonly invariant: string;
  readonly what: string;
}
