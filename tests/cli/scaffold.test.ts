/** `timonel init` and `timonel new strategy`: what they write works, and nothing that exists is touched. */

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { strategyText, testText } from "../../src/edge/app/scaffold/templates.ts";
import { demoFile, ROOT, runCli } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "timonel-init-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The real command line, started in the folder. */
function timonel(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "bin", "timonel.js"), ...args], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1 << 26,
    timeout: 60_000,
  });
  return { code: status, stdout, stderr };
}

/** Vitest in a directory with strategies, which find timonel in this clone. */
function runTests(directory: string) {
  const alias = [
    { find: "timonel/testing", replacement: join(ROOT, "dist/src/core/testing/index.js") },
    { find: "timonel", replacement: join(ROOT, "dist/src/index.js") },
  ];
  const config = `export default { resolve: { alias: ${JSON.stringify(alias)} } };\n`;
  writeFileSync(join(directory, "vitest.config.mjs"), config);
  const vitest = join(ROOT, "node_modules", "vitest", "vitest.mjs");
  return spawnSync(process.execPath, [vitest, "run", "--no-isolate"], { cwd: directory, encoding: "utf8" });
}

const read = (file: string): string => readFileSync(join(folder, file), "utf8");

describe("timonel init", () => {
  test("writes a config, a strategy and its test", () => {
    const { code, stdout, stderr } = timonel("init", "--json");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const files = ["timonel.yaml", ".env.example", ".gitignore", "package.json"];
    const written = [...files, "strategies/first.ts", "strategies/first.test.ts"];
    expect(JSON.parse(stdout)).toEqual({ schema: "timonel.scaffold/1", command: "init", written, kept: [] });
    expect(JSON.parse(read("package.json"))).toMatchObject({
      type: "module",
      dependencies: { timonel: expect.stringMatching("^file:") as string },
    });
  });

  test("tells editors where the schema of the config is, from the folder it was made for", () => {
    const [first = ""] = read("timonel.yaml").split("\n");
    const path = /^# yaml-language-server: \$schema=(\S+)$/.exec(first)?.[1] ?? "";
    expect(path).toBe("./node_modules/timonel/timonel.schema.json");
    expect(readFileSync(join(ROOT, path.replace("node_modules/timonel/", "")), "utf8")).toContain(
      "timonel.yaml",
    );
    const manifest: unknown = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    expect(manifest).toMatchObject({ files: expect.arrayContaining(["timonel.schema.json"]) as string[] });
  });

  test("what it wrote runs as it is, on the demo data", () => {
    const { code, stdout } = timonel("run", "--speed", "max", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ strategies: ["first"], bars: 34_994 });
    const { run } = JSON.parse(stdout) as { run: string };
    expect(timonel("report", "--json").stdout).toBe(stdout);
    expect(read(".gitignore").split("\n")).toContain("runs/");
    expect(read(`runs/${run}/config.yaml`)).toContain("strategy: ../../strategies/first.ts");
  });

  test("its test passes", () => {
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    const { status, stdout } = runTests(folder);
    expect(stdout).toContain("1 passed");
    expect(status).toBe(0);
  });

  test("tells how to go there in words that can be pasted, also where the name has a blank", () => {
    expect(timonel("init", "a new start").stdout).toContain("\n  cd 'a new start'\n");
    expect(timonel("init", "plain").stdout).toContain("\n  cd plain\n");
  });

  test("touches nothing that is there", () => {
    writeFileSync(join(folder, "timonel.yaml"), "mine\n");
    const { code, stdout } = timonel("init");
    expect(code).toBe(0);
    expect(stdout).toContain("kept   timonel.yaml, which was there already");
    expect(read("timonel.yaml")).toBe("mine\n");
  });
});

test.skipIf(!existsSync("/proc/self"))("timonel init refuses a place where nothing can be made", () => {
  const { code, stdout, stderr } = timonel("init", "/proc/timonel/deep");
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(
    /^\/proc\/timonel\/deep\/timonel\.yaml: the file cannot be written; found: ENOENT.*; fix: choose/,
  );
});

describe("timonel new strategy", () => {
  test("writes one that a backtest takes", async () => {
    expect(timonel("new", "strategy", "turtle-soup")).toMatchObject({ code: 0, stderr: "" });
    expect(read("strategies/turtle-soup.ts")).toContain("export const turtleSoup = strategy({");
    const args = [
      "--strategy",
      join(folder, "strategies/turtle-soup.ts"),
      "--data",
      demoFile("BTC"),
      "--json",
    ];
    const { code, stdout } = await runCli(["backtest", ...args]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ strategies: ["turtle-soup"] });
  });

  test("writes what loads and passes its test under every name that it takes", () => {
    const elsewhere = mkdtempSync(join(folder, "names-"));
    const names = [
      "ema",
      "atr",
      "open",
      "close",
      "bars",
      "p",
      "none",
      "strategy",
      "crossed-above",
      "play",
      "expect",
    ];
    names.push(
      "test",
      "run",
      "fall",
      "rise",
      "class",
      "new",
      "await",
      "let",
      "eval",
      "undefined",
      "plain-name",
    );
    names.push("feeds", "params", "ind", "position", "stop", "fast", "slow", "constructor");
    for (const name of names) {
      writeFileSync(join(elsewhere, `${name}.ts`), strategyText(name));
      writeFileSync(join(elsewhere, `${name}.test.ts`), testText(name));
    }
    const { status, stdout } = runTests(elsewhere);
    expect(stdout).toContain(`${names.length} passed`);
    expect(status).toBe(0);
    expect(strategyText("ema")).toContain('export const emaStrategy = strategy({\n  name: "ema",');
  });

  test.each([
    [
      ["new", "strategy", "turtle-soup"],
      "strategies/turtle-soup.ts: the strategy exists already; nothing was written",
    ],
    [
      ["new", "strategy", "Turtle_Soup"],
      "not a name for a strategy; found: Turtle_Soup; allowed: small letters",
    ],
    [["new", "robot", "x"], "found: robot; allowed: strategy; fix: timonel new strategy x"],
    [
      ["new", "strategy"],
      "`timonel new` lacks its name; found: nothing; allowed: what `timonel new --help` lists",
    ],
  ])("refuses %j", (args, says) => {
    const { code, stdout, stderr } = timonel(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(says);
  });
});
