/**
 * A few numbers that the thread of a run writes and the main thread reads: how far it is, what it is doing, and the
 * switch that stops it. Shared memory, because a strategy that never returns answers no message.
 */
export interface Board {
  /** Bars closed so far. */
  readonly bars: number;
  /** Engine time of the last step. */
  readonly now: number;
  /** Whether the run has begun: loading code is not the strategy's fault. */
  readonly isStarted: boolean;
  readonly isStopAsked: boolean;
  /** Changes as long as the run is alive, also while it waits. */
  readonly pulse: number;
  /** Place 0: the instrument whose strategy is being asked. */
  readonly deciding: Int32Array;
  start(): void;
  tell(bars: number, now: number): void;
  beat(): void;
  /** Blocks this thread; a stop wakes it. */
  sleep(ms: number): void;
  askStop(): void;
  /** The thread looked at nothing new for so long, milliseconds. */
  noteLag(ms: number): void;
  /** The longest that was noted since this was last asked; 0: nothing. */
  takeLag(): number;
  /** How much mail was announced. */
  readonly mail: number;
  /** Tells that there is mail. */
  noteMail(): void;
  /** Blocks this thread until more is announced than `seen`, or for so long. */
  awaitMail(seen: number, ms: number): void;
}

const NUMBERS = 2;
const FLAGS = 6;
const STARTED = 1;
const STOP = 2;
const PULSE = 3;
const MAIL = 4;
const LAG = 5;

export const newBoard = (): SharedArrayBuffer => new SharedArrayBuffer(NUMBERS * 8 + FLAGS * 4);

/** The board on shared memory; both threads make their own. */
export function boardOn(shared: SharedArrayBuffer): Board {
  const numbers = new Float64Array(shared, 0, NUMBERS);
  const flags = new Int32Array(shared, NUMBERS * 8, FLAGS);
  return {
    get bars() {
      return numbers[0] as number;
    },
    get now() {
      return numbers[1] as number;
    },
    get isStarted() {
      return Atomics.load(flags, STARTED) === 1;
    },
    get isStopAsked() {
      return Atomics.load(flags, STOP) === 1;
    },
    get pulse() {
      return Atomics.load(flags, PULSE) + (numbers[0] as number);
    },
    deciding: flags.subarray(0, 1),
    start: () => {
      Atomics.store(flags, STARTED, 1);
    },
    tell: (bars, now) => {
      numbers[0] = bars;
      numbers[1] = now;
    },
    beat: () => {
      Atomics.add(flags, PULSE, 1);
    },
    sleep: (ms) => {
      Atomics.wait(flags, STOP, 0, ms);
    },
    noteLag: (ms) => {
      if (ms > Atomics.load(flags, LAG)) Atomics.store(flags, LAG, Math.min(ms, 2_147_483_647));
    },
    takeLag: () => Atomics.exchange(flags, LAG, 0),
    get mail() {
      return Atomics.load(flags, MAIL);
    },
    noteMail: () => {
      Atomics.add(flags, MAIL, 1);
      Atomics.notify(flags, MAIL);
    },
    awaitMail: (seen, ms) => {
      Atomics.wait(flags, MAIL, seen, ms);
    },
    askStop: () => {
      Atomics.store(flags, STOP, 1);
      Atomics.notify(flags, STOP);
    },
  };
}
