import { crc32, inflateRawSync } from "node:zlib";
import { damaged, misused } from "../../data-problem.ts";

/** A file within a zip archive. */
interface Member {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const END_BYTES = 22;
/** A comment behind the archive may be this long. */
const COMMENT_MAX = 65_535;
/** Unpacked bytes of one member: more is no file of bars, but an attack or an accident. */
const MEMBER_MAX = 2 ** 31;
const STORED = 0;
const DEFLATED = 8;

/**
 * The files of a zip archive (PKWARE APPNOTE 6.3, without encryption, spanning and Zip64), in the order of its directory.
 * Directories and hidden files are passed over. @throws DataProblem for a damaged archive, or one of another kind
 */
export function readZip(file: string, raw: Buffer): readonly Member[] {
  const bad = (message: string, fix = "download it again"): Error => damaged({ where: file, message, fix });
  const end = raw.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end < raw.length - END_BYTES - COMMENT_MAX || raw.length < end + END_BYTES)
    throw bad("the zip archive is cut off");
  if (raw.readUInt32LE(end) !== END) throw bad("the zip archive is damaged");
  const count = raw.readUInt16LE(end + 10);
  let at = raw.readUInt32LE(end + 16);
  const members: Member[] = [];
  for (let i = 0; i < count; i++) {
    if (at + 46 > raw.length || raw.readUInt32LE(at) !== ENTRY) throw bad("the zip archive is damaged");
    const nameLength = raw.readUInt16LE(at + 28);
    const name = raw.toString("utf8", at + 46, at + 46 + nameLength);
    const isHidden = /(?:^|\/)(?:\.|__MACOSX)/.test(name);
    if (name === "[Content_Types].xml")
      throw misused({
        where: file,
        message: "this is an Excel workbook, which cannot be read here",
        allowed: "CSV, JSON, Parquet, .columns; gzip or zip around them",
        fix: "save the sheet as CSV",
      });
    if (!name.endsWith("/") && !isHidden) members.push({ name, bytes: contentOf(file, raw, at, name) });
    at += 46 + nameLength + raw.readUInt16LE(at + 30) + raw.readUInt16LE(at + 32);
  }
  if (members.length === 0) throw bad("the zip archive holds no file", "choose another one");
  return members;
}

function contentOf(file: string, raw: Buffer, at: number, name: string): Uint8Array {
  const where = `${file}/${name}`;
  if ((raw.readUInt16LE(at + 8) & 1) === 1)
    throw misused({ where, message: "the archive is encrypted", fix: "unpack it first" });
  const method = raw.readUInt16LE(at + 10);
  const [packed, size, local] = [20, 24, 42].map((offset) => raw.readUInt32LE(at + offset)) as [
    number,
    number,
    number,
  ]; // Three offsets, three numbers.
  if (packed === 0xffffffff || size > MEMBER_MAX)
    throw misused({ where, message: "the archive is larger than is read here", fix: "unpack it first" });
  if (local + 30 > raw.length)
    throw damaged({ where, message: "the zip archive is damaged", fix: "download it again" });
  const from = local + 30 + raw.readUInt16LE(local + 26) + raw.readUInt16LE(local + 28);
  const content = raw.subarray(from, from + packed);
  let bytes: Uint8Array;
  try {
    if (method === STORED) bytes = content;
    else if (method === DEFLATED) bytes = inflateRawSync(content, { maxOutputLength: Math.max(size, 1) });
    else
      throw misused({
        where,
        message: `packed by method ${method}`,
        allowed: "stored or deflated",
        fix: "unpack it first",
      });
  } catch (error) {
    if (error instanceof Error && error.name === "DataProblem") throw error;
    throw damaged({
      where,
      message: "the zip archive is damaged",
      found: String(error),
      fix: "download it again",
    });
  }
  if (bytes.length !== size || crc32(bytes) !== raw.readUInt32LE(at + 16))
    throw damaged({
      where,
      message: "the zip archive is damaged: its checksum is wrong",
      fix: "download it again",
    });
  return bytes;
}
