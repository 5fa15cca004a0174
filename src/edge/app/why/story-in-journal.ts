import { OrderStory, type StoryName, type StoryRange, type WhyDocument } from "../../../core/views/index.ts";
import { hasJournal, readJournal } from "../../journal/index.ts";
import { decodeRecord, isRecordOf, journalOf } from "../../runner/index.ts";

/** What a journal tells of an order. */
export interface WrittenStory {
  readonly story: WhyDocument | undefined;
  readonly range: StoryRange;
}

/**
 * The story of an order from the journal in the directory of a run, and from nothing else.
 * @returns undefined where there is no journal, or one that tells no stories. @throws JournalDamaged
 */
export function storyInJournal(directory: string, run: string, name: StoryName): WrittenStory | undefined {
  const journal = journalOf(directory);
  if (!hasJournal(journal)) return undefined;
  const order = new OrderStory(name);
  let stories = 0;
  for (const { record } of readJournal(journal)) {
    const decoded = isRecordOf("story", record) ? decodeRecord(record) : undefined;
    if (decoded?.kind !== "story") continue;
    order.fold(decoded.story);
    stories++;
  }
  return stories === 0 ? undefined : { story: order.tell(run), range: order.range };
}
