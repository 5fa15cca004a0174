/** Makes a map hold what another one does, in its order, and nothing else. */
export function refillMap<Key, Value>(map: Map<Key, Value>, from: Iterable<readonly [Key, Value]>): void {
  map.clear();
  for (const [key, value] of from) map.set(key, value);
}

/** The same of a list, however long it is: not by way of arguments, of which there may not be so many. */
export function refillList<Item>(list: Item[], from: readonly Item[]): void {
  list.length = 0;
  for (const item of from) list.push(item);
}
