/**
 * Fields by name in code-unit order, so that the way an object was written does not matter, and fields of fields as well:
 * `kind=open|stop=90|trail={by=5}`. Equal texts mean equal terms.
 */
export const termsText = (terms: object): string => fieldsOf(terms).join("|");

const fieldsOf = (terms: object): string[] =>
  Object.entries(terms)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${textOf(value)}`);

function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join()}]`;
  if (typeof value === "object" && value !== null) return `{${fieldsOf(value).join()}}`;
  return String(value);
}
