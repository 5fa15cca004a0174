import { fileURLToPath, pathToFileURL } from "node:url";

/** `file:line:column` of the first frame of a stack that lies in `file`; the file alone where none does. */
export function placeIn(stack: string | undefined, file: string): string {
  for (const line of stack?.split("\n") ?? []) {
    const match = /(file:\/\/[^\s)]+?|\/[^\s)]+?)((?::\d+){1,2})\)?$/.exec(line);
    if (match === null) continue;
    const [, where = "", place = ""] = match;
    const path = where.startsWith("file:") ? fileURLToPath(where) : where;
    if (path === file) return file + place;
  }
  return file;
}

/** The URL under which stack traces name a file. V8 drops names with quotes in them; brackets would end a frame early. */
export const traceUrl = (file: string): string =>
  pathToFileURL(file).href.replaceAll(
    /['()]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
