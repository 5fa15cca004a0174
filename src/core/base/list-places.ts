// Most lists of the order path hold one item or two: their ends cost a fifth of a splice, and keep their memory.

/** Takes the item at `place` out of a list; the others keep their order. */
export function dropAt<Item>(list: Item[], place: number): void {
  if (place === list.length - 1) list.pop();
  else list.splice(place, 1);
}

/** Puts an item at `place` of a list, before those that stand there. */
export function putAt<Item>(list: Item[], place: number, item: Item): void {
  if (place === list.length) list.push(item);
  else list.splice(place, 0, item);
}
