/** What an option may hold, and how that is said. */
export interface Rule {
  readonly allowed: string;
  readonly fits: (value: unknown) => boolean;
}

export const numberRule = (allowed: string, fits: (value: number) => boolean): Rule => ({
  allowed,
  fits: (value) => typeof value === "number" && fits(value),
});
export const TEXT: Rule = { allowed: "a text", fits: (value) => typeof value === "string" };

export const OBJECT: Rule = {
  allowed: "an object",
  fits: (value) => typeof value === "object" && value !== null,
};

export type Rules = Readonly<Record<string, Rule>>;

/** What is undefined counts as left out. @throws RangeError naming the option, what was found and what is allowed */
export function checkFields(path: string, fields: object, rules: Rules): void {
  for (const [name, value] of Object.entries(fields)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined)
      throw new RangeError(`${path}${name}: no such option; allowed: ${Object.keys(rules).join(", ")}`);
    if (value !== undefined && !rule.fits(value)) throw refused(path + name, value, rule);
  }
}

export const refused = (key: string, found: unknown, { allowed }: Pick<Rule, "allowed">): RangeError =>
  new RangeError(`${key}: ${typeof found === "string" ? `"${found}"` : String(found)}; allowed: ${allowed}`);
