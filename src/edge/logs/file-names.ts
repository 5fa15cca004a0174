import { readdirSync } from "node:fs";

/** A log and its turned-over parts: `main.log`, then `main.2026-11-21.1.log`. */
export interface LogName {
  readonly stem: string;
  readonly extension: string;
}

export const fileOf = ({ stem, extension }: LogName): string => `${stem}.${extension}`;

/** `day`: when its last line was written, `2026-11-21`. */
export const oldFileOf = ({ stem, extension }: LogName, day: string, number: number): string =>
  `${stem}.${day}.${number}.${extension}`;

export interface OldFile {
  readonly file: string;
  readonly day: string;
  readonly number: number;
}

/** Turned-over parts in a directory, oldest first; none where it cannot be read. Nobody else's files. */
export function oldFilesOf({ stem, extension }: LogName, directory: string): readonly OldFile[] {
  return namesIn(directory)
    .flatMap((file) => {
      if (!file.startsWith(`${stem}.`) || !file.endsWith(`.${extension}`)) return [];
      const middle = file.slice(stem.length + 1, file.length - extension.length - 1);
      const [, day, number] = /^(\d{4}-\d{2}-\d{2})\.([1-9]\d{0,8})$/.exec(middle) ?? [];
      return day === undefined || number === undefined ? [] : [{ file, day, number: Number(number) }];
    })
    .sort((a, b) => (a.day === b.day ? a.number - b.number : a.day < b.day ? -1 : 1));
}

export function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** `2026-11-21`, UTC. */
export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
