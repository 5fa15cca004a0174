import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { damaged, misused } from "../../data-problem.ts";
import { unreadable } from "../../read-file.ts";
import { readZip } from "./zip.ts";

/** One thing to import: a file, or a member of an archive. */
export interface Piece {
  /** For messages: the path as given, with the member behind it. */
  readonly file: string;
  /** What tells the instrument: the name of the member, or of the file. */
  readonly name: string;
  /** Where it lies on the disk. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly packing: "gzip" | "zip" | undefined;
  /** Of the file as it is. */
  readonly sha256: string;
  readonly form: Form;
}

/** What the first bytes say. */
export type Form = "parquet" | "columns" | "json" | "text";

const startsWith = (bytes: Uint8Array, text: string): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(text.length, bytes.length)).toString("latin1") ===
  text;

/** Reads and unpacks a file. @throws DataProblem for what is missing, damaged, or of a kind that cannot be read */
export function unpack(file: string): readonly Piece[] {
  let raw: Buffer;
  try {
    raw = readFileSync(file);
  } catch (error) {
    throw unreadable(file, error);
  }
  const sha256 = createHash("sha256").update(raw).digest("hex");
  const common = { path: file, sha256 };
  if (startsWith(raw, "PK\u0003\u0004") || startsWith(raw, "PK\u0005\u0006"))
    return readZip(file, raw).map(({ name, bytes }) => {
      const member = `${file}/${name}`;
      return { ...common, file: member, name, bytes, packing: "zip" as const, form: formOf(member, bytes) };
    });
  const isGzip = raw[0] === 0x1f && raw[1] === 0x8b;
  const bytes = isGzip ? gunzip(file, raw) : raw;
  const packing = isGzip ? ("gzip" as const) : undefined;
  return [{ ...common, file, name: file, bytes, packing, form: formOf(file, bytes) }];
}

function gunzip(file: string, raw: Uint8Array): Uint8Array {
  try {
    return gunzipSync(raw);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw damaged({
      where: file,
      message: /unexpected end/i.test(reason) ? "the gzip file is cut off" : "the gzip file is damaged",
      found: reason,
      fix: "download it again",
    });
  }
}

function formOf(file: string, bytes: Uint8Array): Form {
  if (bytes.length === 0)
    throw damaged({ where: file, message: "the file is empty", fix: "download it again" });
  if (startsWith(bytes, "PAR1")) return "parquet";
  if (startsWith(bytes, "TIMONCOL")) return "columns";
  if (startsWith(bytes, "ARROW1") || startsWith(bytes, "FEA1"))
    throw misused({
      where: file,
      message: "this is a feather file, which cannot be read here",
      allowed: "CSV, JSON, Parquet, .columns; gzip or zip around them",
      fix: "convert it: freqtrade convert-data --format-from feather --format-to json, or in Python pandas.read_feather(FILE).to_parquet(FILE)",
    });
  const refused = REFUSED.find(({ magic }) => startsWith(bytes, magic));
  if (refused !== undefined)
    throw misused({
      where: file,
      message: `this is ${refused.what}, which cannot be read here`,
      allowed: "CSV, JSON, Parquet, .columns; gzip or zip around them",
      fix: refused.fix,
    });
  const begin = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4_096));
  if (begin.includes(0)) {
    if (begin[0] === 0xff || begin[0] === 0xfe)
      throw misused({
        where: file,
        message: "the text is UTF-16",
        allowed: "UTF-8",
        fix: "convert it: iconv -f UTF-16 -t UTF-8 FILE > NEW",
      });
    throw misused({
      where: file,
      message: "this is a binary file of a kind that is not known",
      allowed: "CSV, JSON, Parquet, .columns; gzip or zip around them",
      fix: "export the bars as CSV",
    });
  }
  return /^\uFEFF?\s*[[{]/.test(begin.toString("utf8", 0, 64)) ? "json" : "text";
}

const REFUSED: readonly { readonly magic: string; readonly what: string; readonly fix: string }[] = [
  { magic: "\u00ef\u00bb\u00bf<", what: "a web page", fix: "download the data file itself" },
  { magic: "<!DOCTYPE", what: "a web page", fix: "download the data file itself" },
  { magic: "<html", what: "a web page", fix: "download the data file itself" },
  { magic: "\u0089HDF", what: "an HDF5 file", fix: "export the bars as CSV or Parquet" },
  { magic: "SQLite format 3", what: "a SQLite database", fix: "export the bars as CSV or Parquet" },
  { magic: "7z\u00bc\u00af", what: "a 7z archive", fix: "unpack it first" },
  { magic: "Rar!", what: "a RAR archive", fix: "unpack it first" },
  { magic: "BZh", what: "a bzip2 file", fix: "unpack it first: bunzip2 FILE" },
  { magic: "\u00fd7zXZ", what: "an xz file", fix: "unpack it first: unxz FILE" },
  { magic: "\u0028\u00b5\u002f\u00fd", what: "a zstd file", fix: "unpack it first: unzstd FILE" },
];
