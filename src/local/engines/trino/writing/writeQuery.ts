import { quoteName } from '../../../../core/sqlQuoting.ts';
import { queryError } from '../athenaSyntaxError.ts';
import type { CommonTable, Expression, Query, QueryBody, SortItem } from '../grammar/queryTree.ts';
import { commonType } from '../types/commonType.ts';
import { type TrinoType, typeText } from '../types/trinoType.ts';
import { type ColumnBinding, type CommonTableBinding, folded, inner, type Scope, withUniqueNames } from './scope.ts';
import type { Writer, WrittenQuery } from './writer.ts';
import { type WrittenSelect, writeSelect } from './writeSelect.ts';
import { direction, writeSortItems } from './writeWindow.ts';
import type { Written } from './written.ts';

/** A query with its WITH, ORDER BY and LIMIT. @throws AthenaSyntaxError */
export function writeQuery(query: Query, outer: Scope, writer: Writer): WrittenQuery {
  const tables = new Map<string, CommonTableBinding>();
  const scope: Scope = query.with ? { ...inner(outer), commonTables: tables } : outer;
  const heads = (query.with?.tables ?? []).map((table) => {
    const { head, binding } = writeCommonTable(table, query.with!.recursive, scope, writer);
    tables.set(folded(table.name), binding);
    return head;
  });
  const head = heads.length > 0 ? `WITH ${query.with?.recursive ? 'RECURSIVE ' : ''}${heads.join(', ')} ` : '';
  const limit = query.limit && countOf(query.limit, writer, scope);
  const limited = limit !== undefined || query.offset !== undefined;
  const { sql, columns } = writeOrdered(query, scope, writer, limited, query.withTies ? limit : undefined);
  const tail = [
    ...(limit === undefined || query.withTies ? [] : [`LIMIT ${limit}`]),
    ...(query.offset ? [`OFFSET ${countOf(query.offset, writer, scope)}`] : []),
  ];
  return { sql: `${head}${[sql, ...tail].join(' ')}`, columns };
}

function countOf(node: Expression, writer: Writer, scope: Scope): string {
  return writer.expression(node, scope).sql;
}

function writeOrdered(
  { body, orderBy }: Query,
  scope: Scope,
  writer: Writer,
  limited: boolean,
  ties: string | undefined,
): WrittenQuery {
  const written =
    body.kind === 'select'
      ? writeSelect(body, scope, writer, limited)
      : derived(writeBody(body, scope, writer), orderBy, writer, scope);
  if (orderBy.length === 0) {
    if (ties !== undefined)
      throw queryError('MISSING_GROUP_BY', body.at, 'FETCH FIRST WITH TIES clause requires ORDER BY');
    return written;
  }
  const sorted: Scope = { ...written.scope, aliases: aliasesOf(written) };
  const order = `ORDER BY ${orderBy.map((item) => sortItem(item, written, sorted, writer)).join(', ')}`;
  if (ties === undefined) return { sql: `${written.sql} ${order}`, columns: written.columns };
  const rank = `rank() OVER (ORDER BY ${writeSortItems(orderBy, sorted, writer)})`;
  return { sql: `${written.sql} QUALIFY ${rank} <= ${ties} ${order}`, columns: written.columns };
}

/** What is sorted by expressions and is no SELECT becomes one. */
function derived(body: WrittenQuery, orderBy: readonly SortItem[], writer: Writer, outer: Scope): WrittenSelect {
  const columns = withUniqueNames(body.columns);
  const name = writer.fresh();
  const relation = { names: [], sqlName: name, columns, nullable: false };
  const scope: Scope = { parent: outer, relations: [relation], merged: new Map() };
  const values = columns.map(({ sqlName, type }) => ({ sql: `${quoteName(name)}.${quoteName(sqlName)}`, type }));
  const known = new Set(columns.flatMap(({ label }) => label?.toLowerCase() ?? []));
  const bare = orderBy.every(({ expression: node }) =>
    node.kind === 'column' ? node.parts.length === 1 && known.has(folded(node.parts[0]!)) : node.kind === 'number',
  );
  if (bare) return { sql: body.sql, columns: body.columns, values, scope, distinct: false };
  const list = values.map(
    ({ sql }, index) => `${sql} AS ${quoteName(columns[index]?.label ?? columns[index]!.sqlName)}`,
  );
  const names = columns.map(({ sqlName }) => quoteName(sqlName)).join(', ');
  const sql = `SELECT ${list.join(', ')} FROM (${body.sql}) AS ${quoteName(name)}(${names})`;
  return { sql, columns: body.columns, values, scope, distinct: false };
}

function aliasesOf({ columns, values }: WrittenSelect): Map<string, Written> {
  const aliases = new Map<string, Written>();
  for (const [index, { label }] of columns.entries()) {
    if (label !== undefined && !aliases.has(label.toLowerCase())) aliases.set(label.toLowerCase(), values[index]!);
  }
  return aliases;
}

/** A name of the select list, or a number, sorts by the column at that place. */
function sortItem(item: SortItem, { columns, values, distinct }: WrittenSelect, scope: Scope, writer: Writer): string {
  const { expression: node } = item;
  if (node.kind === 'number' && /^\d+$/.test(node.text)) {
    const place = Number(node.text);
    if (place < 1 || place > columns.length) {
      throw queryError('INVALID_COLUMN_REFERENCE', node.at, `ORDER BY position ${place} is not in select list`);
    }
    return `${place}${direction(item)}`;
  }
  if (node.kind === 'column' && node.parts.length === 1) {
    const name = folded(node.parts[0]!);
    const places = columns.flatMap(({ label }, index) => (label?.toLowerCase() === name ? [index + 1] : []));
    if (places[0] !== undefined) return `${places[0]}${direction(item)}`;
  }
  const { sql } = writer.expression(node, scope);
  if (distinct && !values.some((value) => value.sql === sql)) {
    const text = 'For SELECT DISTINCT, ORDER BY expressions must appear in select list';
    throw queryError('EXPRESSION_NOT_IN_DISTINCT', node.at, text);
  }
  return `${sql}${direction(item)}`;
}

function writeBody(body: QueryBody, scope: Scope, writer: Writer): WrittenQuery {
  switch (body.kind) {
    case 'select':
      return writeSelect(body, scope, writer, false);
    case 'nested': {
      const { sql, columns } = writer.query(body.query, inner(scope));
      return { sql: `(${sql})`, columns };
    }
    case 'table':
      return writer.query(
        {
          at: body.at,
          orderBy: [],
          withTies: false,
          body: {
            kind: 'select',
            at: body.at,
            distinct: false,
            items: [{ kind: 'all', at: body.at }],
            from: [{ kind: 'named', name: body.name, at: body.at }],
            windows: [],
          },
        },
        inner(scope),
      );
    case 'values':
      return writeValues(body, scope, writer);
    case 'set':
      return writeSet(body, scope, writer);
  }
}

function writeValues(body: QueryBody & { kind: 'values' }, scope: Scope, writer: Writer): WrittenQuery {
  const rows = body.rows.map((row) =>
    (row.kind === 'row' ? row.items : [row]).map((item) => writer.expression(item, scope)),
  );
  const width = rows[0]!.length;
  const types: (TrinoType | undefined)[] = rows[0]!.map(({ type }) => type);
  for (const [index, row] of rows.entries()) {
    if (row.length !== width) {
      const text = `Values rows have mismatched sizes: ${width} vs ${row.length}`;
      throw queryError('TYPE_MISMATCH', body.rows[index]!.at, text);
    }
    for (const [place, { type }] of row.entries()) {
      const common = commonType(types[place], type);
      if (!common && types[place] && type) {
        const text = `Values rows have mismatched types: ${typeText(types[place])} vs ${typeText(type)}`;
        throw queryError('TYPE_MISMATCH', body.rows[index]!.at, text);
      }
      types[place] = common;
    }
  }
  const names = types.map((_, index) => quoteName(`_col${index}`));
  const list = rows.map((row) => `(${row.map(({ sql }) => sql).join(', ')})`);
  const sql = `SELECT * FROM (VALUES ${list.join(', ')}) AS ${quoteName(writer.fresh())}(${names.join(', ')})`;
  return { sql, columns: types.map((type, index) => ({ sqlName: `_col${index}`, type })) };
}

function writeSet(body: QueryBody & { kind: 'set' }, scope: Scope, writer: Writer): WrittenQuery {
  const [left, right] = [body.left, body.right].map((side) => writeBody(side, scope, writer)) as [
    WrittenQuery,
    WrittenQuery,
  ];
  if (left.columns.length !== right.columns.length) {
    const text = `${body.operator} query has different number of fields: ${left.columns.length}, ${right.columns.length}`;
    throw queryError('TYPE_MISMATCH', body.at, text);
  }
  const columns = left.columns.map(({ origin: _, ...column }, index): ColumnBinding => {
    const other = right.columns[index]?.type;
    const type = commonType(column.type, other);
    if (!type && column.type && other) {
      const text = `column ${index + 1} in ${body.operator} query has incompatible types: ${typeText(column.type)}, ${typeText(other)}`;
      throw queryError('TYPE_MISMATCH', body.at, text);
    }
    return { ...column, type };
  });
  return { sql: `(${left.sql}) ${body.operator}${body.all ? ' ALL' : ''} (${right.sql})`, columns };
}

function writeCommonTable(
  table: CommonTable,
  recursive: boolean,
  scope: Scope,
  writer: Writer,
): { head: string; binding: CommonTableBinding } {
  const sqlName = folded(table.name);
  const named = (columns: readonly ColumnBinding[]): ColumnBinding[] =>
    withUniqueNames(
      columns.map((column, index) => {
        const label = table.columns?.[index]?.text;
        return label === undefined ? column : { ...column, label };
      }),
    );
  const refersToItself = recursive && table.query.body.kind === 'set' && (writer.mentions.get(sqlName) ?? 0) > 0;
  let inside = scope;
  if (refersToItself && table.query.body.kind === 'set') {
    const first = { ...table.query, body: table.query.body.left };
    const known = named(writer.apart().query(first, inner(scope)).columns).map(({ origin: _, ...column }) => column);
    inside = {
      ...scope,
      commonTables: new Map([...(scope.commonTables ?? []), [sqlName, { sqlName, columns: known }]]),
    };
  }
  const { sql, columns } = writer.query(table.query, inner(inside));
  if (table.columns && table.columns.length !== columns.length) {
    const text = `Column alias list has ${table.columns.length} entries but '${sqlName}' has ${columns.length} columns available`;
    throw queryError('MISMATCHED_COLUMN_ALIASES', table.name.at, text);
  }
  const bound = named(columns);
  const list = bound.map((column) => quoteName(column.sqlName)).join(', ');
  return { head: `${quoteName(sqlName)}(${list}) AS (${sql})`, binding: { sqlName, columns: bound } };
}
