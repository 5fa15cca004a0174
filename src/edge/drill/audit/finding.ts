/** What breaks an invariant, before it is known when. */
export interface Finding {
  /** `I2`, `L3`: see the invariants in docs/DRILLS.md. */
  readonly invariant: string;
  readonly what: string;
}

/** What was found, in order, and how much of it somebody has heard. */
export class Findings {
  readonly all: Finding[] = [];
  #heard = 0;

  note(invariant: string, what: string): void {
    this.all.push({ invariant, what });
  }

  /** What was found since it was asked last. */
  news(): readonly Finding[] {
    const news = this.all.slice(this.#heard);
    this.#heard = this.all.length;
    return news;
  }
}
