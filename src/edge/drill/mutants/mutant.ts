/** One place of the built program, read otherwise while a drill runs. */
export interface Edit {
  /** Under dist. */
  readonly file: string;
  /** Stands there exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** A bug that is planted on purpose. */
export interface Mutant extends Edit {
  /** `M1` to `M50` as in the fault model, `N1` and on our own. */
  readonly id: string;
  /** What is wrong with the program that has it, in a line. */
  readonly what: string;
  /**
   * Layers that are switched off as well, for each would hide that this one is broken. The program without them has to
   * stay sound: the bug alone makes the difference.
   */
  readonly without?: readonly Edit[];
}

/** The list does not fit the program any more: a planted bug that cannot be planted proves nothing. */
export class MutantMisplaced extends Error {
  override readonly name = "MutantMisplaced";
}

/** Everything that is another in the program with the bug. */
export const editsOf = (mutant: Mutant): readonly Edit[] => [mutant, ...(mutant.without ?? [])];

/** The text of a file with one edit in it. @throws MutantMisplaced */
export function edited({ file, find, replace }: Edit, text: string): string {
  const parts = text.split(find);
  if (parts.length === 2) return parts.join(replace);
  throw new MutantMisplaced(
    `a bug cannot be planted: ${JSON.stringify(find)} stands ${parts.length - 1} times in dist/${file}, and has to stand there once`,
  );
}
