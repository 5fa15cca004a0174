const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** 400 years have so many days, for ever the same. */
const ERA_DAYS = 146_097;
/** From the 1st of March of the year 0 to 1970. */
const DAYS_TO_1970 = 719_468;
/** The year 1. */
const FIRST_MS = -62_135_596_800_000;
/** Years with more than four digits are no times of any market. */
const BEYOND_MS = 253_402_300_800_000;

const two = (number: number): string => String(number).padStart(2, "0");

/**
 * A moment as `2024-01-01T05:15Z`, by the calendar alone: where strategies run there is no `Date`. What is no time from the
 * year 1 to 9999 is its number. Source: Hinnant, chrono-compatible low-level date algorithms, civil_from_days.
 */
export function utcText(ms: number): string {
  if (!(ms >= FIRST_MS && ms < BEYOND_MS)) return String(ms);
  const days = Math.floor(ms / DAY_MS);
  const minutes = Math.floor((ms - days * DAY_MS) / MINUTE_MS);
  const shifted = days + DAYS_TO_1970;
  const era = Math.floor(shifted / ERA_DAYS);
  const dayOfEra = shifted - era * ERA_DAYS;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const date = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
  return `${date}T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}Z`;
}
