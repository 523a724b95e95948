import type { Written } from './written.ts';

/** A moment as a timestamp without zone, or a date: what clocks in its zone show. */
export function localMoment({ sql, type }: Written): string {
  if (type?.name !== 'timestamp with time zone') return sql;
  return `timezone(${type.zone ?? "'UTC'"}, ${sql})`;
}
