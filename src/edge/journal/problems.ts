import { UserProblem } from "../problem/index.ts";

/** Where a journal is damaged, and what is wrong there. */
export interface Damage {
  readonly directory: string;
  /** The file, `000003.seg` or `head`. */
  readonly file: string;
  /** Counted from 1; 0 where the damage is not in a segment. */
  readonly segment: number;
  /** Byte of the file. */
  readonly offset: number;
  /** The records that cannot be vouched for, first and last; undefined where nobody can say. */
  readonly sequences: readonly [from: number, to: number] | undefined;
  readonly what: string;
}

/** What was durable once cannot be read whole any more: nothing of it may be continued. Exit 5. */
export class JournalDamaged extends UserProblem {
  override readonly name = "JournalDamaged";
  readonly damage: Damage;

  constructor(damage: Damage) {
    super({
      exitCode: 5,
      where: `${damage.directory}/${damage.file}`,
      message: `the journal is damaged at byte ${damage.offset}: ${damage.what}${lost(damage.sequences)}`,
      fix: "restore the journal from a copy; whoever goes on without it must first compare every order and position with the venue",
    });
    this.damage = damage;
  }
}

function lost(sequences: Damage["sequences"]): string {
  if (sequences === undefined) return "; no record can be vouched for";
  const [from, to] = sequences;
  const before = from > 1 ? `; records 1 to ${from - 1} are whole` : "";
  return to < from ? before : `${before}; records ${from} to ${to} cannot be vouched for`;
}

/** What was appended could not be made durable: it does not count, and nothing more is taken. Exit 5. */
export class JournalFull extends UserProblem {
  override readonly name = "JournalFull";
  /** Of the system: `ENOSPC`, `EROFS`, `EIO`, ... */
  readonly code: string;
  readonly directory: string;

  constructor(directory: string, code: string, cause?: unknown) {
    super({
      exitCode: 5,
      where: directory,
      message: `the journal cannot be written: ${MEANING[code] ?? "the disk refuses"} (${code})`,
      fix: FIX[code] ?? "look at the health of the disk, then start again: what was recorded is kept",
    });
    this.code = code;
    this.directory = directory;
    if (cause !== undefined) this.cause = cause;
  }
}

const MEANING: Readonly<Record<string, string>> = {
  ENOSPC: "no space is left on the disk",
  EDQUOT: "the disk quota is used up",
  EROFS: "the file system is read-only",
  EACCES: "writing there is not allowed",
  EPERM: "writing there is not allowed",
  EIO: "the disk reports an error",
  EFBIG: "the file would be larger than is allowed",
};

const FREE = "free space there, then start again: what was recorded is kept";
const ALLOW = "make the directory writable for this user";
const FIX: Readonly<Record<string, string>> = {
  ENOSPC: FREE,
  EDQUOT: FREE,
  EROFS: "mount it writable, or choose another directory",
  EACCES: ALLOW,
  EPERM: ALLOW,
  EFBIG:
    "raise the limit of this process on the size of its files (ulimit -f), then start again: what was recorded is kept",
};

/** What a failed write means; our own errors stay what they are. */
export function asJournalFull(directory: string, error: unknown): Error {
  if (error instanceof UserProblem) return error;
  const code = (error as { readonly code?: unknown }).code;
  if (typeof code === "string") return new JournalFull(directory, code, error);
  return error instanceof Error ? error : new Error(String(error)); // A bug of ours: it is not dressed up as a full disk.
}

/** A journal that a newer version wrote. */
export const newer = (where: string, found: string): UserProblem =>
  new UserProblem({
    exitCode: 5,
    where,
    message: "the journal was written by a newer version",
    found,
    allowed: "timonel.journal/1",
    fix: "use the version that wrote it, or a newer one",
  });

export const unreadable = (where: string, error: unknown): UserProblem =>
  new UserProblem({
    exitCode: 5,
    where,
    message: "the journal cannot be read",
    found: String((error as { readonly code?: unknown }).code ?? error),
    fix: "check that the directory holds a journal and may be read by this user",
  });
