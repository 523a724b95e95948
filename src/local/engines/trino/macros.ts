import { aggregateMacros } from './functions/aggregates.ts';
import { arrayMacros } from './functions/arrayMacros.ts';
import { formatMacros } from './functions/formatting.ts';
import { jsonMacros } from './functions/json.ts';
import { momentMacros } from './functions/momentTable.ts';
import { numberMacros } from './functions/numberMacros.ts';
import { patternMacros } from './functions/patterns.ts';
import { textMacros } from './functions/textMacros.ts';
import { urlMacros } from './functions/urls.ts';

/** Statements that a connection runs once so that translated queries mean what Trino means. */
export const macros: readonly string[] = [
  // Athena's sessions are in UTC.
  "SET TimeZone = 'UTC'",
  ...numberMacros,
  ...textMacros,
  ...patternMacros,
  ...arrayMacros,
  ...aggregateMacros,
  ...jsonMacros,
  ...momentMacros,
  ...urlMacros,
  ...formatMacros,
];
