/** The engine in a browser: the page under examples/browser comes to the hash that Node comes to. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect } from "vitest";
import { closeBrowser, openAddress, testWithBrowser } from "./browser.ts";
import { faintTexts } from "./in-page.ts";

const FOLDER = resolve(import.meta.dirname, "..", "..", "examples", "browser");
const run = promisify(execFile);
const BARS = 1_000_000;
let server: ChildProcess | undefined;

afterAll(async () => {
  server?.kill();
  await closeBrowser();
});

async function serve(): Promise<string> {
  server = spawn(process.execPath, [resolve(FOLDER, "serve.mjs")], { stdio: ["ignore", "pipe", "inherit"] });
  const [said] = (await once(server.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
  return said.toString().trim();
}

const inNode = async (...words: readonly number[]): Promise<string> =>
  (await run(process.execPath, [resolve(FOLDER, "in-node.mjs"), ...words.map(String)])).stdout.trim();

testWithBrowser("a million bars, three sliders, one hash in both", async () => {
  const { page, complaints } = await openAddress(await serve(), { width: 1440, theme: "dark" });
  const settled = () => page.waitForSelector('#result[data-busy="false"]', { timeout: 120_000 });
  await settled();
  expect(await page.textContent("#hash")).toBe(await inNode(40, 160, 2, BARS));
  expect(Number((await page.textContent("#trades"))?.replaceAll(",", ""))).toBeGreaterThan(1_000);

  await page.locator("#fast").fill("20");
  await page.locator("#slow").fill("100");
  await page.locator("#stop").fill("3.5");
  await settled();
  expect(await page.textContent("#command")).toBe("node examples/browser/in-node.mjs 20 100 3.5");
  expect(await page.textContent("#hash")).toBe(await inNode(20, 100, 3.5, BARS));

  expect(await page.evaluate(faintTexts)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 800 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(complaints).toEqual([]);
});
