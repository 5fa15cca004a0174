/** What is wrong with recorded files, how they are repaired, how much of them is there, longer bars out of them. */
export { checkPaths } from "./check-paths.ts";
export { coverageOfBars } from "./loaded-coverage.ts";
export { readRepairedBars } from "./repair.ts";
export { repairFiles } from "./repair-files.ts";
export { resampleFile } from "./resample.ts";
export { writeWhole } from "./write-repaired.ts";
