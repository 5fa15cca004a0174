import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { exportDataset, nameOf, readCatalog, type StoredDataset, stemOf } from "../../data/index.ts";
import { UserProblem } from "../../problem/index.ts";

/** The datasets of a store as files that a check reads, for as long as it takes. */
export interface StoreFiles {
  readonly files: readonly string[];
  /** What the dataset of a file is called: `binance:BTC-USDT 1h`. */
  nameOf(file: string): string;
  discard(): void;
}

/** @throws UserProblem, exit 5, for a store that is empty, or damaged before its rows can be looked at */
export async function storeFiles(store: string): Promise<StoreFiles> {
  const { datasets, problems } = readCatalog(resolve(store));
  const [problem] = problems;
  if (problem !== undefined) throw problem;
  if (datasets.length === 0)
    throw new UserProblem({
      exitCode: 5,
      where: store,
      message: "the store holds no data",
      allowed: "files or directories to check, or a store with datasets",
      fix: "write timonel data check PATH, or bring data in with timonel data import FILE",
    });
  const directory = mkdtempSync(join(tmpdir(), "timonel-check-"));
  const discard = (): void => rmSync(directory, { recursive: true, force: true });
  const names = new Map<string, string>();
  try {
    for (const { manifest } of datasets) {
      const file = join(directory, fileNameOf(manifest));
      const { venue, symbol } = manifest;
      const from = { venue, symbol, stem: stemOf(manifest) };
      await exportDataset({
        store: resolve(store),
        from,
        format: "csv",
        out: file,
        since: undefined,
        until: undefined,
      });
      names.set(file, nameOf(manifest).replaceAll("/", "-")); // Shown like a file, whose folders are left out.
    }
  } catch (error) {
    discard();
    throw error;
  }
  return { files: [...names.keys()], nameOf: (file) => names.get(file) ?? file, discard };
}

/** A name that tells venue, symbol and interval to whoever reads the file. */
function fileNameOf({ venue, symbol, content, interval }: StoredDataset["manifest"]): string {
  const [pair = symbol, settle] = symbol.split(":");
  const spelling = pair.replaceAll("/", "");
  const place = settle === undefined ? venue : `${venue}-usdm`;
  const special = content === "funding" || content === "mark" ? `${content}_` : "";
  return `${place}_${spelling}_${special}${interval}${content === "quotes" ? "-quotes" : ""}.csv`;
}
