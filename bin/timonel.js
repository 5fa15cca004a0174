#!/usr/bin/env node
import { BuildFailure, ensureBuilt } from "../scripts/build.mjs";

try {
  await ensureBuilt();
  const { main } = await import(new URL("../dist/src/edge/app/main.js", import.meta.url).href);
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const [message, exitCode] = explain(error);
  process.stderr.write(`${message}\n`);
  process.exitCode = exitCode;
}

/** @param {unknown} error @returns {[message: string, exitCode: number]} */
function explain(error) {
  if (error instanceof BuildFailure) return [error.message, error.exitCode];
  if (!(error instanceof Error)) return [String(error), 70];
  const missing = /^Cannot find package '([^']+)'/.exec(error.message)?.[1];
  if (missing !== undefined) return [`the package ${missing} is not installed: run npm ci first`, 2];
  return [error.stack ?? error.message, 70];
}
