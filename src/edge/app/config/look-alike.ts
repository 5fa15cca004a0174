/**
 * The first letter that no key and no symbol has, told by its number: a Cyrillic or Greek one that came with a copied text
 * looks just like ours. Undefined where every letter is plain.
 */
export function strangeLetter(text: string): string | undefined {
  const strange = [...text].find((letter) => !/[\x20-\x7e]/.test(letter));
  if (strange === undefined) return undefined;
  const number = (strange.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return `its "${strange}" is U+${number}, not a letter of ASCII`;
}
