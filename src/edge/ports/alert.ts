/** The levels of the logs: what a person is told bears the same words as what is written down. */
export type AlertLevel = "DEBUG" | "INFO" | "WARNING" | "ERROR" | "CRITICAL";

/** What a person should know now, wherever they are. */
export interface Alert {
  readonly level: AlertLevel;
  /** For programs: `latched`, `run_failed`. */
  readonly type: string;
  /** One line for a person. */
  readonly text: string;
  /** Wall clock, Unix milliseconds. */
  readonly at: number;
  /** The run it is about; null: none, or several. */
  readonly run: string | null;
  /** So many before it never reached this sink. */
  readonly lost: number;
}

/** A way to reach a person. It may be slow or dead: nobody waits for it. */
export interface AlertSink {
  readonly name: string;
  /**
   * Tells one alert. `signal` aborts where it takes too long. Rejects where it was not told; with `AlertRefused` where
   * trying again would not help.
   */
  deliver(alert: Alert, signal: AbortSignal): Promise<void>;
}

/** Whoever takes alerts said no: the same alert would be refused again. */
export class AlertRefused extends Error {}
