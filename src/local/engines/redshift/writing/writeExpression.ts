import { quoteName } from '../../../../core/sqlQuoting.ts';
import type { Expression, Query } from '../grammar/queryTree.ts';
import { notSupported, RedshiftError } from '../redshiftError.ts';
import { duckDbType } from '../types/duckDbType.ts';
import { boolean, type RedshiftType, varchar } from '../types/redshiftType.ts';
import { castTo } from './casts.ts';
import { settled, together, truth } from './coercion.ts';
import { compared } from './comparisons.ts';
import { intervalSql } from './intervals.ts';
import { numberLiteral, textLiteral } from './literals.ts';
import { arithmetic, signed } from './operators.ts';
import { writeLike, writeMatch } from './patterns.ts';
import { regclassCast } from './regclass.ts';
import { resolveColumn } from './resolveColumn.ts';
import { inner, type NameScope } from './scope.ts';
import { superElement, superField } from './superValues.ts';
import { writeCall } from './writeCall.ts';
import type { Writer } from './writer.ts';
import { type Written, written } from './written.ts';
import { zoned } from './zones.ts';

/** An expression in DuckDB's dialect. @throws RedshiftError */
export function writeExpression(node: Expression, scope: NameScope, writer: Writer): Written {
  const write = (each: Expression): Written => writer.expression(each, scope);
  const { at } = node;
  switch (node.kind) {
    case 'null':
      return written('NULL', { name: 'unknown' });
    case 'boolean':
      return written(node.value ? 'true' : 'false', boolean);
    case 'number':
      return numberLiteral(node.text);
    case 'string':
      return textLiteral(node.value);
    case 'parameter':
      return writeParameter(node.name, at, writer);
    case 'interval':
      return intervalSql(node.value, at, node.from?.toLowerCase(), node.to?.toLowerCase());
    case 'column':
      return resolveColumn(node.parts, scope);
    case 'field':
      return superField(write(node.of), node.name);
    case 'subscript':
      return superElement(write(node.of), write(node.index), at);
    case 'outer':
      throw new RedshiftError('42601', 'the (+) operator stands in a condition of WHERE that joins two tables', at);
    case 'call':
      return writeCall(node, scope, writer);
    case 'unary':
      return signed(node.operator, write(node.operand), at, writer);
    case 'not':
      return written(`(NOT ${truth(write(node.operand), 'NOT', node.operand.at, writer)})`, boolean);
    case 'logical': {
      const [left, right] = [node.left, node.right].map((side) => truth(write(side), node.operator, side.at, writer));
      return written(`(${left} ${node.operator} ${right})`, boolean);
    }
    case 'binary':
      return writeBinary(node, write, writer);
    case 'case':
      return writeCase(node, write, writer);
    case 'cast':
      return writeCast(node, write(node.operand), writer);
    case 'at-zone':
      return zoned(write(node.operand), write(node.zone), at, writer);
    case 'exists':
    case 'subquery':
    case 'array-query':
    case 'in-query':
      return writeSubquery(node, scope, writer);
    case 'quantified':
      return writeQuantified(node, scope, writer);
    case 'row':
      throw notSupported('a row of values outside IN', at);
    case 'array':
      return writeArray(node, write, writer);
    case 'star':
      throw new RedshiftError('42601', 'syntax error at or near "*"', at);
    default:
      return writePredicate(node, write, writer);
  }
}

function writeParameter(name: string, at: number, writer: Writer): Written {
  const given = writer.catalog.parameters?.get(name);
  if (!given) {
    if (writer.catalog.parameters)
      throw new RedshiftError('42P02', `there is no parameter ${/^\d/.test(name) ? '$' : ':'}${name}`, at);
    return { sql: '', type: { name: 'unknown' }, parameter: name };
  }
  if (given.value === null) {
    const { type } = given;
    return type ? written(`CAST(NULL AS ${duckDbType(type)})`, type) : written('NULL', { name: 'unknown' });
  }
  const literal = textLiteral(given.value);
  return given.type ? castTo(literal, given.type, at) : literal;
}

const matching = ['~', '~*', '!~', '!~*'];
const comparing = ['=', '<>', '<', '<=', '>', '>='];

function writeBinary(
  node: Expression & { kind: 'binary' },
  write: (inner: Expression) => Written,
  writer: Writer,
): Written {
  const { operator, at } = node;
  if (comparing.includes(operator)) {
    if (node.left.kind === 'row' && node.right.kind === 'row')
      return rowsCompared(node, node.left.items, node.right.items, write, writer);
    const [a, b] = compared(operator, write(node.left), write(node.right), at, writer);
    return written(`(${a} ${operator} ${b})`, boolean);
  }
  const [left, right] = [write(node.left), write(node.right)];
  if (matching.includes(operator)) return writeMatch(operator, left, right, at, writer);
  return arithmetic(operator, left, right, at, writer);
}

function rowsCompared(
  { operator, at }: Expression & { kind: 'binary' },
  left: readonly Expression[],
  right: readonly Expression[],
  write: (inner: Expression) => Written,
  writer: Writer,
): Written {
  if (left.length !== right.length)
    throw new RedshiftError('42601', 'unequal number of entries in row expressions', at);
  const pairs = left.map((item, index) => compared(operator, write(item), write(right[index]!), item.at, writer));
  const [a, b] = [0, 1].map((side) => `(${pairs.map((pair) => pair[side as 0]).join(', ')})`);
  return written(`(${a} ${operator} ${b})`, boolean);
}

type Predicate = Extract<Expression, { readonly kind: 'distinct' | 'is' | 'between' | 'in-list' | 'like' }>;

function writePredicate(node: Predicate, write: (inner: Expression) => Written, writer: Writer): Written {
  const not = node.negated ? 'NOT ' : '';
  const { at } = node;
  switch (node.kind) {
    case 'distinct': {
      const [a, b] = compared('=', write(node.left), write(node.right), at, writer);
      return written(`(${a} IS ${not}DISTINCT FROM ${b})`, boolean);
    }
    case 'is': {
      const operand = write(node.operand);
      if (node.what === 'NULL') {
        const value = settled(operand, writer);
        // JSON's null within SUPER counts as null.
        const sql = value.type.name === 'super' ? `redshift_scalar(${value.sql})` : value.sql;
        return written(`(${sql} IS ${not}NULL)`, boolean);
      }
      const condition = truth(operand, 'IS', node.operand.at, writer);
      if (node.what === 'UNKNOWN') return written(`(${condition} IS ${not}NULL)`, boolean);
      const same = node.negated ? '' : 'NOT ';
      return written(`(${condition} IS ${same}DISTINCT FROM ${node.what.toLowerCase()})`, boolean);
    }
    case 'between': {
      const operand = write(node.operand);
      const [a, low] = compared('>=', operand, write(node.low), at, writer);
      const [b, high] = compared('<=', operand, write(node.high), at, writer);
      const sql = a === b ? `(${a} BETWEEN ${low} AND ${high})` : `(${a} >= ${low} AND ${b} <= ${high})`;
      return written(node.negated ? `(NOT ${sql})` : sql, boolean);
    }
    case 'in-list':
      return writeInList(node, write, writer);
    case 'like':
      return writeLike(node, write(node.operand), write(node.pattern), node.escape && write(node.escape), writer);
  }
}

function writeInList(
  node: Expression & { kind: 'in-list' },
  write: (inner: Expression) => Written,
  writer: Writer,
): Written {
  const not = node.negated ? 'NOT ' : '';
  if (node.operand.kind === 'row') {
    const left = node.operand;
    const tests = node.items.map((item) => {
      const right = item.kind === 'row' ? item.items : [item];
      return rowsCompared(
        { ...node, kind: 'binary', operator: '=', left, right: item },
        left.items,
        right,
        write,
        writer,
      ).sql;
    });
    return written(`(${not}(${tests.join(' OR ')}))`, boolean);
  }
  const operand = write(node.operand);
  const pairs = node.items.map((item) => compared('=', operand, write(item), item.at, writer));
  const [first] = pairs;
  if (pairs.every(([a]) => a === first?.[0])) {
    return written(`(${first![0]} ${not}IN (${pairs.map(([, b]) => b).join(', ')}))`, boolean);
  }
  return written(`(${not}(${pairs.map(([a, b]) => `${a} = ${b}`).join(' OR ')}))`, boolean);
}

type Subquery = Extract<Expression, { readonly kind: 'exists' | 'subquery' | 'array-query' | 'in-query' }>;

function writeSubquery(node: Subquery, scope: NameScope, writer: Writer): Written {
  const { clause: _, ...around } = scope;
  const { sql, columns } = writer.query(node.query, inner(around));
  if (node.kind === 'exists') return written(`EXISTS (${sql})`, boolean);
  const [column, second] = columns;
  const row = node.kind === 'in-query' && node.operand.kind === 'row' ? node.operand.items : undefined;
  if (second && !row) throw new RedshiftError('42601', 'subquery has too many columns', node.query.at);
  if (node.kind === 'subquery') return written(`(${sql})`, column!.type);
  if (node.kind === 'array-query') return written(`ARRAY(${sql})`, { name: 'array', element: column!.type });
  const not = node.negated ? 'NOT ' : '';
  const name = writer.fresh();
  const operands = row ?? [node.operand];
  if (operands.length !== columns.length) {
    throw new RedshiftError(
      '42601',
      `subquery has too ${columns.length > operands.length ? 'many' : 'few'} columns`,
      node.query.at,
    );
  }
  const pairs = operands.map((operand, index) => {
    const of = columns[index]!;
    return compared(
      '=',
      writer.expression(operand, scope),
      written(`${name}.${quoteName(of.sqlName)}`, of.type),
      node.at,
      writer,
    );
  });
  const [left, right] = [0, 1].map((side) => pairs.map((pair) => pair[side as 0]).join(', '));
  return written(`(${row ? `(${left})` : left} ${not}IN (SELECT ${right} FROM (${sql}) AS ${name}))`, boolean);
}

function writeQuantified(node: Expression & { kind: 'quantified' }, scope: NameScope, writer: Writer): Written {
  const left = writer.expression(node.left, scope);
  if ('body' in node.right) {
    const { sql, columns } = writer.query(node.right as Query, inner(scope));
    const name = writer.fresh();
    const [column] = columns;
    const other = written(`${name}.${quoteName(column!.sqlName)}`, column!.type);
    const [a, b] = compared(node.operator, left, other, node.at, writer);
    return written(`(${a} ${node.operator} ${node.quantifier} (SELECT ${b} FROM (${sql}) AS ${name}))`, boolean);
  }
  return writeAnyOf(left, writer.expression(node.right as Expression, scope), node, writer);
}

/** `x = ANY(array)`, as queries of the catalogs write it; `{1,2}` is an array of PostgreSQL's. */
function writeAnyOf(left: Written, array: Written, node: Expression & { kind: 'quantified' }, writer: Writer): Written {
  const element: RedshiftType = array.type.name === 'array' ? array.type.element : left.type;
  const list = array.literal === undefined ? array : castTo(array, { name: 'array', element }, node.at);
  if (list.type.name !== 'array') {
    throw new RedshiftError('42809', 'op ANY/ALL (array) requires array on right side', node.at);
  }
  const [a] = compared(node.operator, left, written('', element), node.at, writer);
  if (node.operator === '=' && node.quantifier === 'ANY')
    return written(`list_contains(CAST(${list.sql} AS ${duckDbType(element)}[]), ${a})`, boolean);
  const every = node.quantifier === 'ALL' ? 'list_bool_and' : 'list_bool_or';
  return written(`${every}(list_transform(${list.sql}, lambda each: ${a} ${node.operator} each))`, boolean);
}

function writeCase(
  node: Expression & { kind: 'case' },
  write: (inner: Expression) => Written,
  writer: Writer,
): Written {
  const operand = node.operand && write(node.operand);
  const tests = node.branches.map(({ when }) => {
    const condition = write(when);
    if (!operand) return truth(condition, 'CASE/WHEN', when.at, writer);
    const [a, b] = compared('=', operand, condition, when.at, writer);
    return `${a} = ${b}`;
  });
  const results = node.branches.map(({ result }) => ({ value: write(result), at: result.at }));
  const otherwise = node.otherwise && { value: write(node.otherwise), at: node.otherwise.at };
  const { type, sql } = together('CASE', [...results, ...(otherwise ? [otherwise] : [])], writer);
  const whens = tests.map((test, index) => `WHEN ${test} THEN ${sql[index]}`);
  return written(`CASE ${whens.join(' ')}${otherwise ? ` ELSE ${sql.at(-1)}` : ''} END`, type);
}

function writeCast(node: Expression & { kind: 'cast' }, operand: Written, writer: Writer): Written {
  const { type, at } = node;
  if (type.name === 'regclass' || type.name === 'regtype' || type.name === 'regproc') {
    return regclassCast(operand, type, at, writer);
  }
  if (operand.parameter !== undefined) return written(writer.parameter(operand.parameter, type), type);
  if (!node.safe) return castTo(operand, type, at);
  const value = settled(operand, writer);
  const text = castTo(value, varchar(), at).sql;
  return written(`TRY_CAST(${text} AS ${duckDbType(type)})`, type);
}

function writeArray(
  node: Expression & { kind: 'array' },
  write: (inner: Expression) => Written,
  writer: Writer,
): Written {
  const items = node.items.map((item) => ({ value: write(item), at: item.at }));
  const { type, sql } = together('ARRAY', items, writer);
  return written(`[${sql.join(', ')}]`, { name: 'array', element: type });
}
