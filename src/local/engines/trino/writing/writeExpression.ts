import { quoteText } from '../../../../core/sqlQuoting.ts';
import { AthenaSyntaxError, queryError } from '../athenaSyntaxError.ts';
import type { Expression } from '../grammar/queryTree.ts';
import { commonType } from '../types/commonType.ts';
import { fieldName } from '../types/duckDbType.ts';
import { arrayOf, boolean, isInteger, isText, type TrinoType, typeText, unknown } from '../types/trinoType.ts';
import { castTo, fieldAt } from './casts.ts';
import { compared, likePattern, truth } from './comparisons.ts';
import { failure } from './failure.ts';
import { binaryLiteral, intervalLiteral, numberLiteral, textLiteral, typedLiteral } from './literals.ts';
import { arithmetic } from './operators.ts';
import { fieldsOf, resolveColumn } from './resolveColumn.ts';
import { markOpaque, type Scope } from './scope.ts';
import { writeCall } from './writeCall.ts';
import type { Writer } from './writer.ts';
import { type Written, written } from './written.ts';

/** An expression in DuckDB's dialect. @throws AthenaSyntaxError */
export function writeExpression(node: Expression, scope: Scope, writer: Writer): Written {
  const write = (inner: Expression): Written => writer.expression(inner, scope);
  switch (node.kind) {
    case 'null':
      return written('NULL', unknown);
    case 'boolean':
      return written(node.value ? 'true' : 'false', boolean);
    case 'number':
      return numberLiteral(node.text);
    case 'string':
      return textLiteral(node.value);
    case 'binary':
      return binaryLiteral(node.hex);
    case 'typed':
      return typedLiteral(node);
    case 'interval':
      return intervalLiteral(node);
    case 'parameter': {
      const text = 'Incorrect number of parameters: expected 1 but found 0';
      throw queryError('INVALID_PARAMETER_USAGE', node.at, text);
    }
    case 'column':
      return resolveColumn(node.parts, scope);
    case 'field':
      return fieldsOf(write(node.of), [node.name]);
    case 'subscript':
      return writeSubscript(node, write);
    case 'call':
      return writeCall(node, scope, writer);
    case 'sign': {
      const { sql, type } = write(node.operand);
      return node.operator === '-' ? written(`(- ${sql})`, type) : written(sql, type);
    }
    case 'not':
      return written(`(NOT ${truth(write(node.operand), node.operand.at)})`, boolean);
    case 'logical': {
      const [left, right] = [node.left, node.right].map((side) => truth(write(side), side.at));
      return written(`(${left} ${node.operator} ${right})`, boolean);
    }
    case 'arithmetic':
      return arithmetic(node.operator, write(node.left), write(node.right), node.at);
    case 'case':
      return writeCase(node, write);
    case 'cast':
      return castTo(write(node.operand), node.type, node.safe, node.at);
    case 'row':
      return writeRow(node.items.map(write));
    case 'array':
      return writeArray(node.items.map(write));
    case 'exists':
    case 'subquery':
    case 'in-query':
    case 'quantified':
      return writeSubquery(node, scope, writer);
    case 'lambda':
      throw new AthenaSyntaxError(
        'SYNTAX_ERROR',
        `SYNTAX_ERROR: line ${node.at.line}:${node.at.column}: Lambda expression should always be used inside a function`,
        node.at,
      );
    case 'star':
      throw queryError('FUNCTION_NOT_FOUND', node.at, 'Unexpected argument *');
    default:
      return writePredicate(node, write);
  }
}

type Predicate = Extract<
  Expression,
  { readonly kind: 'comparison' | 'distinct' | 'is-null' | 'between' | 'in-list' | 'like' }
>;

function writePredicate(node: Predicate, write: (inner: Expression) => Written): Written {
  const not = 'negated' in node && node.negated ? 'NOT ' : '';
  switch (node.kind) {
    case 'comparison': {
      const [left, right] = [write(node.left), write(node.right)];
      const [a, b] = compared(node.operator, left, right, node.at);
      return written(`(${a} ${node.operator} ${b})`, boolean);
    }
    case 'distinct': {
      const [a, b] = compared('IS DISTINCT FROM', write(node.left), write(node.right), node.at);
      return written(`(${a} IS ${not}DISTINCT FROM ${b})`, boolean);
    }
    case 'is-null':
      return written(`(${write(node.operand).sql} IS ${not}NULL)`, boolean);
    case 'between': {
      const operand = write(node.operand);
      const [low, high] = [write(node.low), write(node.high)];
      const [a, b] = compared('>=', operand, low, node.at);
      const [, c] = compared('<=', operand, high, node.at);
      return written(`(${a} ${not}BETWEEN ${b} AND ${c})`, boolean);
    }
    case 'in-list': {
      const operand = write(node.operand);
      const items = node.items.map((item) => compared('=', operand, write(item), item.at)[1]);
      return written(`(${operand.sql} ${not}IN (${items.join(', ')}))`, boolean);
    }
    case 'like': {
      const operand = write(node.operand);
      if (operand.type && !isText(operand.type) && operand.type !== unknown) {
        const text = `Left side of LIKE expression must evaluate to a varchar (actual: ${typeText(operand.type)})`;
        throw queryError('TYPE_MISMATCH', node.operand.at, text);
      }
      return written(
        `(${operand.sql} ${not}LIKE ${likePattern(write(node.pattern), node.escape && write(node.escape))})`,
        boolean,
      );
    }
  }
}

type Subquery = Extract<Expression, { readonly kind: 'exists' | 'subquery' | 'in-query' | 'quantified' }>;

function writeSubquery(node: Subquery, scope: Scope, writer: Writer): Written {
  markOpaque(scope);
  const { sql, columns } = writer.query(node.query, { parent: scope, relations: [], merged: new Map() });
  if (node.kind === 'exists') return written(`EXISTS (${sql})`, boolean);
  if (columns.length !== 1 && !(node.kind === 'in-query' && node.operand.kind === 'row')) {
    const text = `Multiple columns returned by subquery are not yet supported. Found ${columns.length}`;
    throw queryError('NOT_SUPPORTED', node.query.at, text);
  }
  const type = columns[0]?.type;
  if (node.kind === 'subquery') return written(`(${sql})`, type);
  if (node.kind === 'in-query') {
    const not = node.negated ? 'NOT ' : '';
    if (node.operand.kind === 'row') {
      const items = node.operand.items.map((item) => writer.expression(item, scope).sql);
      return written(`((${items.join(', ')}) ${not}IN (${sql}))`, boolean);
    }
    const operand = writer.expression(node.operand, scope);
    compared('=', operand, written('', type), node.at);
    return written(`(${operand.sql} ${not}IN (${sql}))`, boolean);
  }
  const operand = writer.expression(node.left, scope);
  compared(node.operator, operand, written('', type), node.at);
  return written(`(${operand.sql} ${node.operator} ${node.quantifier} (${sql}))`, boolean);
}

function writeCase(node: Expression & { kind: 'case' }, write: (inner: Expression) => Written): Written {
  const operand = node.operand && write(node.operand);
  const branches = node.branches.map(({ when, result }) => {
    const condition = write(when);
    const test = operand ? compared('=', operand, condition, when.at)[1] : truth(condition, when.at);
    return { test, result: write(result), at: result.at };
  });
  const otherwise = node.otherwise && write(node.otherwise);
  let type: TrinoType | undefined = unknown;
  for (const { result, at } of [...branches, ...(otherwise ? [{ result: otherwise, at: node.otherwise!.at }] : [])]) {
    const common = commonType(type, result.type);
    if (!common && type && result.type) {
      const text = `All CASE results must be the same type or coercible to a common type. Cannot find common type between ${typeText(type)} and ${typeText(result.type)}, all types (without duplicates): [${typeText(type)}, ${typeText(result.type)}]`;
      throw queryError('TYPE_MISMATCH', at, text);
    }
    type = common;
  }
  const whens = branches.map(({ test, result }) => `WHEN ${test} THEN ${result.sql}`);
  const subject = operand ? ` ${operand.sql}` : '';
  return written(`CASE${subject} ${whens.join(' ')}${otherwise ? ` ELSE ${otherwise.sql}` : ''} END`, type);
}

function writeRow(items: readonly Written[]): Written {
  const fields = items.map(({ type }) => ({ type }));
  const pairs = items.map(({ sql }, index) => `${quoteText(fieldName(fields[index], index))}: ${sql}`);
  return written(`{${pairs.join(', ')}}`, { name: 'row', fields });
}

function writeArray(items: readonly Written[]): Written {
  let element: TrinoType | undefined = unknown;
  for (const { type } of items) element = commonType(element, type);
  return written(`[${items.map(({ sql }) => sql).join(', ')}]`, arrayOf(element));
}

function writeSubscript(node: Expression & { kind: 'subscript' }, write: (inner: Expression) => Written): Written {
  const [of, index] = [write(node.of), write(node.index)];
  switch (of.type?.name) {
    case 'array': {
      if (index.type && !isInteger(index.type)) {
        throw queryError(
          'TYPE_MISMATCH',
          node.at,
          `Cannot apply operator: ${typeText(of.type)}[${typeText(index.type)}]`,
        );
      }
      return written(`(${of.sql})[trino_place(${of.sql}, ${index.sql})]`, of.type.element);
    }
    case 'map': {
      const missing = failure('INVALID_FUNCTION_ARGUMENT', `'Key not present in map: ', CAST(${index.sql} AS VARCHAR)`);
      const place = `CASE WHEN map_contains(${of.sql}, ${index.sql}) THEN 1 ELSE ${missing} END`;
      return written(`map_extract(${of.sql}, ${index.sql})[${place}]`, of.type.value);
    }
    case 'row': {
      const place = node.index.kind === 'number' ? Number(node.index.text) : 0;
      const field = of.type.fields[place - 1];
      if (!field) throw queryError('INVALID_FUNCTION_ARGUMENT', node.at, `ROW index out of bounds: ${place}`);
      return written(fieldAt(of.sql, of.type.fields, place - 1), field.type);
    }
    case undefined:
      return written(`(${of.sql})[${index.sql}]`, undefined);
    default: {
      throw queryError(
        'TYPE_MISMATCH',
        node.at,
        `Cannot apply operator: ${typeText(of.type)}[${typeText(index.type)}]`,
      );
    }
  }
}
