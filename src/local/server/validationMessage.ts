import type { z } from 'zod';

/**
 * What is wrong with an input, as AWS's services word it:
 * `1 validation error detected: Value '' at 'name' failed to satisfy constraint: Member must not be empty`.
 * A message that a schema gives itself is the constraint.
 */
export function validationMessage(error: z.ZodError, input: unknown): string {
  const { issues } = error;
  const faults = issues.map((issue) => {
    const value = valueAt(input, issue.path);
    return `Value ${shown(value)} at '${shownPath(issue.path)}' failed to satisfy constraint: ${constraintOf(issue, value)}`;
  });
  return `${issues.length} validation error${issues.length === 1 ? '' : 's'} detected: ${faults.join('; ')}`;
}

type Issue = z.ZodError['issues'][number];

/** How zod begins where a schema gives no message of its own. */
const ownWords = /^(Too small|Too big|Invalid|Unrecognized key)/;

function constraintOf(issue: Issue, value: unknown): string {
  if (value === undefined) return 'Member must not be null';
  if (!ownWords.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'too_small':
      return `Member must have ${measured(issue.origin)} greater than or equal to ${issue.minimum}`;
    case 'too_big':
      return `Member must have ${measured(issue.origin)} less than or equal to ${issue.maximum}`;
    case 'invalid_value':
      return `Member must satisfy enum value set: [${issue.values.map(String).join(', ')}]`;
    case 'invalid_format':
      return `Member must satisfy regular expression pattern: ${unslashed(issue.pattern ?? issue.format)}`;
    case 'invalid_type':
      return `Member must be of the type ${issue.expected}`;
    default:
      return issue.message;
  }
}

function measured(origin: string): string {
  return origin === 'string' || origin === 'array' ? 'length' : 'value';
}

function unslashed(pattern: string): string {
  return pattern.replace(/^\/(.*)\/[a-z]*$/s, '$1');
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, name) => (at as Record<PropertyKey, unknown> | null | undefined)?.[name], input);
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  return `'${typeof value === 'object' ? JSON.stringify(value) : String(value)}'`;
}

/** `tableInput.storageDescriptor.columns.1.member.name`, as the members of lists are counted from 1. */
function shownPath(path: readonly PropertyKey[]): string {
  return path
    .map((part) => {
      const name = String(part);
      return typeof part === 'number' ? `${part + 1}.member` : name.charAt(0).toLowerCase() + name.slice(1);
    })
    .join('.');
}
