import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: {
    alias: [
      { find: /^timonel$/, replacement: fileURLToPath(new URL("src/index.ts", import.meta.url)) },
      {
        find: /^timonel\/testing$/,
        replacement: fileURLToPath(new URL("src/core/testing/index.ts", import.meta.url)),
      },
    ],
  },
  test: {
    include: ["{src,strategies,tests,bench}/**/*.test.ts"],
    globalSetup: ["tests/build-once.ts"],
    pool: "forks", // Steadier than threads: tests spawn processes, start workers and change directories.
    maxWorkers: 3, // On two cores: a worker whose test waits for a process leaves its core to another.
    isolate: false, // Every file loads the engine: with a fresh process each, most of the time went into that.
    testTimeout: 180_000, // Many start processes, on a machine that may be busy with others.
    hookTimeout: 180_000,
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts", "strategies/**/*.ts"],
      exclude: ["**/*.test.ts"],
    },
  },
});
