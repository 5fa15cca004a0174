// node in-node.mjs [fast] [slow] [stop in percent] [bars]: the run of the page, in Node. Prints its decision hash.
import { BARS, runWith } from "./run.js";

const [fast = 40, slow = 160, stop = 2, bars = BARS] = process.argv.slice(2).map(Number);
console.log(runWith({ fast, slow, stop: stop / 100 }, bars).hash);
