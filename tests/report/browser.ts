/** A real browser for pages, where there is one. */
import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { type TestContext, test } from "vitest";

const CHROMIUM = "/usr/bin/chromium";
const REASON = `needs a browser, and there is none at ${CHROMIUM}`;
const TIMEOUT_MS = 240_000;

/** A test that needs the browser. Where it is absent it is skipped, and says why. */
export const testWithBrowser = (name: string, body: (context: TestContext) => Promise<void>): void =>
  test(name, (context) => (existsSync(CHROMIUM) ? body(context) : context.skip(REASON)), TIMEOUT_MS);

let started: Promise<Browser> | undefined;

const browser = (): Promise<Browser> => {
  started ??= chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--headless", "--disable-gpu", "--disable-background-networking"],
  });
  return started;
};

/** The next file of tests that needs one starts another. */
export async function closeBrowser(): Promise<void> {
  const open = started;
  started = undefined;
  await (await open)?.close();
}

/** An open page, and everything that its console, its scripts and its network complained about. */
export interface OpenPage {
  readonly page: Page;
  readonly complaints: readonly string[];
  readonly requests: readonly string[];
}

interface Look {
  readonly width: number;
  readonly theme: "light" | "dark";
  readonly height?: number;
}

export const openPage = (file: string, look: Look): Promise<OpenPage> => openAddress(`file://${file}`, look);

export async function openAddress(address: string, look: Look): Promise<OpenPage> {
  const { width, theme, height = 900 } = look;
  const context = await (await browser()).newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: "reduce",
    acceptDownloads: true,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(address);
  return { page, complaints, requests };
}
