/** The same pure function, which keeps its last answer: for what is asked of the same number again and again. */
export function lastKept<Asked extends bigint, Answer>(
  of: (asked: Asked) => Answer,
): (asked: Asked) => Answer {
  let last: { readonly asked: Asked; readonly answer: Answer } | undefined;
  return (asked) => {
    if (last?.asked !== asked) last = { asked, answer: of(asked) };
    return last.answer;
  };
}
