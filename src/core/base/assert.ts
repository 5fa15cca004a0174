/** A broken invariant: a bug of ours, never a user's mistake. Trading on is the only worse outcome. */
export class InvariantBroken extends Error {
  override readonly name = "InvariantBroken";
}

/**
 * Stops the program when `claim` is false; `about` names what broke it. (A text put together by the caller would be made
 * on the hot path, for nothing.)
 * @throws InvariantBroken
 */
export function assert(claim: boolean, message: string, about?: unknown): asserts claim {
  if (!claim) throw new InvariantBroken(about === undefined ? message : `${message}: ${String(about)}`);
}

/** Ends a `switch` over a union: a new member fails the build here. @throws InvariantBroken */
export function unreachable(value: never): never {
  throw new InvariantBroken(`unexpected value ${JSON.stringify(value)}`);
}
