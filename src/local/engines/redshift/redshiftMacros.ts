import { formatMacros } from './functions/formats.ts';
import { momentMacros } from './functions/moments.ts';
import { numberMacros } from './functions/numbers.ts';
import { superFunctionMacros } from './functions/supers.ts';
import { systemMacros } from './functions/systems.ts';
import { textMacros } from './functions/texts.ts';
import { castMacros } from './writing/castMacros.ts';
import { operatorMacros } from './writing/operators.ts';
import { superMacros } from './writing/superValues.ts';
import { blankMacros } from './writing/trailingBlanks.ts';
import { unnestMacros } from './writing/writeUnnest.ts';
import { zoneMacros } from './writing/zones.ts';

/** Statements that a database runs once so that translated ones mean what Redshift means. */
export const redshiftMacros: readonly string[] = [
  // Redshift's sessions begin in UTC; SET timezone changes DuckDB's as well.
  "SET TimeZone = 'UTC'",
  ...castMacros,
  ...blankMacros,
  ...operatorMacros,
  ...superMacros,
  ...unnestMacros,
  ...zoneMacros,
  ...textMacros,
  ...numberMacros,
  ...momentMacros,
  ...formatMacros,
  ...superFunctionMacros,
  ...systemMacros,
];
