declare const brand: unique symbol;

/**
 * Nominal types: a `Price` is a bigint, but never a `Quantity`.
 * The flag map lets brands stack; the plain spelling `{ [brand]: Name }` collapses two brands to `never`.
 */
export type Brand<T, Name extends string> = T & { readonly [brand]: { readonly [N in Name]: true } };

/** Milliseconds since 1970-01-01T00:00Z. */
export type UnixMs = Brand<number, "UnixMs">;
export type DurationMs = Brand<number, "DurationMs">;
