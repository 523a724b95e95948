/**
 * Blanks at the end of a text mean nothing where texts are compared, grouped or made distinct, and are kept where they
 * are shown: https://docs.aws.amazon.com/redshift/latest/dg/r_Character_types.html#r_Character_types-significance-of-trailing-blanks
 */
import type { RedshiftType } from '../types/redshiftType.ts';
import type { Written } from './written.ts';

/** Few values end in a blank, and looking for one costs much less than cutting all of them. */
export const blankMacros: readonly string[] = [
  "CREATE OR REPLACE MACRO redshift_unpadded(x) AS CASE WHEN suffix(x, ' ') THEN rtrim(x, ' ') ELSE x END",
];

/** Whether values of the type may end in blanks: `character` and names are kept without them. */
function mayEndInBlanks({ name }: RedshiftType): boolean {
  return name === 'character varying' || name === 'text';
}

/** What stands for a value where it is equal to another or not: texts without the blanks at their end. */
export function withoutBlanks({ sql, type }: Pick<Written, 'sql' | 'type'>): string {
  if (!mayEndInBlanks(type)) return sql;
  return /^'(?:[^']|'')*'$/.test(sql) && !sql.endsWith(" '") ? sql : `redshift_unpadded(${sql})`;
}
