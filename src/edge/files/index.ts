/** Directories and files, as every room of the edge makes them. */
export { makeDirectory, makeDirectoryInTime } from "./make-directory.ts";
