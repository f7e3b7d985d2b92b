// Days, times and numbers in words, in the customer's own time zone. Knows strings and Intl, no chat.

import { formatLocale } from "./locale.ts";
import type { Strings } from "./strings.ts";

export interface Dates {
  /** What dates and numbers are written as, BCP 47. */
  readonly locale: string;
  /** `10:02` */
  time(at: string): string;
  /** The same for two moments of one day; also sorts nothing and is never shown. */
  dayKey(at: string): string;
  /** `Today`, `Yesterday`, `Monday`, `20 November`, `20 November 2025`. */
  day(at: string): string;
  /** `20 November`, with the year where it is not this one. */
  date(at: string): string;
  isToday(at: string): boolean;
  /** When something will be: `9:00`, `tomorrow 9:00`, `Monday at 9:00`, `20 November at 9:00`. */
  upcoming(at: string): string;
  /** In the language's own digits. */
  number(value: number): string;
}

const dayMs = 86_400_000;

/** @param asked The language tag that the words were asked for by: `en-GB` writes dates unlike `en-US`. */
export function createDates(strings: Strings, asked: string = strings.lang): Dates {
  const locale = formatLocale(strings.lang, asked);
  // Made when they are needed: each takes the browser half a millisecond or more.
  const format = (options: Intl.DateTimeFormatOptions) => {
    let formatter: Intl.DateTimeFormat | undefined;
    return (at: string | number) => {
      formatter ??= new Intl.DateTimeFormat(locale, options);
      return formatter.format(new Date(at));
    };
  };
  const time = format({ hour: "numeric", minute: "2-digit" });
  const weekday = format({ weekday: "long" });
  const weekdayTime = format({ weekday: "long", hour: "numeric", minute: "2-digit" });
  const dayMonthTime = format({ day: "numeric", month: "long", hour: "numeric", minute: "2-digit" });
  const dayMonth = format({ day: "numeric", month: "long" });
  const dayMonthYear = format({ day: "numeric", month: "long", year: "numeric" });

  // No line ends between a month and its day.
  const date = (at: string) =>
    (new Date(at).getFullYear() === new Date().getFullYear() ? dayMonth(at) : dayMonthYear(at)).replaceAll(
      " ",
      "\u00a0",
    );

  function day(at: string): string {
    const age = daysUntilToday(at);
    if (age === 0) return strings.today;
    if (age === 1) return strings.yesterday;
    return age > 1 && age < 7 ? asHeading(weekday(at), locale) : date(at);
  }

  function upcoming(at: string): string {
    const days = -daysUntilToday(at);
    if (days === 0) return time(at);
    if (days === 1) return strings.tomorrow(time(at));
    return days > 1 && days < 7 ? weekdayTime(at) : dayMonthTime(at);
  }

  const isToday = (at: string) => daysUntilToday(at) === 0;

  let numbers: Intl.NumberFormat | undefined;
  function number(value: number): string {
    numbers ??= new Intl.NumberFormat(locale);
    return numbers.format(value);
  }

  return { locale, time, dayKey: (at) => new Date(at).toDateString(), day, date, isToday, upcoming, number };
}

/** Many languages write weekdays small, but not where a line begins. */
function asHeading(text: string, locale: string): string {
  const [first = "", ...rest] = text;
  return first.toLocaleUpperCase(locale) + rest.join("");
}

/** Until "Today" means another day. */
export function msUntilMidnight(): number {
  return new Date().setHours(24, 0, 0, 0) - Date.now();
}

/** Whole calendar days from `at` to now; rounding absorbs the hour that daylight saving adds or takes. */
function daysUntilToday(at: string): number {
  return Math.round((midnight(Date.now()) - midnight(at)) / dayMs);
}

function midnight(at: string | number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
