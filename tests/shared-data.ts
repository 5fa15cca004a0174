/** The recorded data that may lie beside the repository in ../shared. Where it is absent, tests skip and say why. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { describe, type TestContext, test } from "vitest";

const SHARED = resolve(import.meta.dirname, "..", "..", "shared");
const REASON = "needs ../shared, which is absent";

/** The path of a file or folder in ../shared, or undefined where it does not exist. */
function sharedPath(...parts: readonly string[]): string | undefined {
  const path = resolve(SHARED, ...parts);
  return existsSync(path) ? path : undefined;
}

/** Like sharedPath, for a test that already knows that ../shared is there: a missing part is an error. */
export function sharedFile(...parts: readonly string[]): string {
  const path = sharedPath(...parts);
  if (path === undefined) throw new Error(`../shared is there, but it has no ${parts.join("/")}`);
  return path;
}

/** A group that needs ../shared. Its body does not run where that is absent, so it may read files at once. */
export function describeWithShared(name: string, body: () => void): void {
  if (sharedPath() !== undefined) describe(name, body);
  else test(name, (context) => context.skip(REASON));
}

/** A test that needs ../shared. */
export function testWithShared(
  name: string,
  body: (context: TestContext) => void | Promise<void>,
  timeoutMs?: number,
): void {
  test(name, (context) => (sharedPath() === undefined ? context.skip(REASON) : body(context)), timeoutMs);
}
