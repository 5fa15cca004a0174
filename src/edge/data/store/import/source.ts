import type { Locate } from "../../check-bars.ts";
import type { Zone } from "../../zone.ts";
import type { Content, Table } from "../table.ts";
import type { DecimalSign } from "./decimals.ts";
import type { ColumnChoice } from "./names.ts";
import type { DateOrder } from "./times.ts";
import type { Told } from "./told.ts";

/** What a person says about the rows of a file, where the file does not say it. */
export interface ReadHints {
  readonly columns: ColumnChoice | undefined;
  /** An IANA name: the zone of times that name none. */
  readonly timeZone: string | undefined;
  readonly dateOrder: DateOrder | undefined;
  readonly decimal: DecimalSign | undefined;
}

/** Rows of a file before anybody has checked them, in the order of the file. */
export interface RawRows {
  /** Ticks are single quotes, which become quote bars. */
  readonly content: Content | "ticks";
  readonly table: Table;
  /** How the file was understood, for people: `CSV, semicolons, decimal commas`. */
  readonly format: string;
  /** Our names and theirs: `time=Date`. */
  readonly columns: readonly string[];
  readonly times: string;
  /** Whose clocks the times were read from; undefined where they are moments or days, which no clock sets back. */
  readonly zone: Zone | undefined;
  readonly notes: readonly string[];
  /** What a column of the file says. */
  readonly symbol: string | undefined;
  readonly locate: Locate;
}

/** Rows of a file, oldest first, and everything the file and its name say about them. */
export interface ReadSource extends RawRows {
  readonly file: string;
  readonly path: string;
  readonly sha256: string;
  readonly told: Told;
  readonly order: "oldest first" | "newest first, turned around";
}
