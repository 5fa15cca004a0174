/** Directories and files, as every room of the edge makes them. */
export { freeBytes } from "./free-bytes.ts";
export { makeDirectory, makeDirectoryInTime } from "./make-directory.ts";
export { putWhole } from "./put-whole.ts";
