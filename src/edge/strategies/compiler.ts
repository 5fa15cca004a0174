import type { blankSourceFile } from "ts-blank-space";
import type typescript from "typescript";

/** TypeScript's parser and the eraser of types. Half a second to load: only for a user's file. */
export interface Compiler {
  readonly ts: typeof typescript;
  readonly blank: typeof blankSourceFile;
}

export async function loadCompiler(): Promise<Compiler> {
  const { default: ts } = await import("typescript");
  const { blankSourceFile: blank } = await import("ts-blank-space");
  return { ts, blank };
}
