import { assert } from "../../../core/base/index.ts";

/** What timers need of a clock. */
interface Clock<P> {
  readonly now: number;
  after(ms: number, act: () => void): P;
  cancel(planned: P): void;
  wallClock(): number;
}

/** Longer delays, and such as are none, count as one millisecond: as Node has it. */
const DELAY_MS_MAX = 2_147_483_647;

const delayOf = (ms: unknown): number => {
  const number = Math.trunc(Number(ms));
  return number >= 1 && number <= DELAY_MS_MAX ? number : 1;
};

/** What setTimeout gives back: alive as one of Node's, but it keeps no process alive. */
class VirtualTimer<P> {
  planned: P | undefined;
  #hasRef = true;

  ref(): this {
    this.#hasRef = true;
    return this;
  }

  unref(): this {
    this.#hasRef = false;
    return this;
  }

  hasRef(): boolean {
    return this.#hasRef;
  }
}

type Act = (...args: readonly unknown[]) => void;

/** Where a clock is installed already: two would put each other's timers back. */
let isInstalled = false;

/** See `VirtualTime.install`. A timer that was made before is still cleared as what it is. */
export function installTimers<P>(clock: Clock<P>): () => void {
  assert(!isInstalled, "another clock is installed: restore the real one first");
  const beganAt = clock.now;
  const real = {
    ...{ setTimeout, setInterval, clearTimeout, clearInterval },
    dateNow: Date.now,
    performanceNow: Object.getOwnPropertyDescriptor(performance, "now"),
  };
  const once = (act: Act, ms?: unknown, ...args: readonly unknown[]): VirtualTimer<P> => {
    const timer = new VirtualTimer<P>();
    timer.planned = clock.after(delayOf(ms), () => act(...args));
    return timer;
  };
  const again = (act: Act, ms?: unknown, ...args: readonly unknown[]): VirtualTimer<P> => {
    const timer = new VirtualTimer<P>();
    const every = delayOf(ms);
    const ring = (): void => {
      const rung = timer.planned;
      try {
        act(...args);
      } finally {
        if (timer.planned === rung) timer.planned = clock.after(every, ring); // Else it was cleared.
      }
    };
    timer.planned = clock.after(every, ring);
    return timer;
  };
  const clear = (timer: unknown): void => {
    if (!(timer instanceof VirtualTimer)) {
      real.clearTimeout(timer as NodeJS.Timeout | undefined); // One of Node's, or none at all.
      return;
    }
    if (timer.planned !== undefined) clock.cancel(timer.planned);
    timer.planned = undefined;
  };
  isInstalled = true;
  let isMine = true;
  Object.assign(globalThis, {
    ...{ setTimeout: once, setInterval: again, clearTimeout: clear, clearInterval: clear },
  });
  Date.now = () => clock.wallClock();
  performance.now = () => clock.now - beganAt;
  return () => {
    if (!isMine) return;
    isMine = false;
    isInstalled = false;
    const { dateNow, performanceNow, ...timers } = real;
    Object.assign(globalThis, timers);
    Date.now = dateNow;
    if (performanceNow === undefined) Reflect.deleteProperty(performance, "now");
    else Object.defineProperty(performance, "now", performanceNow);
  };
}
