import type { Terminal } from "../cli/terminal.ts";
import type { Config } from "../config/index.ts";
import type { DataCommand } from "./data-options.ts";

/** `timonel data ...`: each verb loads only the code it needs. @returns the exit code */
export async function dataCommand(
  command: DataCommand,
  readConfig: () => Promise<Config>,
  terminal: Terminal,
): Promise<number> {
  const config = await readConfig();
  switch (command.verb) {
    case "import": {
      const { importCommand } = await import("./import-command.ts");
      return importCommand(command.options, config, terminal);
    }
    case "check": {
      const { checkDataCommand } = await import("./check-data-command.ts");
      return checkDataCommand(command.options, config, terminal);
    }
    case "resample": {
      const { resampleCommand } = await import("./resample-command.ts");
      return resampleCommand(command.options, terminal);
    }
    case "download": {
      const { downloadCommand } = await import("./download-command.ts");
      return downloadCommand(command.options, config, terminal);
    }
    case "list": {
      const { listCommand } = await import("./list-command.ts");
      return listCommand(command.options, config, terminal);
    }
    case "export": {
      const { exportCommand } = await import("./export-command.ts");
      return exportCommand(command.options, config, terminal);
    }
  }
}
