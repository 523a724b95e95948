/** `sources:` of strata.yaml: databases that a pipeline reads. */
import { z } from 'zod';
import { t } from '../../core/l10n.ts';
import { databaseUrlFault } from '../postgres/databaseUrl.ts';

const name = z.string().regex(/^[a-z][a-z0-9_-]*$/, { error: () => t('must be lower case letters, digits, - and _') });

const url = z
  .string()
  .superRefine((text, ctx) => {
    const message = databaseUrlFault(text);
    if (message !== undefined) ctx.addIssue({ code: 'custom', message });
  })
  .describe(
    'postgres://host:5432/database, without a password, which is asked for once. ?sslmode=disable, require, verify-ca or verify-full and ?sslrootcert=FILE are known.',
  );

export const sourcesSchema = z.record(name, z.strictObject({ url }));
