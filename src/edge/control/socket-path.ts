import { createHash } from "node:crypto";
import { realpathSync, statSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { makeDirectory } from "../files/index.ts";
import { UserProblem } from "../problem/index.ts";

const OWNER_ONLY = 0o700;

/**
 * Where the control socket of a run listens: in a directory that only its owner can enter. Not beside the run, because
 * the path of a socket is cut after about a hundred characters. @throws UserProblem, exit 3, where somebody else owns it
 */
export function socketPath(runDirectory: string, purpose: "control" | "venue" = "control"): string {
  const name = createHash("sha256").update(realpathSync(runDirectory)).digest("hex").slice(0, 24);
  if (process.platform === "win32") return `\\\\.\\pipe\\timonel-${name}-${purpose}`;
  const { uid } = userInfo();
  const directory = join(tmpdir(), `timonel-${uid}`);
  makeDirectory(directory, OWNER_ONLY);
  const { uid: owner, mode } = statSync(directory);
  if (owner !== uid || (mode & 0o077) !== 0)
    throw new UserProblem({
      exitCode: 3,
      where: directory,
      message: "the directory of control sockets is open to others: whoever can enter it could trade",
      found: `owner ${owner}, mode ${(mode & 0o777).toString(8)}`,
      allowed: `owner ${uid}, mode 700`,
      fix: `chmod 700 ${directory}, or delete it if it is not yours`,
    });
  return join(directory, `${name}-${purpose}.sock`);
}
