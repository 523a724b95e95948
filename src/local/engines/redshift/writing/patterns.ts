import { quoteText } from '../../../../core/sqlQuoting.ts';
import type { Expression } from '../grammar/queryTree.ts';
import { notSupported, RedshiftError } from '../redshiftError.ts';
import { boolean, varchar } from '../types/redshiftType.ts';
import { coerced } from './coercion.ts';
import type { Writer } from './writer.ts';
import { type Written, written } from './written.ts';

/** LIKE, ILIKE and SIMILAR TO. https://docs.aws.amazon.com/redshift/latest/dg/pattern-matching-conditions.html */
export function writeLike(
  node: Expression & { kind: 'like' },
  operand: Written,
  pattern: Written,
  sign: Written | undefined,
  writer: Writer,
): Written {
  const text = coerced(operand, varchar(), node.at, writer).sql;
  const not = node.negated ? 'NOT ' : '';
  if (node.way === 'SIMILAR TO') {
    if (pattern.literal === undefined) throw notSupported('SIMILAR TO with a pattern that is no literal', node.at);
    const expression = similarPattern(pattern.literal, sign?.literal ?? '\\');
    return written(`(${not}regexp_full_match(${text}, ${quoteText(expression)}, 's'))`, boolean);
  }
  const like = coerced(pattern, varchar(), node.at, writer).sql;
  // A backslash escapes where nothing else is said, which DuckDB has to be told.
  const character = sign ? coerced(sign, varchar(), node.at, writer).sql : "'\\'";
  const needless = !sign && pattern.literal !== undefined && !pattern.literal.includes('\\');
  return written(`(${text} ${not}${node.way} ${like}${needless ? '' : ` ESCAPE ${character}`})`, boolean);
}

/** A SIMILAR TO pattern as a regular expression: `%` and `_` as LIKE has them, `. ^ $` mean themselves. */
function similarPattern(pattern: string, sign: string): string {
  let result = '';
  let inClass = false;
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern[index]!;
    if (sign !== '' && character === sign) {
      index += 1;
      result += escaped(pattern[index] ?? '');
    } else if (inClass) {
      inClass = character !== ']';
      result += character;
    } else if (character === '[') {
      inClass = true;
      result += character;
    } else if (character === '%') result += '.*';
    else if (character === '_') result += '.';
    else if ('.^$\\'.includes(character)) result += `\\${character}`;
    else result += character;
  }
  return result;
}

function escaped(character: string): string {
  return character.replace(/[^\p{L}\p{N}\s]/u, '\\$&');
}

/** `~`, `~*` and what denies them: POSIX regular expressions. */
export function writeMatch(operator: string, text: Written, pattern: Written, at: number, writer: Writer): Written {
  const [x, y] = [text, pattern].map((side) => coerced(side, varchar(), at, writer).sql);
  const options = operator.endsWith('*') ? "'i'" : "'c'";
  const not = operator.startsWith('!') ? 'NOT ' : '';
  if (pattern.literal !== undefined) rejectLookaround(pattern.literal, at);
  return written(`(${not}regexp_matches(${x}, ${y}, ${options}))`, boolean);
}

/** @throws RedshiftError 0A000 for what DuckDB's expressions lack */
export function rejectLookaround(pattern: string, at: number): void {
  if (!/\(\?(?:[=!]|<[=!])|(?<!\\)(?:\\\\)*\\[1-9]/.test(pattern)) return;
  throw new RedshiftError(
    '0A000',
    'look-around and back references in regular expressions are not supported by the local warehouse',
    at,
  );
}
