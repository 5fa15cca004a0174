import type { Explanation } from "../../core/engine/index.ts";
import type { StoryRecord } from "../../core/views/index.ts";

type Judgement = NonNullable<Explanation["judgement"]>;
type Gate = Judgement["gates"][number];
type Limit = Judgement["limits"][number];

/**
 * A story as JSON, letter by letter what `JSON.stringify` makes of it. What was judged is most of every story, and
 * consists of this program's own words and exact numbers: to put them together is several times as quick.
 */
export function storyText(story: StoryRecord): string {
  if (story.kind !== "explained" || story.explanation.judgement === null) return JSON.stringify(story);
  const { judgement, verdict, ...said } = story.explanation;
  const { account, gates, protection, sizing, limits } = judgement;
  const judged = `{"account":${JSON.stringify(account)},"gates":[${gates.map(gateText).join(",")}],"protection":${JSON.stringify(protection)},"sizing":${JSON.stringify(sizing)},"limits":[${limits.map(limitText).join(",")}]}`;
  const before = JSON.stringify(said);
  return `{"kind":"explained","explanation":${before.slice(0, -1)},"judgement":${judged},"verdict":${JSON.stringify(verdict)}}}`;
}

const gateText = ({ limit, about, key, unit, rule, allowed, found, passed }: Gate): string =>
  `{"limit":"${limit}",${about === undefined ? "" : `"about":${quoted(about)},`}"key":${orNull(key)},"unit":"${unit}","rule":"${rule}","allowed":${valueText(allowed)},"found":${valueText(found)},"passed":${passed}}`;

const limitText = (told: Limit): string =>
  `{"limit":"${told.limit}","key":${orNull(told.key)},"share":"${told.share}","of":"${told.of}","measure":"${told.measure}","used":"${told.used}","unit":"${told.unit}","room":"${told.room}","allows":${orNull(told.allows)},"passed":${told.passed}}`;

const orNull = (own: string | null): string => (own === null ? "null" : `"${own}"`);

const valueText = (value: number | string): string =>
  typeof value === "number" ? String(value) : quoted(value);

/** Signs that JSON writes otherwise than they stand there. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for.
const SPECIAL = /["\\\u0000-\u001f\ud800-\udfff]/;

const quoted = (text: string): string => (SPECIAL.test(text) ? JSON.stringify(text) : `"${text}"`);
