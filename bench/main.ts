/**
 * `npm run bench [-- --json] [-- --only ROW]`: what the house costs, each row against a reference in the same session
 * and with its digest checked first. A missed goal is a result; only a wrong digest or a row that cannot run is a failure.
 */
import { benchDocument } from "./document.ts";
import { readOptions } from "./options.ts";
import { type Failure, judge, type Result } from "./row.ts";
import { answerAsRow, runApart } from "./row-process.ts";
import { ROWS } from "./rows.ts";
import { renderTable } from "./table.ts";

/** @returns the exit code: 0 done, 1 a digest is wrong or a row cannot run, 2 wrong usage */
export async function main(argv: readonly string[]): Promise<number> {
  const options = readOptions(argv, ROWS);
  if ("text" in options) {
    (options.exitCode === 0 ? process.stdout : process.stderr).write(options.text);
    return options.exitCode;
  }
  const results: Result[] = [];
  const failures: Failure[] = [];
  for (const row of options.rows) {
    process.stderr.write(`${row.name}: ${row.about}\n`);
    try {
      results.push(judge(row, await runApart(row)));
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      failures.push({ name: row.name, problem });
      process.stderr.write(`${row.name} FAILED: ${problem}\n`);
    }
  }
  const document = benchDocument(results, failures);
  process.stdout.write(options.json ? `${JSON.stringify(document, undefined, 2)}\n` : renderTable(document));
  return failures.length > 0 ? 1 : 0;
}

await answerAsRow(process.argv.slice(2), ROWS);
