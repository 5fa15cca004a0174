/** `0.01` for two decimals, `1` for none: the coarsest tick that prices with so many lie on. */
export const tickOfDecimals = (decimals: number): string =>
  decimals === 0 ? "1" : `0.${"0".repeat(decimals - 1)}1`;
