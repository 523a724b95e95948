import type { CubeLevel } from '../../src/core/cube/cube.ts';
import type { Member } from '../../src/core/cube/pivotRequest.ts';
import { periodText, type TimePart } from '../../src/core/cube/timeParts.ts';
import { displayLanguage, t } from '../../src/core/l10n.ts';

/** What a member is called, in the reader's language; NULL and the empty text are told apart. */
export function memberText(level: CubeLevel | undefined, member: Member): string {
  if (member === null) return 'NULL';
  if (member === '') return t('(empty)');
  if (level?.part === undefined || level.kind === 'integer') return member;
  return periodWords(level.part, member);
}

/** A member that is no text of its own, which is shown so. */
export function isBlank(member: Member | undefined): boolean {
  return member === null || member === '';
}

function periodWords(part: TimePart, start: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(start)) return start;
  const date = new Date(`${start}T00:00:00Z`);
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(displayLanguage(), { ...options, timeZone: 'UTC' }).format(date);
  switch (part) {
    case 'month':
      return format({ month: 'short', year: 'numeric' });
    case 'day':
      return format({ day: 'numeric', month: 'short', year: 'numeric' });
    default:
      return periodText(part, start);
  }
}

/** The title of a period's level, in the reader's language. */
export function levelTitle(level: CubeLevel): string {
  const word = level.part && level.kind !== 'integer' ? partWords[level.part]() : undefined;
  return word === undefined ? level.title : level.title.replace(/ · \w+$/, ` · ${word}`);
}

const partWords: Readonly<Record<TimePart, () => string>> = {
  year: () => t('year'),
  quarter: () => t('quarter'),
  month: () => t('month'),
  week: () => t('week'),
  day: () => t('day'),
};
