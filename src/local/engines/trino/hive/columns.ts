import type { HiveColumn, PartitionSpec } from '../statement.ts';
import type { HiveStream } from './hiveStream.ts';
import { hiveTypeText, parseHiveType } from './hiveType.ts';

/** `name type [COMMENT 'text'], …` between parentheses. @throws AthenaSyntaxError */
export function readColumns(stream: HiveStream): HiveColumn[] {
  return stream.list('column specification', () => {
    const name = stream.name('column specification');
    const type = readType(stream);
    const comment = readComment(stream);
    return { name, type, ...(comment !== undefined && { comment }) };
  });
}

export function readComment(stream: HiveStream): string | undefined {
  return stream.accept('COMMENT') ? stream.string('comment') : undefined;
}

/** A Hive type, in the catalog's spelling. @throws AthenaSyntaxError where there is none */
function readType(stream: HiveStream): string {
  let text = '';
  let depth = 0;
  let ahead = 0;
  for (; ; ahead += 1) {
    const token = stream.peek(ahead);
    const closes = token.value === ')' || token.value === '>';
    if (token.kind === 'end' || token.value === ';' || (depth === 0 && (closes || token.value === ','))) break;
    if (depth === 0 && ahead > 0 && token.value === 'COMMENT') break;
    if (token.value === '(' || token.value === '<') depth += 1;
    if (closes) depth -= 1;
    text += `${text && token.kind === 'word' ? ' ' : ''}${token.text}`;
  }
  const type = parseHiveType(text);
  if (!type) throw stream.unrecognized('column type');
  for (let taken = 0; taken < ahead; taken += 1) stream.advance();
  return hiveTypeText(type);
}

/** `('key' = 'value', …)`. */
export function readProperties(stream: HiveStream, context: string): Record<string, string> {
  const pairs = stream.list(context, () => {
    const key = stream.string(context);
    stream.expect(context, '=');
    return [key, stream.string(context)] as const;
  });
  return Object.fromEntries(pairs);
}

/** `PARTITION (a = 'x', b = 2)`, its values as text. */
export function readPartitionSpec(stream: HiveStream): PartitionSpec {
  stream.expect('partition specification', 'PARTITION');
  return new Map(
    stream.list('partition specification', () => {
      const name = stream.name('partition specification');
      stream.expect('partition specification', '=');
      return [name, readConstant(stream)] as const;
    }),
  );
}

function readConstant(stream: HiveStream): string {
  stream.accept('DATE');
  const negative = stream.accept('-') ? '-' : '';
  const token = stream.peek();
  if (token.kind !== 'string' && token.kind !== 'quoted' && token.kind !== 'number') {
    throw stream.unrecognized('constant');
  }
  return negative + stream.advance().value;
}
