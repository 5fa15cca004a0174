/**
 * Writes what is taken now. @returns how many bytes that were; 0: none for now; a promise where a write may have to wait.
 * @throws where there will never be a way again: nobody reads, or a disk is full
 */
export type WriteSome = (bytes: Uint8Array) => number | Promise<number>;

interface Waiting {
  readonly text: string;
  /** A line that the next one is drawn over. */
  readonly isRedraw: boolean;
}

/** Some ten thousand lines. A reader that is only slow has them all. */
const CHARACTERS_MAX = 4_000_000;
/** So much goes into one write. */
const CHUNK_CHARACTERS = 65_536;
/** The first pause after nothing was taken; it doubles up to the last. */
const PAUSE_MS = 5;
const PAUSE_MS_MAX = 100;
const LOOK_MS = 10;

/**
 * Text on its way to a terminal, a pipe or a file. `write` never waits: a terminal may stand still (Ctrl-S, a connection
 * that froze, a pager nobody reads on) while the thread that prints watches over a run. What waits beyond the bound is
 * left out, oldest first, since the latest matters most; one line says how many.
 */
export class TextQueue {
  readonly #writeSome: WriteSome;
  readonly #onError: (error: unknown) => void;
  readonly #charactersMax: number;
  readonly #waiting: Waiting[] = [];
  #characters = 0;
  #linesLeftOut = 0;
  /** What is being written: it is never left out, for its first part may be on the screen. */
  #rest: Uint8Array = new Uint8Array();
  #isWriting = false;
  #isLineOpen = false;
  #isOver = false;
  #taken = 0;
  #pauseMs = PAUSE_MS;
  #timer: NodeJS.Timeout | undefined;

  /** `onError` hears once that nothing more can be written. */
  constructor(writeSome: WriteSome, onError: (error: unknown) => void, charactersMax = CHARACTERS_MAX) {
    this.#writeSome = writeSome;
    this.#onError = onError;
    this.#charactersMax = charactersMax;
  }

  /** `isRedraw`: the next redraw may take its place while it waits. */
  write(text: string, isRedraw = false): void {
    if (this.#isOver) return;
    if (isRedraw && this.#waiting.at(-1)?.isRedraw === true) this.#characters -= this.#drop("newest");
    this.#waiting.push({ text, isRedraw });
    this.#characters += text.length;
    // While it pauses nothing is asked, but for a full queue: a burst may be too much for a reader that reads.
    if (this.#timer === undefined || this.#characters > this.#charactersMax) this.#writeOut();
    while (this.#characters > this.#charactersMax && this.#waiting.length > 1)
      this.#characters -= this.#drop("oldest");
  }

  /**
   * Resolves when everything is written, or nothing was taken for so long: then the rest is given up.
   * @returns whether everything is written that can be
   */
  async close(stillMsMax: number): Promise<boolean> {
    let taken = this.#taken;
    for (let stillMs = 0; this.#isPending() && stillMs < stillMsMax; stillMs += LOOK_MS) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      if (this.#taken !== taken) stillMs = 0;
      taken = this.#taken;
    }
    if (!this.#isPending()) return true;
    this.#end();
    return false;
  }

  #isPending(): boolean {
    return !this.#isOver && (this.#rest.length > 0 || this.#waiting.length > 0);
  }

  /** @returns how many characters wait no more */
  #drop(which: "oldest" | "newest"): number {
    const dropped = which === "oldest" ? this.#waiting.shift() : this.#waiting.pop();
    if (dropped === undefined) return 0;
    if (!dropped.isRedraw) this.#linesLeftOut += dropped.text.split("\n").length - 1;
    return dropped.text.length;
  }

  #writeOut(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (!this.#isWriting && this.#fill()) {
      let taken: number | Promise<number>;
      try {
        taken = this.#writeSome(this.#rest);
      } catch (error) {
        this.#fail(error);
        return;
      }
      if (typeof taken !== "number") this.#await(taken);
      else if (!this.#took(taken)) return;
    }
  }

  #await(taken: Promise<number>): void {
    this.#isWriting = true;
    taken.then(
      (count) => {
        this.#isWriting = false;
        if (this.#took(count)) this.#writeOut();
      },
      (error: unknown) => this.#fail(error),
    );
  }

  /** @returns whether there is something to write */
  #fill(): boolean {
    if (this.#isOver) return false;
    if (this.#rest.length > 0) return true;
    const parts: string[] = [];
    if (this.#linesLeftOut > 0) parts.push(this.#gapLine());
    for (let length = 0; length < CHUNK_CHARACTERS; ) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      parts.push(next.text);
      length += next.text.length;
      this.#characters -= next.text.length;
    }
    const text = parts.join("");
    if (text !== "") this.#isLineOpen = !text.endsWith("\n");
    this.#rest = Buffer.from(text);
    return text !== "";
  }

  #gapLine(): string {
    const count = this.#linesLeftOut;
    this.#linesLeftOut = 0;
    const lines = count === 1 ? "1 line is" : `${count} lines are`;
    return `${this.#isLineOpen ? "\n" : ""}notice: ${lines} left out here, for nothing was taken\n`;
  }

  /** @returns whether more may be taken at once */
  #took(count: number): boolean {
    if (this.#isOver) return false;
    this.#taken += count;
    this.#rest = this.#rest.subarray(count);
    if (count > 0) {
      this.#pauseMs = PAUSE_MS;
      return true;
    }
    this.#timer = setTimeout(() => this.#writeOut(), this.#pauseMs).unref(); // Whoever closes waits for it.
    this.#pauseMs = Math.min(2 * this.#pauseMs, PAUSE_MS_MAX);
    return false;
  }

  #fail(error: unknown): void {
    if (this.#isOver) return;
    this.#end();
    this.#onError(error);
  }

  #end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#waiting.length = 0;
    this.#rest = new Uint8Array();
  }
}
