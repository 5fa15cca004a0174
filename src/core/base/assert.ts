/** A broken invariant: a bug of ours, never a user's mistake. Trading on is the only worse outcome. */
export class InvariantBroken extends Error {
  override readonly name = "InvariantBroken";
}

/** Stops the program when `claim` is false. @throws InvariantBroken */
export function assert(claim: boolean, message: string): asserts claim {
  if (!claim) throw new InvariantBroken(message);
}

/** Ends a `switch` over a union: a new member fails the build here. @throws InvariantBroken */
export function unreachable(value: never): never {
  throw new InvariantBroken(`unexpected value ${JSON.stringify(value)}`);
}
