/** What the framework looks for by name: a file with a strategy in it. */
export const runStrategy = (bth) => globalThis.emaCross(bth);
