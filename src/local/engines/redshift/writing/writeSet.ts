import { quoteName } from '../../../../core/sqlQuoting.ts';
import type { Query, QueryBody } from '../grammar/queryTree.ts';
import { RedshiftError } from '../redshiftError.ts';
import { commonType } from '../types/commonType.ts';
import { duckDbType } from '../types/duckDbType.ts';
import type { RedshiftType } from '../types/redshiftType.ts';
import { isText } from '../types/typeGroups.ts';
import { plainTypeText } from '../types/typeNames.ts';
import { coerced, settled } from './coercion.ts';
import { type ColumnBinding, type NameScope, withUniqueNames } from './scope.ts';
import { withoutBlanks } from './trailingBlanks.ts';
import type { QueryShape, Writer, WrittenQuery } from './writer.ts';
import { writeSelect } from './writeSelect.ts';
import { type Written, written } from './written.ts';

type SetBody = Exclude<QueryBody, { readonly kind: 'select' }>;

/** UNION, INTERSECT, EXCEPT, VALUES and what stands in parentheses. */
export function writeBody(body: SetBody, scope: NameScope, writer: Writer): WrittenQuery {
  const columns = columnsOf(body, scope, writer);
  return { sql: bodySql(body, withUniqueNames(columns), scope, writer), columns };
}

/** The columns of a query with the types that they have by themselves, literals as texts. */
export function resultTypes(query: Query, scope: NameScope, writer: Writer): readonly ColumnBinding[] {
  const { body } = query;
  return columnsOf(body, scope, writer);
}

interface RawColumn {
  readonly label: string;
  readonly type: RedshiftType;
  /** What a literal comes to that no other branch gives a type. */
  readonly length: RedshiftType;
}

function columnsOf(body: QueryBody, scope: NameScope, writer: Writer): ColumnBinding[] {
  return rawColumns(body, scope, writer).map(({ label, type, length }) => ({
    label,
    sqlName: label,
    type: type.name === 'unknown' ? length : type,
  }));
}

function rawColumns(body: QueryBody, scope: NameScope, writer: Writer): RawColumn[] {
  switch (body.kind) {
    case 'select': {
      const shape: QueryShape = { assign: (value) => value };
      const { columns, values } = writeSelect(body, scope, writer, shape);
      return columns.map(({ label }, index) => rawColumn(label, values[index]!));
    }
    case 'nested':
      return writer.query(body.query, scope).columns.map(({ label, type }) => ({ label, type, length: type }));
    case 'values': {
      const rows = body.rows.map((row) => row.map((node) => rawColumn('', writer.expression(node, scope))));
      const odd = rows.findIndex((row) => row.length !== rows[0]!.length);
      if (odd >= 0)
        throw new RedshiftError('42601', 'VALUES lists must all be the same length', body.rows[odd]![0]!.at);
      const merged = rows.reduce((a, b) => joined(a, b, 'VALUES', body.at));
      return merged.map((column, index) => ({ ...column, label: `column${index + 1}` }));
    }
    case 'set': {
      const [left, right] = [rawColumns(body.left, scope, writer), rawColumns(body.right, scope, writer)];
      if (left.length !== right.length) {
        const text = `each ${body.operator} query must have the same number of columns`;
        throw new RedshiftError('42601', text, body.right.at);
      }
      return joined(left, right, body.operator, body.right.at);
    }
  }
}

function rawColumn(label: string, value: Written): RawColumn {
  const bytes = new TextEncoder().encode(value.literal ?? '').length;
  return { label, type: value.type, length: { name: 'character varying', length: Math.max(1, bytes) } };
}

function joined(left: readonly RawColumn[], right: readonly RawColumn[], operator: string, at: number): RawColumn[] {
  return left.map((a, index) => {
    const b = right[index]!;
    const type = commonType(a.type, b.type);
    if (!type) {
      const text = `${operator} types ${plainTypeText(a.type)} and ${plainTypeText(b.type)} cannot be matched`;
      throw new RedshiftError('42804', text, at);
    }
    // A literal is no longer than it is written, and may be longer than the texts beside it.
    const literals = [a, b].filter((side) => side.type.name === 'unknown').map((side) => side.length);
    const wide = isText(type) ? literals.reduce((wider, each) => commonType(wider, each) ?? wider, type) : type;
    return { label: a.label, type: wide, length: commonType(a.length, b.length) ?? a.length };
  });
}

/** @param columns what all branches come to, under the names of the first */
function bodySql(body: QueryBody, columns: readonly ColumnBinding[], scope: NameScope, writer: Writer): string {
  const turned = (value: Written, index: number, at: number): Written =>
    turnedTo(value, columns[index]?.type, at, writer);
  switch (body.kind) {
    case 'select': {
      const { sql, top } = writeSelect(body, scope, writer, { assign: turned });
      return top ? `(${sql} LIMIT ${writer.expression(top, scope).sql})` : sql;
    }
    case 'nested': {
      const { sql } = writer.query(body.query, scope, { assign: turned });
      return `(${sql})`;
    }
    case 'values': {
      const rows = body.rows.map(
        (row) => `(${row.map((node, index) => turned(writer.expression(node, scope), index, node.at).sql).join(', ')})`,
      );
      const names = columns.map((_, index) => quoteName(`column${index + 1}`)).join(', ');
      return `SELECT * FROM (VALUES ${rows.join(', ')}) AS ${quoteName(writer.fresh())}(${names})`;
    }
    case 'set': {
      const left = bodySql(body.left, columns, scope, writer);
      const right = bodySql(body.right, columns, scope, writer);
      const nested = body.right.kind === 'set' ? `(${right})` : right;
      const blind = body.all ? undefined : withoutBlanksOnBothSides(body.operator, left, nested, columns, writer);
      if (blind !== undefined) return blind;
      return `${left} ${body.operator}${body.all ? ' ALL' : ''} ${nested}`;
    }
  }
}

/** UNION, INTERSECT and EXCEPT where texts are equal whatever blanks they end in; undefined where there are no texts. */
function withoutBlanksOnBothSides(
  operator: 'UNION' | 'INTERSECT' | 'EXCEPT',
  left: string,
  right: string,
  named: readonly ColumnBinding[],
  writer: Writer,
): string | undefined {
  const columns = named.map(({ sqlName, type }) => ({ sql: quoteName(sqlName), type }));
  const keys = columns.map(withoutBlanks);
  if (keys.every((key, index) => key === columns[index]!.sql)) return undefined;
  const [one, other] = [quoteName(writer.fresh()), quoteName(writer.fresh())];
  const names = columns.map(({ sql }) => sql).join(', ');
  const first = `SELECT DISTINCT ON (${keys.join(', ')}) * FROM`;
  if (operator === 'UNION') return `${first} (${left} UNION ALL ${right}) AS ${one}(${names})`;
  const same = columns.map(({ sql, type }) => {
    const [a, b] = [one, other].map((side) => withoutBlanks({ sql: `${side}.${sql}`, type }));
    return `${a} IS NOT DISTINCT FROM ${b}`;
  });
  const found = `EXISTS (SELECT 1 FROM (${right}) AS ${other}(${names}) WHERE ${same.join(' AND ')})`;
  return `${first} (${left}) AS ${one}(${names}) WHERE ${operator === 'EXCEPT' ? 'NOT ' : ''}${found}`;
}

function turnedTo(value: Written, type: RedshiftType | undefined, at: number, writer: Writer): Written {
  if (!type) return settled(value, writer);
  if (value.type.name === 'unknown' && value.literal === undefined && value.parameter === undefined) {
    return written(`CAST(NULL AS ${duckDbType(type)})`, type);
  }
  const turned = coerced(value, type, at, writer);
  return written(`CAST(${turned.sql} AS ${duckDbType(type)})`, type);
}
