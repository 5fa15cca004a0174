/** Hours of a session as people write them. */

const PATTERN = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]|24):([0-5]\d)$/;
const DAY_MS = 86_400_000;

/** `09:30-16:00` in ms since midnight; undefined for anything else. A close before the open is one of the next day. */
export function parseHours(text: string): { readonly open: number; readonly close: number } | undefined {
  const [, fromHour, fromMinute, toHour, toMinute] = PATTERN.exec(text) ?? [];
  if (fromHour === undefined) return undefined;
  const time = (hour: string | undefined, minute: string | undefined): number =>
    (Number(hour) * 60 + Number(minute)) * 60_000;
  const close = time(toHour, toMinute);
  return close > DAY_MS ? undefined : { open: time(fromHour, fromMinute), close };
}

/** What somebody who wrote `9.30 - 16` probably meant. */
export const similarHours = (text: string): string =>
  text
    .replaceAll(/\s/g, "")
    .replaceAll(/(\d{1,2})(?:[.:h](\d\d))?(?=-|$)/g, (_, hour: string, minute: string | undefined) =>
      [hour.padStart(2, "0"), minute ?? "00"].join(":"),
    );

/** Whether the platform knows rules of summer time by this name: `America/New_York`. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return /^[A-Z]/.test(name); // Offsets such as +05:00 are no place, and keep no summer time.
  } catch {
    return false;
  }
}
