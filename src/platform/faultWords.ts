import type { z } from 'zod';
import es from 'zod/v4/locales/es.js';
import { displayLanguage } from '../core/l10n.ts';

/** For `safeParse`: zod's own words for what is wrong with an input, in the reader's language where zod speaks it. */
export function faultWords(): { readonly error?: z.core.$ZodErrorMap } {
  return displayLanguage().split('-')[0] === 'es' ? { error: es().localeError } : {};
}
