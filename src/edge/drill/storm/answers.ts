import { type Chance, MomentChance } from "../../../core/base/index.ts";
import type { WrittenLines } from "../audit/written-lines.ts";
import type { VirtualTime } from "../clock/virtual-time.ts";
import { APPROVAL_CLASS, type Person } from "./person.ts";

/** So often a person looks whether anything waits for an answer. */
const LOOK_MS = 3_000;
/** Some questions take longer than they may. */
const THINK_MS_MAX = 150_000;
/** One answer in so many is no, and one is for another question than the one that was asked. */
const NO_ONE_IN = 5;
const WRONG_ONE_IN = 20;

/** Each opening waits for a person, who answers most of them: soon, late, or too late. */
export function answerQuestions({
  time,
  written,
  person,
  chance: source,
  may,
}: {
  readonly time: VirtualTime;
  readonly written: WrittenLines;
  readonly person: Person;
  readonly chance: Chance;
  may(name: string, what: string): boolean;
}): void {
  const chance = new MomentChance(source.fork("answers"), () => time.now);
  const answer = (question: number): void => {
    const deed = chance.int(NO_ONE_IN) === 0 ? "reject" : "approve";
    const approval = question + (chance.int(WRONG_ONE_IN) === 0 ? 1 : 0);
    if (may(`${APPROVAL_CLASS}#${question}`, `${deed} of opening ${approval}`))
      person.tell({ do: deed, approval });
  };
  const look = (): void => {
    written.look();
    for (const question of written.questions.splice(0)) {
      const isSlow = chance.int(3) === 0;
      person.after(THINK_MS_MAX * chance.next() * (isSlow ? 1 : 0.1), () => answer(question));
    }
    person.after(LOOK_MS, look);
  };
  person.after(LOOK_MS, look);
}
