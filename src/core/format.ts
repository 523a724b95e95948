import { displayLanguage } from './l10n.ts';

/** Bytes for people: `0 B`, `1.5 KB`, `12 MB`; powers of 1024, as S3's console counts. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${short(unit === 0 || value >= 100 ? Math.round(value) : value)} ${units[unit]}`;
}

/** A span for people: `40 ms`, `1.4 s`, `12 s`, `3 min 5 s`, `2 h 10 min`. */
export function formatDuration(ms: number): string {
  if (ms < 0) return formatDuration(0);
  if (ms < 950) return `${Math.round(ms)} ms`;
  if (ms < 9950) return `${short(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** How long ago, short enough for a row of a tree, in the reader's language: `3 min. ago`. */
export function formatAge(then: number, now: number): string {
  const seconds = Math.round((then - now) / 1000);
  const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
    ['year', 31_557_600],
    ['month', 2_629_800],
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ];
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return ages().format(Math.trunc(seconds / size), unit);
  }
  return ages().format(seconds, 'second');
}

/** A count with the reader's separators: `1,234,567`. */
export function formatNumber(value: number): string {
  return counts().format(value);
}

/** A moment, in milliseconds since the epoch, on the reader's clock: `Jan 31, 2026, 2:05:09 PM`. */
export function formatDateTime(time: number): string {
  return moments().format(time);
}

/** The time of day alone, for the lines of a log: `14:05:09`. */
export function formatTime(time: number): string {
  return times().format(time);
}

const ages = inDisplayLanguage(
  (language) => new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' }),
);
const counts = inDisplayLanguage((language) => new Intl.NumberFormat(language));
const shorts = inDisplayLanguage(
  (language) => new Intl.NumberFormat(language, { maximumFractionDigits: 1, useGrouping: false }),
);
const moments = inDisplayLanguage(
  (language) => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }),
);
const times = inDisplayLanguage(
  (language) =>
    new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }),
);

/** At most one digit after the point. */
function short(value: number): string {
  return shorts().format(value);
}

/** Formats are dear to make and asked for by the row, so that one is kept until the language changes. */
function inDisplayLanguage<Format>(make: (language: string) => Format): () => Format {
  let made: { readonly language: string; readonly format: Format } | undefined;
  return () => {
    const language = displayLanguage();
    if (made?.language !== language) made = { language, format: make(language) };
    return made.format;
  };
}
