import { describe, expect, test } from "vitest";
import type { Terminal } from "../cli/terminal.ts";
import { drillOptions } from "./drill-options.ts";
import { mutantsCommand } from "./mutants-command.ts";

const nobody = {} as Terminal;
const options = drillOptions({ seeds: "1", json: true });

describe("planted bugs by name", () => {
  test("one that there is not is wrong usage, and says which there are", async () => {
    const run = mutantsCommand(["M1", "M999"], options, nobody);
    await expect(run).rejects.toMatchObject({ exitCode: 2 });
    await expect(run).rejects.toThrow(/M999.*M1, M2/);
  });
});
