/**
 * Seals the realm of this thread: after it, whatever would make a run depend on the hour, on chance or on the place
 * throws. Called once all code is loaded, before the first event.
 */
export function poisonRealm(): void {
  const globals = globalThis as unknown as Record<string, unknown>; // Written to on purpose.
  for (const name of FORBIDDEN) {
    if (!(name in globals)) continue;
    const forbidden = forbid(name);
    // Gone before it is replaced: Node 24 would load the whole module behind a lazy global only to overwrite it.
    Reflect.deleteProperty(globals, name);
    Object.defineProperty(globals, name, { configurable: true, get: forbidden, set: forbidden });
  }
  Math.random = forbid("Math.random");
  const forbiddenLocale = (name: string) => forbid(`${name}.toLocaleString`);
  Number.prototype.toLocaleString = forbiddenLocale("Number");
  String.prototype.localeCompare = forbid("String.localeCompare");
  Array.prototype.toLocaleString = forbiddenLocale("Array");
}

const FORBIDDEN = [
  "process",
  "Date",
  "Intl",
  "performance",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "queueMicrotask",
  "fetch",
  "crypto",
  "WebSocket",
] as const;

function forbid(name: string): () => never {
  return () => {
    throw new Error(
      `${name} is not available: decisions depend on closed data, parameters and the event's time only`,
    );
  };
}
