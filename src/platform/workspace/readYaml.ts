import { parseDocument } from 'yaml';
import type { z } from 'zod';
import { t } from '../../core/l10n.ts';
import type { TextFault } from '../../core/textFault.ts';
import { faultWords } from '../faultWords.ts';
import { placeOf, placeOfKey, type YamlText } from './yamlPlace.ts';

/** The value, or every fault with its place. */
export type ReadYaml<T> =
  | { readonly value: T; readonly faults: readonly [] }
  | { readonly value: undefined; readonly faults: readonly TextFault[] };

/** Reads a YAML text by a schema; messages begin with the path of the wrong value: `layers.0.location: must be …`. */
export function readYaml<T>(text: string, schema: z.ZodType<T>): ReadYaml<T> {
  const document = parseDocument(text, { prettyErrors: false });
  if (document.errors.length > 0) {
    const faults = document.errors.map(({ pos, message }) => {
      const start = Math.min(pos[0], text.length);
      return { start, end: Math.min(Math.max(pos[1], start), text.length), message };
    });
    return { value: undefined, faults };
  }
  let value: unknown;
  try {
    value = document.toJS() ?? {};
  } catch (error) {
    // Aliases that would grow without end.
    return { value: undefined, faults: [{ start: 0, end: 0, message: (error as Error).message }] };
  }
  const parsed = schema.safeParse(value, faultWords());
  if (parsed.success) return { value: parsed.data, faults: [] };
  return { value: undefined, faults: parsed.error.issues.flatMap((issue) => faultsOf({ text, document }, issue)) };
}

function faultsOf(source: YamlText, issue: z.core.$ZodIssue): TextFault[] {
  const where = issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      ...placeOfKey(source, issue.path, key),
      message: where + t('{0} is not known here', key),
    }));
  }
  return [{ ...placeOf(source, issue.path), message: where + issue.message }];
}
