import { lstatSync, readlinkSync, realpathSync, type Stats, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { misused } from "./data-problem.ts";
import { unwritable } from "./store/atomic.ts";

/**
 * Where a new file called `file` comes to stand: there, or where a link that leads to nothing yet leads to.
 * @throws DataProblem, exit 2: nothing is ever written over, least of all a device or a pipe
 */
export function newFile(file: string): string {
  try {
    const there = statSync(file, { throwIfNoEntry: false });
    if (there !== undefined) throw taken(file, there);
    const isLink = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
    return isLink ? newFile(resolve(realpathSync(dirname(file)), readlinkSync(file))) : file;
  } catch (error) {
    throw unwritable(file, error);
  }
}

function taken(file: string, there: Stats): unknown {
  const allowed = "a name that is not taken";
  if (there.isDirectory())
    return misused({
      where: file,
      message: "a directory stands there; nothing was written",
      allowed,
      fix: "name a file in it",
    });
  if (!there.isFile())
    return misused({
      where: file,
      message: "it is no ordinary file; nothing was written",
      allowed,
      fix: "name a file, or leave --out away and send standard output there",
    });
  return misused({
    where: file,
    message: "the file exists already; nothing was written",
    allowed,
    fix: "choose another --out, or remove the file",
  });
}
