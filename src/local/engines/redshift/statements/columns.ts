import { parenthesized } from '../../sql/lists.ts';
import type { ColumnDefinition, TableConstraint } from '../definitions.ts';
import { grammar } from '../grammar/parseQuery.ts';
import { parseType } from '../grammar/parseType.ts';
import { readName, readRelationName } from '../lexing/names.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import { RedshiftError } from '../redshiftError.ts';
import { nameText } from './parts.ts';

type Change = { -readonly [K in keyof ColumnDefinition]: ColumnDefinition[K] };

/** A column with its attributes and constraints. */
export function readColumn(stream: TokenStream): ColumnDefinition {
  const { text: name } = readName(stream);
  const type = parseType(stream, 256);
  const column: Change = {
    ...{ name, type, notNull: false, distKey: false, sortKey: false, primaryKey: false, unique: false },
    caseInsensitive: false,
  };
  while (readAttribute(stream, column));
  return column;
}

function readAttribute(stream: TokenStream, column: Change): boolean {
  if (stream.accept('NOT', 'NULL')) column.notNull = true;
  else if (stream.accept('NULL')) column.notNull = false;
  else if (stream.accept('DEFAULT')) {
    const { at } = stream;
    // Not a whole expression: NOT NULL may follow.
    const tree = grammar.value(stream);
    column.default = { sql: stream.text.slice(at, stream.lastEnd), at, tree };
  } else if (stream.accept('IDENTITY')) column.identity = { ...readSeed(stream), byDefault: false };
  else if (stream.accept('GENERATED')) column.identity = readGenerated(stream);
  else if (stream.accept('ENCODE')) column.encode = readWord(stream);
  else if (stream.accept('DISTKEY')) column.distKey = true;
  else if (stream.accept('SORTKEY')) column.sortKey = true;
  else if (stream.accept('UNIQUE')) column.unique = true;
  else if (stream.accept('PRIMARY', 'KEY')) {
    column.primaryKey = true;
    column.notNull = true;
  } else if (stream.accept('REFERENCES')) {
    const table = readRelationName(stream);
    const [only] = stream.is('(') ? parenthesized(stream, () => nameText(stream)) : [];
    column.references = { table, ...(only !== undefined && { column: only }) };
  } else if (stream.accept('COLLATE')) column.caseInsensitive = stream.advance().value === 'CASE_INSENSITIVE';
  else if (stream.accept('CONSTRAINT')) readName(stream);
  else return false;
  return true;
}

function readWord(stream: TokenStream): string {
  if (stream.peek().kind !== 'word') throw stream.mismatch();
  return stream.advance().value.toLowerCase();
}

function readSeed(stream: TokenStream): { readonly seed: number; readonly step: number } {
  if (!stream.is('(')) return { seed: 1, step: 1 };
  const { at } = stream;
  const [seed = 1, step = 1] = parenthesized(stream, () => stream.integer());
  if (step === 0) throw new RedshiftError('22023', 'identity step must not be zero', at);
  return { seed, step };
}

function readGenerated(stream: TokenStream): NonNullable<ColumnDefinition['identity']> {
  const byDefault = stream.accept('BY', 'DEFAULT');
  if (!byDefault) stream.expect('ALWAYS');
  stream.expect('AS', 'IDENTITY');
  return { ...readSeed(stream), byDefault };
}

/** `PRIMARY KEY (a, b)` and its like, perhaps with a name before it; nothing where no constraint begins. */
export function readConstraint(stream: TokenStream): TableConstraint | undefined {
  const name = stream.is('CONSTRAINT') && stream.advance() ? nameText(stream) : undefined;
  const names = (): string[] => parenthesized(stream, () => nameText(stream));
  const named = name === undefined ? {} : { name };
  if (stream.accept('PRIMARY', 'KEY')) return { kind: 'primary-key', columns: names(), ...named };
  if (stream.is('UNIQUE', '(')) {
    stream.advance();
    return { kind: 'unique', columns: names(), ...named };
  }
  if (stream.accept('FOREIGN', 'KEY')) {
    const columns = names();
    stream.expect('REFERENCES');
    const table = readRelationName(stream);
    return { kind: 'foreign-key', columns, table, references: stream.is('(') ? names() : [], ...named };
  }
  if (name !== undefined || stream.is('CHECK')) throw stream.mismatch();
  return undefined;
}
