import { type Diagnostic, problem } from './diagnostics.ts';
import { isObject } from './isObject.ts';

/** States inside a state have their own query language and are checked on their own. */
const inner = new Set(['Branches', 'ItemProcessor', 'Iterator', 'Comment']);

/** Every JSONata expression of a state that does not parse, with its place. */
export async function checkExpressions(
  state: Readonly<Record<string, unknown>>,
  at: string,
  language: string,
): Promise<Diagnostic[]> {
  if (language !== 'JSONata') return [];
  const { default: jsonata } = await import('jsonata');
  const found: Diagnostic[] = [];
  const look = (value: unknown, place: string) => {
    if (typeof value === 'string') {
      const expression = /^\{%([\s\S]*)%\}$/.exec(value)?.[1];
      if (expression === undefined) return;
      try {
        jsonata(expression);
      } catch (error) {
        found.push(
          problem('INVALID_JSONATA_EXPRESSION', (error as Error).message ?? 'The expression is malformed', place),
        );
      }
    } else if (Array.isArray(value)) {
      for (const [i, each] of value.entries()) look(each, `${place}[${i}]`);
    } else if (isObject(value)) {
      for (const [name, each] of Object.entries(value)) look(each, `${place}/${name}`);
    }
  };
  for (const [name, value] of Object.entries(state)) if (!inner.has(name)) look(value, `${at}/${name}`);
  return found;
}
