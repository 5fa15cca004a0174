/** Marks a text that stands for an exact integer or for infinity; a text that begins so by itself is marked as one. */
const MARK = "\u0001";
const TEXT = "t";

/** JSON in which exact integers and infinity come back as they were. */
export const toExactJson = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "bigint"
      ? `${MARK}${part}`
      : part === Number.POSITIVE_INFINITY
        ? `${MARK}Infinity`
        : typeof part === "string" && part.startsWith(MARK)
          ? `${MARK}${TEXT}${part}`
          : part,
  );

export const fromExactJson = (text: string): unknown =>
  JSON.parse(text, (_key, part: unknown) => {
    if (typeof part !== "string" || !part.startsWith(MARK)) return part;
    const content = part.slice(MARK.length);
    if (content.startsWith(TEXT)) return content.slice(TEXT.length);
    return content === "Infinity" ? Number.POSITIVE_INFINITY : BigInt(content);
  });
