/** How the program was called. */
export interface Invocation {
  /** The command line, without the names of node and script. */
  readonly argv: readonly string[];
  /** Of the package. */
  readonly version: string;
}
