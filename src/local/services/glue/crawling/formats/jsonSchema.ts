/** JSON as Glue's built-in classifier sees it: records on lines of their own, one after another, or one alone. */
import type { ClassifiedFile } from './fileSchema.ts';
import { type Field, type HiveType, mergeFields, mergeTypes, unseen } from './hiveType.ts';

/**
 * Columns of a text that is JSON; undefined for one that is not.
 * @param isComplete false: the text is the beginning of a longer one, and its last value may be torn off
 */
export function jsonSchema(text: string, isComplete: boolean): ClassifiedFile | undefined {
  let columns: Field[] | undefined;
  let records = 0;
  let end = 0;
  for (const value of topLevelValues(text)) {
    let parsed: unknown;
    try {
      parsed = JSON.parse(value.text);
    } catch {
      return undefined;
    }
    // A list as a whole is one record with one column, as Glue has it.
    const record = Array.isArray(parsed) ? { array: parsed } : (parsed as Record<string, unknown>);
    const fields = Object.entries(record).map(([name, each]) => ({ name: name.toLowerCase(), type: jsonType(each) }));
    columns = mergeFields(columns ?? [], fields);
    records++;
    end = value.end;
  }
  if (!columns || columns.length === 0) return undefined;
  // A last value that was torn off is JSON still; the beginning of a file tells its format.
  if (isComplete && !/^(?:,?\s*[{[].*)?$/s.test(text.slice(end).trim())) return undefined;
  const schema = { classification: 'json', compression: 'none', columns } as const;
  return { schema, records, recordBytes: Buffer.byteLength(text.slice(0, end)) };
}

/** The type of a value in Glue's words. */
export function jsonType(value: unknown): HiveType {
  if (value === null) return unseen;
  if (Array.isArray(value)) return { array: value.map(jsonType).reduce(mergeTypes, unseen) };
  switch (typeof value) {
    case 'number':
      if (!Number.isInteger(value)) return 'double';
      return Math.abs(value) < 2 ** 31 ? 'int' : 'bigint';
    case 'boolean':
      return 'boolean';
    case 'object':
      return { struct: Object.entries(value as object).map(([name, each]) => ({ name, type: jsonType(each) })) };
    default:
      return 'string';
  }
}

/** The objects and arrays that follow each other in a text; ends at the first one that is not whole or is neither. */
function* topLevelValues(text: string): Generator<{ readonly text: string; readonly end: number }> {
  const next = /[^\s,]/g;
  for (let at = 0; ; ) {
    next.lastIndex = at;
    const start = next.exec(text)?.index ?? -1;
    if (start < 0 || (text[start] !== '{' && text[start] !== '[')) return;
    const end = endOfValue(text, start);
    if (end === undefined) return;
    yield { text: text.slice(start, end), end };
    at = end;
  }
}

function endOfValue(text: string, start: number): number | undefined {
  const mark = /["{}[\]]/g;
  mark.lastIndex = start;
  let depth = 0;
  for (let found = mark.exec(text); found; found = mark.exec(text)) {
    if (found[0] === '"') {
      const close = endOfString(text, found.index);
      if (close === undefined) return undefined;
      mark.lastIndex = close;
    } else if (found[0] === '{' || found[0] === '[') {
      depth++;
    } else if (--depth === 0) {
      return found.index + 1;
    }
  }
  return undefined;
}

function endOfString(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
  return undefined;
}
