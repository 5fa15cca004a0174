import { createHash } from "node:crypto";
import { DecisionRecord, type Digest, type OrderWatcher } from "../../core/backtest/index.ts";

/** The decision hash by the SHA-256 of Node, which is five times as fast as the core's own, or by one that is handed in. */
export class DecisionRecorder extends DecisionRecord {
  constructor(watcher?: OrderWatcher, onLine?: (line: string) => void, digest: Digest = ofNode()) {
    super(digest, watcher, onLine);
  }
}

function ofNode(): Digest {
  const hash = createHash("sha256");
  return { update: (text) => hash.update(text), digest: () => hash.digest("hex") };
}
