import type { Journal } from "../journal/index.ts";
import type { WrittenRun } from "./assemble-run.ts";
import type { PaperRun } from "./paper-run.ts";

/** Halts a run when the disk fills up: there is still room to write down what is done about it. */
export class SpaceWatch {
  readonly #run: PaperRun;
  readonly #written: WrittenRun;
  readonly #journal: Journal | undefined;
  #isShort = false;

  constructor(run: PaperRun, written: WrittenRun, journal: Journal | undefined) {
    this.#run = run;
    this.#written = written;
    this.#journal = journal;
  }

  look(): void {
    const shortage = this.#journal?.shortage;
    if ((shortage !== undefined) === this.#isShort) return;
    this.#isShort = shortage !== undefined;
    if (shortage === undefined) return; // What a person may go on with again.
    const { now } = this.#run;
    const by = `the disk fills up (${shortage.code}): the journal has room for a while only`;
    if (this.#run.obey({ id: `shortage-${this.#written.log.place}`, do: "halt", by }).kind === "obeyed")
      this.#written.noted.alarmed(by, now, { look: "make room on it" });
  }
}
