import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { PACKAGE_ROOT } from "./package-root.ts";

/** Version of this program, as its package says it. */
export function programVersion(): string {
  const parsed: unknown = JSON.parse(readFileSync(resolve(PACKAGE_ROOT, "package.json"), "utf8"));
  const isFields = typeof parsed === "object" && parsed !== null;
  return isFields && "version" in parsed ? String(parsed.version) : "unknown";
}

/** The same, and in a checkout which sources it was built of: two builds of one version may remember other things. */
export function programBuild(): string {
  const stamp = resolve(PACKAGE_ROOT, "dist", ".stamp");
  if (!existsSync(stamp)) return programVersion();
  return `${programVersion()} ${createHash("sha256").update(readFileSync(stamp)).digest("hex").slice(0, 16)}`;
}
