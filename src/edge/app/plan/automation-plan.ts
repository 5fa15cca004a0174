import type { RunPlan } from "../../research/index.ts";
import type { Config } from "../config/index.ts";

interface AutomationPlan {
  readonly automation: RunPlan["automation"];
  readonly notices: readonly string[];
}

/** Who decides about openings, in the words of the engine. `isAttended`: commands reach the run, so a person can be asked. */
export function planAutomation({ automation }: Config, isAttended: boolean): AutomationPlan {
  const { level, approvalTimeoutSeconds } = automation;
  switch (level) {
    case "full":
      return { automation: undefined, notices: [] };
    case "semi":
      return isAttended
        ? { automation: { level, timeoutMs: approvalTimeoutSeconds * 1_000 }, notices: [] }
        : {
            automation: undefined,
            notices: [
              "automation.level is semi, and here is nobody to ask: every opening is taken as approved",
            ],
          };
  }
}
