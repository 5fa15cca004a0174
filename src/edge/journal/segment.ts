import { Buffer } from "node:buffer";
import { GROUP_HEADER, SEGMENT_HEADER_KIND, sealGroup } from "./group.ts";
import { newer } from "./problems.ts";

/** Whose journal it is. */
export interface JournalFacts {
  readonly run: string;
  /** Version and build that writes it, in words. */
  readonly build: string;
}

/** What the header of a segment says. */
export interface SegmentHeader extends JournalFacts {
  readonly schema: string;
  readonly segment: number;
  /** Size of the file, when it is complete. */
  readonly bytes: number;
  /** Sequence number of its first record. */
  readonly first: number;
  /** Chain of the last group of the segment before, hex. */
  readonly previous: string;
}

const SCHEMA = "timonel.journal/1";
/** The header group takes exactly this much, padded with spaces, so that what fits in a segment is known beforehand. */
export const SEGMENT_HEADER = 4_096;
export const SEGMENT_BYTES = 8 * 1_048_576;
const SEGMENT_BYTES_MIN = 2 * SEGMENT_HEADER;
const SEGMENT_BYTES_MAX = 1_073_741_824;

export const segmentFile = (segment: number): string => `${String(segment).padStart(6, "0")}.seg`;
export const SEGMENT_FILE = /^(\d{6,})\.seg$/;

/** @throws RangeError when it is no size for a segment */
export function checkSegmentBytes(bytes: number): number {
  if (Number.isInteger(bytes) && bytes >= SEGMENT_BYTES_MIN && bytes <= SEGMENT_BYTES_MAX) return bytes;
  throw new RangeError(
    `segmentBytes is ${bytes}; allowed: a whole number from ${SEGMENT_BYTES_MIN} to ${SEGMENT_BYTES_MAX}`,
  );
}

/** The first group of a segment, sealed; moves `chain` on. @throws RangeError when run and build are too long */
export function segmentHeader(header: Omit<SegmentHeader, "schema" | "previous">, chain: Buffer): Buffer {
  const { segment, first } = header;
  const text = JSON.stringify({ schema: SCHEMA, ...header, previous: chain.toString("hex") });
  const length = SEGMENT_HEADER - GROUP_HEADER;
  if (Buffer.byteLength(text) > length) throw new RangeError("run and build are too long for the journal");
  const group = Buffer.alloc(SEGMENT_HEADER, " ");
  group.write(text, GROUP_HEADER);
  sealGroup(group, { kind: SEGMENT_HEADER_KIND, segment, length, count: 0, first }, chain);
  return group;
}

/**
 * What a header says, once its group was found whole.
 * @returns undefined when it is no header @throws UserProblem when a newer version wrote it
 */
export function parseSegmentHeader(payload: Buffer, where: string): SegmentHeader | undefined {
  let header: unknown;
  try {
    header = JSON.parse(payload.toString());
  } catch {
    return undefined;
  }
  if (typeof header !== "object" || header === null) return undefined;
  const { schema, run, build, segment, bytes, first, previous } = header as Record<string, unknown>;
  if (typeof schema === "string" && schema !== SCHEMA && schema.startsWith("timonel.journal/"))
    throw newer(where, schema);
  if (schema !== SCHEMA || typeof run !== "string" || typeof build !== "string") return undefined;
  if (typeof segment !== "number" || typeof bytes !== "number" || typeof first !== "number") return undefined;
  if (typeof previous !== "string") return undefined;
  return { schema, run, build, segment, bytes, first, previous };
}
