/**
 * The report page in a real browser. `UPDATE_SCREENSHOTS=1 npx vitest run tests/report` writes the
 * pictures of docs/REPORT.md anew.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderPage } from "../../src/edge/report/html/page.ts";
import { madeCharts, madeReport, PAGE_ASSETS } from "../builders/finished-run.ts";
import { ROOT, runCli } from "../cli/run-cli.ts";
import { describeWithShared, sharedFile } from "../shared-data.ts";
import { closeBrowser, openPage, testWithBrowser } from "./browser.ts";
import { faintTexts, nameless, overflowing, reachable } from "./in-page.ts";

const WIDTHS = [390, 768, 1_440, 2_560];
const THEMES = ["light", "dark"] as const;

const folder = mkdtempSync(join(tmpdir(), "timonel-page-"));
afterAll(async () => {
  await closeBrowser();
  rmSync(folder, { recursive: true, force: true });
});

function writeMade(name: string, trades: number): string {
  const report = madeReport(trades);
  const file = join(folder, name);
  writeFileSync(
    file,
    renderPage(report, madeCharts(report), {
      assets: PAGE_ASSETS,
      command: "timonel backtest",
      config: "mode: paper\n",
    }),
  );
  return file;
}

const textOf = async (page: Page, selector: string): Promise<string> =>
  (await page.locator(selector).first().textContent()) ?? "";
const column = (page: Page, place: number): Promise<string[]> =>
  page.locator(`#trades tbody tr td:nth-child(${place})`).allTextContents();

/** What the numbers of a column say, without signs of their unit. */
const numbers = (texts: readonly string[]): number[] =>
  texts.map((text) => Number(text.replaceAll(/[^0-9.e+-]/g, "")));

describe("a page of few trades", () => {
  let file = "";
  beforeAll(() => {
    file = writeMade("few.html", 60);
  });

  testWithBrowser("nothing complains, nothing is fetched, everything has a name", async () => {
    const { page, complaints, requests } = await openPage(file, { width: 1_440, theme: "light" });
    expect(await page.evaluate(nameless)).toEqual([]);
    expect(complaints).toEqual([]);
    expect(requests.filter((url) => !url.startsWith("file:") && !url.startsWith("data:"))).toEqual([]);
    await page.context().close();
  });

  testWithBrowser("every text can be read in both themes", async () => {
    for (const theme of THEMES) {
      const { page } = await openPage(file, { width: 1_440, theme });
      await page.locator("summary").first().click();
      expect(await page.evaluate(faintTexts), theme).toEqual([]);
      await page.context().close();
    }
  });

  testWithBrowser("the look at contrast finds a text that is too faint", async () => {
    const { page } = await openPage(file, { width: 1_440, theme: "light" });
    await page.addStyleTag({ content: ":root { --quiet: #9aa4b0; }" });
    expect((await page.evaluate(faintTexts)).length).toBeGreaterThan(20);
    await page.context().close();
  });

  testWithBrowser("nothing reaches beyond the window, from a phone to a wall", async () => {
    for (const width of WIDTHS) {
      const { page } = await openPage(file, { width, theme: "dark" });
      expect(await page.evaluate(overflowing), String(width)).toEqual([]);
      await page.setViewportSize({ width: 390, height: 800 });
      await page.waitForTimeout(200);
      expect(await page.evaluate(overflowing), `${width} made narrow`).toEqual([]);
      await page.context().close();
    }
  });

  testWithBrowser("the keyboard alone comes to everything, and what it comes to is seen", async () => {
    const { page } = await openPage(file, { width: 1_440, theme: "light" });
    await page.locator("summary").first().press("Enter"); // What is folded away is out of reach, as it should be.
    await page.evaluate("document.activeElement.blur()");
    const due = new Set(await page.evaluate(reachable));
    expect(due.size).toBeGreaterThan(50);
    const unseen: string[] = [];
    for (let presses = 0; presses < 200 && due.size > 0; presses++) {
      await page.keyboard.press("Tab");
      const here = (await page.evaluate(`(() => {
        const one = document.activeElement;
        const ring = getComputedStyle(one.matches("input[type=radio]") ? one.closest("label") : one);
        const name = one.id || one.tagName + " " + (one.getAttribute("aria-label") ?? one.textContent ?? "").trim().slice(0, 40);
        return { name, isSeen: ring.outlineStyle !== "none" && ring.outlineWidth !== "0px" };
      })()`)) as { name: string; isSeen: boolean };
      if (!here.isSeen && !here.name.startsWith("BODY")) unseen.push(here.name);
      due.delete(here.name);
    }
    expect([...due]).toEqual([]);
    expect(unseen).toEqual([]);
    await page.context().close();
  });

  testWithBrowser("charts answer to the keyboard: the moment moves, the prices move and zoom", async () => {
    const { page } = await openPage(file, { width: 1_440, theme: "light" });
    const last = await textOf(page, "#equity-chart .when");
    await page.locator("#equity-chart svg").focus();
    await page.keyboard.press("Home");
    const first = await textOf(page, "#equity-chart .when");
    expect(first < last).toBe(true);
    await page.keyboard.press("ArrowRight");
    expect((await textOf(page, "#equity-chart .when")) > first).toBe(true);
    await page.locator("#returns-chart svg").focus();
    await page.keyboard.press("ArrowRight");
    expect(await textOf(page, "#returns-chart .reading")).toMatch(/^\d+ trades?: /);
    await page.locator("#excursion-chart canvas").focus();
    await page.keyboard.press("ArrowRight");
    expect(await textOf(page, "#excursion-chart .reading")).toMatch(/^Trade 1, /);
    const bar = (): Promise<string | null> => page.locator("#price-chart").getAttribute("data-bar");
    const wide = Number(await bar());
    await page.locator("#price-chart").focus();
    for (let i = 0; i < 8; i++) await page.keyboard.press("+");
    await expect.poll(async () => Number(await bar())).toBeLessThan(wide);
    await page.keyboard.press("Home");
    await expect.poll(async () => Number(await bar())).toBe(wide);
    await page.context().close();
  });

  testWithBrowser("the theme can be chosen, and is remembered", async () => {
    const { page } = await openPage(file, { width: 1_440, theme: "light" });
    const ground = (): Promise<unknown> => page.evaluate("getComputedStyle(document.body).backgroundColor");
    const light = await ground();
    await page.locator('#theme input[value="dark"]').check();
    expect(await ground()).not.toBe(light);
    // The browser writes down what it remembers in its own time.
    const groundAnew = async (): Promise<unknown> => {
      await page.reload();
      return ground();
    };
    await expect.poll(groundAnew).not.toBe(light);
    await page.locator('#theme input[value="system"]').check();
    expect(await ground()).toBe(light);
    await page.context().close();
  });

  testWithBrowser("the equity can be seen on a log scale", async () => {
    const { page } = await openPage(file, { width: 1_440, theme: "light" });
    const path = (): Promise<string | null> =>
      page.locator("#equity-chart path.curve.equity").getAttribute("d");
    const before = await path();
    await page.locator("#equity-log").click();
    expect(await path()).not.toBe(before);
    expect(await page.locator("#equity-log").getAttribute("aria-pressed")).toBe("true");
    await page.context().close();
  });
});

describe("a page of twenty thousand trades", () => {
  const TRADES = 20_000;
  let file = "";
  beforeAll(() => {
    file = writeMade("many.html", TRADES);
  });

  testWithBrowser("opens with a small document, and stays small", async () => {
    const { page, complaints } = await openPage(file, { width: 1_440, theme: "light" });
    const elements = (): Promise<unknown> => page.evaluate("document.querySelectorAll('*').length");
    expect(await elements()).toBeLessThan(2_500);
    expect(await textOf(page, "#trades-count")).toContain("1 to 25 of 20,000 trades");
    await page.locator("#trades-last").click();
    expect(await textOf(page, "#trades-count")).toContain("19,976 to 20,000 of 20,000 trades");
    expect(await elements()).toBeLessThan(2_500);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  testWithBrowser("sorts by every column both ways, numbers as numbers", async () => {
    const { page } = await openPage(file, { width: 1_440, theme: "light" });
    const headings = await page.locator("#trades th[data-column]").count();
    for (let place = 1; place <= headings; place++) {
      const heading = page.locator(`#trades th:nth-child(${place})`);
      const name = await heading.getAttribute("data-column");
      for (let press = 0; press < 2; press++) {
        await heading.locator("button").click();
        const order = await heading.getAttribute("aria-sort");
        expect(order, `${name}`).toMatch(/ascending|descending/);
        if (!["profit", "return", "entry", "exit", "mfe", "mae"].includes(name ?? "")) continue;
        const shown = numbers(await column(page, place));
        const sorted = [...shown].sort((a, b) => (order === "ascending" ? a - b : b - a));
        expect(shown, `${name} ${order}`).toEqual(sorted);
      }
    }
    await page.context().close();
  });

  testWithBrowser("filters by words and by choice, says what is left, and saves it", async () => {
    const { page } = await openPage(file, { width: 1_440, theme: "light" });
    await page.locator('[data-filter="side"]').selectOption("short");
    await page.locator('[data-filter="reason"]').selectOption("signal");
    expect(await textOf(page, "#trades-count")).toContain(" of 3,334 trades"); // Every sixth.
    await page.locator('[data-filter="words"]').fill("19999");
    expect(await textOf(page, "#trades-count")).toContain("1 to 1 of 1 trades");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.locator("#trades-save").click(),
    ]);
    const lines = readFileSync(await download.path(), "utf8")
      .trim()
      .split("\n");
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/^19999,BTC\/USDT,short,12\.5,\d{4}-\d\d-\d\dT/);
    await page.locator('[data-filter="words"]').fill("no such trade");
    expect(await textOf(page, "#trades tbody")).toContain("No trade fits");
    await page.locator("#trades-clear").click();
    expect(await textOf(page, "#trades-count")).toContain("of 20,000 trades");
    await page.context().close();
  });

  testWithBrowser("a trade of the list is shown among the prices", async () => {
    const { page } = await openPage(file, { width: 1_440, theme: "light" });
    await page.locator("#trades-last").click();
    await page.locator("#trades tbody button").last().click();
    expect(await textOf(page, "#price-trade")).toMatch(/^Trade 20000: (?:long|short) from /);
    expect(Number(await page.locator("#price-chart").getAttribute("data-bar"))).toBe(3_600_000);
    expect(await page.evaluate("document.activeElement.id")).toBe("price-chart");
    await page.context().close();
  });
});

/** The runs that the pictures show. */
const RUNS: Readonly<Record<string, () => readonly string[]>> = {
  "btc-1h": () => [
    ...["--strategy", "ema-cross"],
    ...["--data", sharedFile("data", "candles", "crypto", "binance-spot_BTCUSDT_1h_2017-2024.csv.gz")],
  ],
  five: () => [
    ...["--config", join(ROOT, "examples", "five.yaml")],
    ...["--data", sharedFile("data", "candles", "crypto")],
  ],
};

describeWithShared("the page of a real run", () => {
  for (const [name, args] of Object.entries(RUNS)) {
    const file = join(folder, `${name}.html`);

    test(`${name}: is written beside the report that is printed`, async () => {
      const plain = JSON.parse((await runCli(["backtest", "--json", ...args()])).stdout) as { hash: string };
      const { code, stdout, stderr } = await runCli(["backtest", "--json", "--html", file, ...args()]);
      expect([code, stderr.trim()]).toEqual([0, `wrote ${file}`]);
      expect((JSON.parse(stdout) as { hash: string }).hash).toBe(plain.hash); // To be watched changes no decision.
      expect(readFileSync(file).length).toBeLessThan(4_000_000);
    });

    testWithBrowser(`${name}: opens in both themes and at every width without a complaint`, async () => {
      for (const theme of THEMES)
        for (const width of WIDTHS) {
          const { page, complaints } = await openPage(file, { width, theme });
          expect(await page.evaluate(overflowing), `${theme} ${width}`).toEqual([]);
          expect(await page.evaluate(faintTexts), `${theme} ${width}`).toEqual([]);
          expect(complaints).toEqual([]);
          await picture(page, `report-${name}-${theme}-${width}`);
          await page.context().close();
        }
    });

    testWithBrowser(`${name}: a wheel brings finer bars, and everything comes back`, async () => {
      const { page, complaints } = await openPage(file, { width: 1_440, theme: "light" });
      const chart = page.locator("#price-chart");
      await chart.scrollIntoViewIfNeeded();
      const bar = async (): Promise<number> => Number(await chart.getAttribute("data-bar"));
      const wide = await bar();
      await chart.hover();
      for (let i = 0; i < 90; i++) {
        await page.mouse.wheel(0, -400);
        await page.waitForTimeout(20);
      }
      await expect.poll(bar).toBeLessThanOrEqual(wide);
      if (name === "btc-1h") await expect.poll(bar).toBe(3_600_000);
      await page.locator("#price-all").click();
      await expect.poll(bar).toBe(wide);
      await page.locator("#price-next").click();
      expect(await textOf(page, "#price-trade")).toMatch(/^Trade \d+: long from /);
      expect(complaints).toEqual([]);
      await page.context().close();
    });
  }

  testWithBrowser("five instruments have a tab each, by pointer and by arrow keys", async () => {
    const { page } = await openPage(join(folder, "five.html"), { width: 1_440, theme: "dark" });
    const tabs = page.locator('#prices [role="tab"]');
    expect(await tabs.allTextContents()).toEqual([
      "BNB/USDT",
      "BTC/USDT",
      "ETH/USDT",
      "SOL/USDT",
      "XRP/USDT",
    ]);
    const words = await textOf(page, "#price-trade");
    await tabs.nth(2).click();
    expect(await tabs.nth(2).getAttribute("aria-selected")).toBe("true");
    expect(await textOf(page, "#price-trade")).not.toBe(words);
    await page.keyboard.press("ArrowRight");
    expect(await tabs.nth(3).getAttribute("aria-selected")).toBe("true");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("SOL/USDT");
    await page.context().close();
  });
});

/** The first sections, in the widths that the docs show; only when asked to. */
async function picture(page: Page, name: string): Promise<void> {
  const width = page.viewportSize()?.width ?? 0;
  if (process.env["UPDATE_SCREENSHOTS"] === undefined || ![390, 1_440].includes(width)) return;
  const end = width === 390 ? "equity" : "prices";
  await page.setViewportSize({ width, height: 2_400 }); // The chart grows with the window, up to a limit.
  await page.waitForTimeout(200);
  const height = await page.evaluate(
    `document.getElementById("${end}").getBoundingClientRect().bottom + scrollY + 24`,
  );
  await page.setViewportSize({ width, height: Math.round(Number(height)) });
  await page.waitForTimeout(500);
  await page.screenshot({ path: join(ROOT, "docs", "screenshots", `${name}.png`) });
}
