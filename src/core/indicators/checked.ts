import { InvariantBroken } from "../base/index.ts";

/** @throws InvariantBroken for a length that is no whole number of at least `least` */
export function checkedLength(of: string, length: number, least = 1): number {
  if (!Number.isInteger(length) || length < least)
    throw new InvariantBroken(`${of}: a length of at least ${least} is due, found ${length}`);
  return length;
}
