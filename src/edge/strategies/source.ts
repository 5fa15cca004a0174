/** Where a strategy's module is. Plain data: it travels to the worker that runs it. */
export interface StrategySource {
  /** For a user's file the file's own name, until `importStrategy` has looked inside and noted the strategy's. */
  name: string;
  readonly url: string;
  /** Given by path: it is read, checked and rewritten before it runs. */
  readonly isUserFile?: true;
  /** The checked code as a `data:` URL. `importStrategy` notes it, so that the worker runs exactly what was checked. */
  code?: string;
}

/** What a user's file may end in. */
export const FILE_ENDINGS = [".ts", ".mts", ".js", ".mjs"] as const;

export const isTypeScript = (file: string): boolean => /\.m?ts$/.test(file);

/** `emaCross`, `ema_cross` and `ema-cross` are one name in three spellings. */
export const sameName = (one: string, other: string): boolean => plain(one) === plain(other);

const plain = (name: string): string => name.toLowerCase().replaceAll(/[-_ ]/g, "");
