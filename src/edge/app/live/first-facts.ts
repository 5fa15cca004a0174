import { readJournal } from "../../journal/index.ts";
import { UserProblem } from "../../problem/index.ts";
import { decodeRecord, type RunFacts, type RunSession } from "../../runner/index.ts";

/** What a run is made of, and who wrote its journal first. @throws UserProblem, exit 5; JournalDamaged */
export function firstFacts(journal: string): { readonly facts: RunFacts; readonly session: RunSession } {
  let session: RunSession | undefined;
  for (const { record } of readJournal(journal)) {
    const decoded = decodeRecord(record);
    if (decoded?.kind === "entered") session = decoded.session;
    else if (decoded?.kind === "begun" && session !== undefined) return { facts: decoded.facts, session };
    else break;
  }
  throw new UserProblem({
    exitCode: 5,
    where: journal,
    message: "the journal does not begin as that of a run",
    fix: "it was left by a process that died at once, or is of another version of this program",
  });
}
