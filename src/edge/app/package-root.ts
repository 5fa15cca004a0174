import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The root of the package that runs, from sources or built: the nearest directory with a manifest. */
export const PACKAGE_ROOT: string = above(import.meta.dirname);

function above(directory: string): string {
  return existsSync(join(directory, "package.json")) || dirname(directory) === directory
    ? directory
    : above(dirname(directory));
}
