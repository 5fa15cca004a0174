/**
 * The last object of its kind, kept for its hidden class. A full collection that finds none of a kind takes its class along,
 * and all optimised code that rests on it: where orders are rare, the next one would be judged, sent and filled by code that
 * has to become warm again. Whoever makes short-lived objects on the order path holds on to the last one. It is never read.
 */
export class LastOf<Kind extends object> {
  one: Kind | undefined;
}
