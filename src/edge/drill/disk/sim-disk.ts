import type { Buffer } from "node:buffer";
import { posix, sep } from "node:path";
import type { Chance } from "../../../core/base/index.ts";
import type { Disk } from "../../journal/index.ts";
import {
  codeOf,
  type DiskFaults,
  type DiskOperation,
  type DiskOperationKind,
  failure,
  failWhereDue,
  NO_FAULTS,
} from "./sim-disk-faults.ts";
import { type Part, type SimFile, tornAtEnd, tornBySectors } from "./sim-disk-file.ts";
import { SimNames } from "./sim-disk-names.ts";

export interface SimDiskOptions {
  readonly chance: Chance;
  /** A planted bug: what is written is on the disk when it is synced, not when `write` returns. */
  readonly syncIgnored?: boolean;
}

/** What all processes of the machine share. */
interface Machine {
  readonly options: SimDiskOptions;
  /** Of its own each, so that one more fault does not change what the next crash leaves. */
  readonly crashes: Chance;
  readonly shortWrites: Chance;
  readonly names: SimNames;
  readonly faults: DiskFaults;
  /** Rises with every power cut. */
  boot: number;
}

/**
 * A disk in memory that forgets what a real one may forget.
 *
 * What `write` returned from is on the disk, as with a file that is opened to write through; a new, changed or removed
 * name is when its directory is synced, a truncation when the file is, or when a write makes it grow. A power cut leaves
 * of the rest what chance leaves. A write that is cut off is torn: a process that dies leaves a first part of it, in the
 * memory of the system; the power, any of its sectors. The same chance and the same calls give the same disk.
 *
 * Paths are absolute and `/` is there.
 */
export class SimDisk implements Disk {
  readonly #machine: Machine;
  #boot: number;
  /**
   * Called before every operation. An error with a `code` is the answer of the disk; anything else it throws is the end
   * of the process, and so it is thrown again at every operation, whoever caught it, until `crash`.
   */
  onOperation: ((operation: DiskOperation) => void) | undefined;
  readonly #open = new Map<number, { readonly path: string; readonly file: SimFile }>();
  #lastFd = 2;
  #underWay: { readonly file: SimFile; readonly bytes: Uint8Array; readonly at: number } | undefined;
  #end: { readonly error: unknown } | undefined;

  /** `machine`: one that has a disk already, see `beside`. */
  constructor(options: SimDiskOptions, machine: Machine = machineOf(options)) {
    this.#machine = machine;
    this.#boot = machine.boot;
  }

  /** The same disk as another process sees it: with descriptors and an `onOperation` of its own. A power cut ends it. */
  beside(): SimDisk {
    return new SimDisk(this.#machine.options, this.#machine);
  }

  /** Whether `onOperation` ended the process: what was thrown for it may come out of the journal as another error. */
  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  get faults(): DiskFaults {
    return this.#machine.faults;
  }

  /**
   * Ends the process; whoever uses the disk from here on is the next one.
   * @param kind "process" leaves all that `write` returned from; "power" ends all processes and leaves what was durable
   */
  crash(kind: "process" | "power"): void {
    const { crashes, names } = this.#machine;
    if (this.#underWay !== undefined) {
      const { file, bytes, at } = this.#underWay;
      if (kind === "process") this.#put(file, tornAtEnd(bytes, at, crashes), false);
      else this.#put(file, tornBySectors(bytes, at, crashes));
    }
    this.#underWay = undefined;
    this.#end = undefined;
    this.#open.clear();
    if (kind === "process") return;
    names.losePower(crashes);
    this.#boot = ++this.#machine.boot;
  }

  /** One bit of a byte that is on the disk turns over. @throws RangeError where the file has no such byte */
  flip(path: string, byte: number, bit = 0): void {
    const file = this.#fileAt(path);
    if (byte >= file.length) throw new RangeError(`${path} has ${file.length} bytes, none at ${byte}`);
    file.flip(byte, bit);
  }

  /** What a power cut would leave of a file right now at worst; undefined when not even its name. */
  durable(path: string): Buffer | undefined {
    return this.#machine.names.durableFiles().get(normal(path))?.worst();
  }

  /** Every file as a reader sees it now. */
  snapshot(): Map<string, Buffer> {
    const files = [...this.#machine.names.files()];
    return new Map(files.map(([path, file]) => [path, file.read(Number.POSITIVE_INFINITY)]));
  }

  mkdir(directory: string): void {
    const path = this.#begin("mkdir", directory);
    const { names } = this.#machine;
    const missing: string[] = [];
    for (let at = path; !names.isDirectory(at); at = posix.dirname(at)) {
      if (names.has(at)) throw failure("EEXIST", "mkdir", at);
      missing.push(at);
    }
    for (const one of missing.reverse()) names.makeDirectory(one);
  }

  open(file: string, how: "new" | "existing" | "claim"): number {
    const path = this.#begin("open", file);
    const { names, faults } = this.#machine;
    if (names.isDirectory(path)) throw failure("EISDIR", "open", path);
    let found = names.file(path);
    if (how === "claim" && found !== undefined) throw failure("EEXIST", "open", path);
    if (how === "new" && found !== undefined) this.#resize(found, 0);
    if (found === undefined) {
      if (how === "existing" || !names.isDirectory(posix.dirname(path)))
        throw failure("ENOENT", "open", path);
      if (faults.spaceLeft <= 0) throw failure("ENOSPC", "open", path);
      found = names.create(path);
    }
    this.#open.set(++this.#lastFd, { path, file: found });
    return this.#lastFd;
  }

  write(fd: number, bytes: Uint8Array, from: number, length: number, at: number): number {
    const { path, file } = this.#descriptor(fd, "write");
    let part = bytes.subarray(from, from + length);
    try {
      this.#begin("write", path, length);
      part = part.subarray(0, this.#taken(path, file, at + length, length));
      this.#underWay = { file, bytes: part, at };
      this.#tell({ kind: "write", file: path, bytes: part.length, when: "during" });
    } catch (error) {
      const code = codeOf(error);
      if (code === undefined) throw error; // The process ends here; `crash` says what became of the write.
      this.#underWay = undefined;
      if (code === "EIO") this.#put(file, tornBySectors(part, at, this.#machine.crashes));
      throw error;
    }
    this.#underWay = undefined;
    this.#put(file, [{ bytes: part, at }]);
    return part.length;
  }

  sync(fd: number): void {
    const { path, file } = this.#descriptor(fd, "sync");
    this.#begin("sync", path);
    file.sync();
  }

  truncate(fd: number, length: number): void {
    const { path, file } = this.#descriptor(fd, "truncate");
    this.#begin("truncate", path, length);
    this.#resize(file, length);
  }

  close(fd: number): void {
    const { path } = this.#descriptor(fd, "close");
    this.#begin("close", path);
    this.#open.delete(fd);
  }

  rename(from: string, to: string): void {
    const path = this.#begin("rename", from);
    const target = normal(to);
    const file = this.#fileAt(path);
    this.#giveBack(this.#machine.names.file(target));
    this.#machine.names.rename(path, target, file);
  }

  remove(file: string): void {
    const path = this.#begin("remove", file);
    const { names } = this.#machine;
    if (!names.has(path)) return;
    this.#giveBack(names.file(path));
    names.remove(path);
  }

  syncDirectory(directory: string): void {
    const path = this.#begin("syncDirectory", directory);
    if (!this.#machine.names.isDirectory(path)) throw failure("ENOENT", "open", path);
    this.#machine.names.sync(path);
  }

  read(file: string, most = Number.POSITIVE_INFINITY, reuse?: Buffer): Buffer {
    return this.#fileAt(this.#begin("read", file)).read(most, reuse);
  }

  text(file: string): string {
    return this.read(file).toString("utf8");
  }

  list(directory: string): readonly string[] {
    const path = this.#begin("list", directory);
    if (!this.#machine.names.isDirectory(path)) throw failure("ENOENT", "scandir", path);
    return this.#machine.names.list(path);
  }

  exists(file: string): boolean {
    return this.#machine.names.has(this.#begin("exists", file));
  }

  /** @returns the path in the one spelling that the names are kept in */
  #begin(kind: DiskOperationKind, file: string, bytes = 0): string {
    const path = normal(file);
    this.#tell({ kind, file: path, bytes, when: "before" });
    failWhereDue(this.#machine.faults, kind, path);
    return path;
  }

  #tell(operation: DiskOperation): void {
    if (this.#boot !== this.#machine.boot) throw new Error("this process ended when the power went");
    if (this.#end !== undefined) throw this.#end.error;
    try {
      this.onOperation?.(operation);
    } catch (error) {
      if (codeOf(error) === undefined) this.#end = { error };
      throw error;
    }
  }

  #descriptor(fd: number, call: string): { readonly path: string; readonly file: SimFile } {
    const found = this.#open.get(fd);
    if (found === undefined) throw failure("EBADF", call, String(fd));
    return found;
  }

  #fileAt(path: string): SimFile {
    const { names } = this.#machine;
    if (names.isDirectory(normal(path))) throw failure("EISDIR", "read", path);
    const file = names.file(normal(path));
    if (file === undefined) throw failure("ENOENT", "open", path);
    return file;
  }

  /** How many bytes of a write up to `end` the disk has the space and the mood for. */
  #taken(path: string, file: SimFile, end: number, length: number): number {
    const { shortWrites, faults } = this.#machine;
    const fits = length - Math.max(0, Math.max(0, end - file.length) - faults.spaceLeft);
    if (fits <= 0 && length > 0) throw failure("ENOSPC", "write", path);
    return shortWrites.next() < faults.shortWriteOdds ? Math.min(fits, 1 + shortWrites.int(fits)) : fits;
  }

  #put(file: SimFile, parts: readonly Part[], throughNow = this.#machine.options.syncIgnored !== true): void {
    const { faults } = this.#machine;
    for (const { bytes, at } of parts) {
      if (bytes.length === 0) continue;
      faults.spaceLeft -= Math.max(0, at + bytes.length - file.length);
      if (throughNow) file.writeThrough(bytes, at);
      else file.write(bytes, at);
    }
  }

  #resize(file: SimFile, length: number): void {
    const { faults } = this.#machine;
    faults.spaceLeft -= length - file.length;
    file.truncate(length);
  }

  #giveBack(file: SimFile | undefined): void {
    if (file !== undefined) this.#machine.faults.spaceLeft += file.length;
  }
}

function machineOf(options: SimDiskOptions): Machine {
  const { chance } = options;
  const [crashes, shortWrites] = [chance.fork("crashes"), chance.fork("short writes")];
  return {
    options,
    crashes,
    shortWrites,
    names: new SimNames(),
    faults: { ...NO_FAULTS, failures: [] },
    boot: 1,
  };
}

/** A drill asks for the same few paths again and again. */
const normals = new Map<string, string>();
const NORMALS_MAX = 4_096;

function normal(path: string): string {
  const known = normals.get(path);
  if (known !== undefined) return known;
  if (normals.size >= NORMALS_MAX) normals.clear();
  const found = posix.resolve("/", path.split(sep).join("/"));
  normals.set(path, found);
  return found;
}
