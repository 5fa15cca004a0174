import { levelOf } from "../logs/index.ts";
import type { Alert } from "../ports/index.ts";

/** Alerts that wait for one sink: what matters least, and waited longest, makes room. */
export class AlertQueue {
  readonly #lengthMax: number;
  readonly #waiting: Alert[] = [];
  #lost = 0;

  constructor(lengthMax: number) {
    this.#lengthMax = lengthMax;
  }

  push(alert: Alert): void {
    this.#waiting.push(alert);
    if (this.#waiting.length <= this.#lengthMax) return;
    let least = 0;
    for (const [place, { level }] of this.#waiting.entries())
      if (levelOf(level) < levelOf((this.#waiting[least] as Alert).level)) least = place;
    this.#waiting.splice(least, 1);
    this.#lost++;
  }

  /** The next one, which says how many were lost before it. */
  shift(): Alert | undefined {
    const next = this.#waiting.shift();
    if (next === undefined) return undefined;
    const lost = next.lost + this.#lost;
    this.#lost = 0;
    return { ...next, lost };
  }

  /** It was taken, and could not be told: the next one says so. */
  noteLost({ lost }: Alert): void {
    this.#lost += 1 + lost;
  }
}
