import { AthenaSyntaxError, queryError } from './athenaSyntaxError.ts';
import { grammar } from './grammar/parseQuery.ts';
import { tokenize } from './lexing/tokenize.ts';
import { TokenStream } from './lexing/tokenStream.ts';

/**
 * A statement with the values of `EXECUTE … USING`, or of ExecutionParameters, in the places of its question marks.
 * Each value is an expression of its own: a string comes in quotes.
 * https://docs.aws.amazon.com/athena/latest/ug/querying-with-prepared-statements.html
 * @throws AthenaSyntaxError when there are more or fewer values than places, or a value is no expression
 */
export function substituteParameters(sql: string, values: readonly string[]): string {
  const places = parameterPlaces(sql);
  if (places.length !== values.length) {
    const text = `Incorrect number of parameters: expected ${places.length} but found ${values.length}`;
    throw queryError('INVALID_PARAMETER_USAGE', { line: 1, column: 1 }, text);
  }
  let result = '';
  let from = 0;
  for (const [index, offset] of places.entries()) {
    result += `${sql.slice(from, offset)}${checkedValue(values[index]!)}`;
    from = offset + 1;
  }
  return result + sql.slice(from);
}

/** How many values a statement wants. */
export function countParameters(sql: string): number {
  return parameterPlaces(sql).length;
}

function parameterPlaces(sql: string): number[] {
  return tokenize(sql)
    .filter(({ kind, value }) => kind === 'symbol' && value === '?')
    .map(({ offset }) => offset);
}

function checkedValue(value: string): string {
  const stream = new TokenStream(value, tokenize(value));
  grammar.expression(stream);
  const rest = stream.peek();
  if (rest.kind !== 'end') {
    throw new AthenaSyntaxError('INVALID_PARAMETER_USAGE', `Invalid parameter value: ${value}`, rest.at);
  }
  const text = value.slice(0, stream.lastEnd).trim();
  // A negative number after a minus would begin a comment, and a sum would come apart.
  return /^[-+]|[-+*/%|\s]/.test(text) && !/^'[^']*'$/.test(text) ? `(${text})` : text;
}
