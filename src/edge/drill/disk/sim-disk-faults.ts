import type { Disk } from "../../journal/index.ts";

export type DiskOperationKind = Exclude<keyof Disk, "text">;

/** Something that a process asks of the disk. */
export interface DiskOperation {
  readonly kind: DiskOperationKind;
  /** Or directory; of a rename, the old name. */
  readonly file: string;
  /** That a write brings, or a truncate leaves; 0 for the others. */
  readonly bytes: number;
  /** A write is told of twice: before anything of it was done, and while it is under way. */
  readonly when: "before" | "during";
}

/** What is wrong with the disk; may be changed at any time. */
export interface DiskFaults {
  /** Bytes that files may still grow by; then ENOSPC. */
  spaceLeft: number;
  /** How often, 0 to 1, a write takes only a part of the bytes. */
  shortWriteOdds: number;
  /** Each fails one operation, the `nth` of its kind from here on, with a code of the system such as EIO. */
  readonly failures: { readonly kind: DiskOperationKind; nth: number; readonly code: string }[];
}

export const NO_FAULTS = { spaceLeft: Number.POSITIVE_INFINITY, shortWriteOdds: 0 };

/** @throws the failure that is due at this operation, if one is; each comes once */
export function failWhereDue({ failures }: DiskFaults, kind: DiskOperationKind, path: string): void {
  const due = failures.filter((one) => one.kind === kind && --one.nth <= 0)[0];
  if (due === undefined) return;
  failures.splice(failures.indexOf(due), 1);
  throw failure(due.code, kind, path);
}

/** Of the system, `ENOSPC`, `EIO`, ...; undefined when it is another kind of error. */
export const codeOf = (error: unknown): string | undefined => {
  const code = (error as { readonly code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : undefined;
};

/** As the system says it. */
export const failure = (code: string, call: string, path: string): Error =>
  Object.assign(new Error(`${code}: ${call} '${path}'`), { code, syscall: call, path });
