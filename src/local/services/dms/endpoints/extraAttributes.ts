/** Extra connection attributes, `dataFormat=parquet;timestampColumnName=ts`, which say the same as an endpoint's settings. */
import { invalidValue } from '../dmsOperation.ts';

/**
 * By the names that settings have in the API.
 * @throws Fault InvalidParameterValueException for a part that is no `name=value`
 */
export function readAttributes(text: string | null | undefined): Record<string, string> {
  const parts = (text ?? '').split(';').filter((part) => part.trim() !== '');
  return Object.fromEntries(
    parts.map((part) => {
      const at = part.indexOf('=');
      if (at < 1) throw invalidValue(`Extra connection attribute '${part}' is not of the form name=value.`);
      const name = part.slice(0, at).trim();
      return [name.charAt(0).toUpperCase() + name.slice(1), unquoted(part.slice(at + 1).trim())];
    }),
  );
}

function unquoted(value: string): string {
  return /^(["']).*\1$/s.test(value) ? value.slice(1, -1) : value;
}
