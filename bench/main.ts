/**
 * `npm run bench [-- --json] [-- --only ROW] [-- --peers]`: what the house costs, each row against a reference in the same
 * session and with its digest checked first. A missed goal is a result; only a wrong digest or a row that cannot run is a
 * failure, and a peer that cannot be installed is neither: it is skipped, and the reason said.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { benchDocument } from "./document.ts";
import { type Options, readOptions } from "./options.ts";
import { renderPage } from "./page.ts";
import { installAll } from "./peers/install.ts";
import { EMA_PEERS, TICK_PEER } from "./peers/peers.ts";
import { type Failure, judge, type Result, RowSkipped, type Skipped } from "./row.ts";
import { answerAsRow, runApart } from "./row-process.ts";
import { PEER_ROWS, ROWS, ROWS_TO_COME } from "./rows.ts";
import { renderTable } from "./table.ts";
import { ROOT } from "./task/repository.ts";

const PAGE = join("docs", "BENCHMARKS.md");
const tell = (line: string): void => void process.stderr.write(`${line}\n`);

/** @returns the exit code: 0 done, 1 a digest is wrong or a row cannot run, 2 wrong usage */
export async function main(argv: readonly string[]): Promise<number> {
  const options = readOptions(argv, { rows: ROWS, peers: PEER_ROWS });
  if ("text" in options) {
    (options.exitCode === 0 ? process.stdout : process.stderr).write(options.text);
    return options.exitCode;
  }
  if (options.install) {
    const named = (name: string): boolean => options.rows.some((row) => row.name === `peer:${name}`);
    return installAll(
      [...EMA_PEERS, TICK_PEER].filter(({ name }) => named(name)),
      tell,
    );
  }
  const { results, failures, skipped } = await runRows(options);
  const document = benchDocument(results, failures, skipped);
  process.stdout.write(options.json ? `${JSON.stringify(document, undefined, 2)}\n` : renderTable(document));
  if (options.writeDocs && failures.length === 0) {
    writeFileSync(join(ROOT, PAGE), renderPage(document));
    tell(`${PAGE} was written`);
  }
  return failures.length > 0 ? 1 : 0;
}

async function runRows({ rows, peers, isWhole }: Options) {
  const results: Result[] = [];
  const failures: Failure[] = [];
  const skipped: Skipped[] = isWhole && !peers ? [...ROWS_TO_COME] : [];
  for (const row of rows) {
    tell(`${row.name}: ${row.about}`);
    try {
      results.push(judge(row, await runApart(row)));
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      if (error instanceof RowSkipped) skipped.push({ name: row.name, reason: problem });
      else failures.push({ name: row.name, problem });
      tell(`${row.name} ${error instanceof RowSkipped ? "skipped" : "FAILED"}: ${problem}`);
    }
  }
  return { results, failures, skipped };
}

await answerAsRow(process.argv.slice(2), [...ROWS, ...PEER_ROWS]);
