/** One word for a POSIX shell: in quotes where it would read more than a word. What people are told to type can be pasted. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
