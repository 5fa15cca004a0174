import { dirname } from "node:path/posix";
import type { Chance } from "../../../core/base/index.ts";
import { SimFile } from "./sim-disk-file.ts";

const DIRECTORY = "directory";
type Entry = SimFile | typeof DIRECTORY;
type Names = Map<string, Entry>;

/** Something done to the names of one directory; a rename is one thing. */
interface Change {
  readonly directory: string;
  readonly removed?: string;
  readonly set?: readonly [name: string, entry: Entry];
}

/** The names of a disk, absolute paths: as they are seen now, and as the disk itself has them. */
export class SimNames {
  #now: Names = new Map([["/", DIRECTORY]]);
  #durable: Names = new Map(this.#now);
  #waiting: Change[] = [];

  /** @returns the file, undefined where there is none */
  file(path: string): SimFile | undefined {
    const entry = this.#now.get(path);
    return entry === DIRECTORY ? undefined : entry;
  }

  has(path: string): boolean {
    return this.#now.has(path);
  }

  isDirectory(path: string): boolean {
    return this.#now.get(path) === DIRECTORY;
  }

  list(directory: string): string[] {
    const below = directory === "/" ? "/" : `${directory}/`;
    return [...this.#now.keys()]
      .filter((path) => path !== "/" && dirname(path) === directory)
      .map((path) => path.slice(below.length));
  }

  makeDirectory(path: string): void {
    this.#change({ directory: dirname(path), set: [path, DIRECTORY] });
  }

  create(path: string): SimFile {
    const file = new SimFile();
    this.#change({ directory: dirname(path), set: [path, file] });
    return file;
  }

  remove(path: string): void {
    this.#change({ directory: dirname(path), removed: path });
  }

  /** Within a directory. */
  rename(from: string, to: string, file: SimFile): void {
    this.#change({ directory: dirname(from), removed: from, set: [to, file] });
  }

  sync(directory: string): void {
    for (const change of this.#waiting) if (change.directory === directory) apply(this.#durable, change);
    this.#waiting = this.#waiting.filter((change) => change.directory !== directory);
  }

  /** Of what waited each change is there or is not; a directory that is not takes along all that is in it. */
  losePower(chance: Chance): void {
    for (const change of this.#waiting) if (chance.int(2) === 0) apply(this.#durable, change);
    this.#waiting = [];
    this.#now = reachable(this.#durable);
    this.#durable = new Map(this.#now);
    for (const entry of new Set(this.#now.values())) if (entry !== DIRECTORY) entry.losePower(chance);
  }

  /** The files as they are seen now. */
  files(): Map<string, SimFile> {
    return filesOf(this.#now);
  }

  /** The files whose names are on the disk. */
  durableFiles(): Map<string, SimFile> {
    return filesOf(reachable(this.#durable));
  }

  #change(change: Change): void {
    this.#waiting.push(change);
    apply(this.#now, change);
  }
}

function apply(names: Names, { removed, set }: Change): void {
  if (removed !== undefined) names.delete(removed);
  if (set !== undefined) names.set(...set);
}

function reachable(names: Names): Names {
  const isThere = (path: string): boolean =>
    path === "/" || (names.get(dirname(path)) === DIRECTORY && isThere(dirname(path)));
  return new Map([...names].filter(([path]) => isThere(path)));
}

const filesOf = (names: Names): Map<string, SimFile> =>
  new Map([...names].flatMap(([path, entry]) => (entry === DIRECTORY ? [] : [[path, entry] as const])));
