/** Ways to reach a person that come with a later version: a config that has them switched off loads today. */
const CHANNELS = {
  email: ["smtp_server", "smtp_port", "sender", "password_env", "recipients"],
  telegram: ["bot_token_env", "chat_ids", "allowed_user_ids"],
  slack: ["webhook_env"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** What is wrong with the settings of such a channel, in words; undefined: nothing, and it is off. */
export const faultInLater =
  (channel: keyof typeof CHANNELS) =>
  (value: unknown): string | undefined => {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return `alerts by ${channel} come with a later version`;
    const known: readonly string[] = ["enabled", ...CHANNELS[channel]];
    const strange = Object.keys(value).find((key) => !known.includes(key));
    if (strange !== undefined) return `unknown key ${strange.slice(0, 40).replaceAll(/\s/g, " ")}`;
    return "enabled" in value && value.enabled === false
      ? undefined
      : `alerts by ${channel} come with a later version`;
  };
