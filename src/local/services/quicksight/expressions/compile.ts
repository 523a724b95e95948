import { quoteText } from '../../../../core/sqlQuoting.ts';
import { ExpressionError } from './expressionError.ts';
import { commonType, rowFunctions, type Value, type ValueType } from './functions.ts';
import { type Expression, parseExpression } from './parse.ts';

/** A column that an expression may name. @returns undefined where there is none of that name */
export type FieldLookup = (name: string) => Value | undefined;

const comparisons = new Set(['=', '<>', '<', '<=', '>', '>=']);

/**
 * A calculated field as DuckDB's SQL, with the type of what it gives.
 * @throws ExpressionError that says what cannot be read or is not done here
 */
export function compileExpression(expression: string, field: FieldLookup): Value {
  return compile(parseExpression(expression), field);
}

/** @throws ExpressionError also for what is no condition */
export function compileCondition(expression: string, field: FieldLookup): string {
  const { sql, type } = compileExpression(expression, field);
  if (type !== 'BOOLEAN') throw new ExpressionError('it is no condition');
  return sql;
}

function compile(expression: Expression, field: FieldLookup): Value {
  switch (expression.kind) {
    case 'field': {
      const found = field(expression.name);
      if (!found) throw new ExpressionError(`there is no column ${expression.name}`);
      return found;
    }
    case 'text':
      return { sql: quoteText(expression.value), type: 'STRING', literal: expression.value };
    case 'number':
      return { sql: expression.value, type: /^\d+$/.test(expression.value) ? 'INTEGER' : 'DECIMAL' };
    case 'null':
      return { sql: 'NULL', type: 'NULL' };
    case 'list': {
      const items = expression.items.map((item) => compile(item, field));
      if (items.length === 0) throw new ExpressionError('a list must not be empty');
      return { sql: `(${items.map(({ sql }) => sql).join(', ')})`, type: commonType(items) };
    }
    case 'call':
      return compileCall(expression, field);
    case 'unary': {
      const operand = compile(expression.operand, field);
      if (expression.operator === 'NOT') return { sql: `(NOT ${needs(operand, 'BOOLEAN')})`, type: 'BOOLEAN' };
      return { sql: `(-${number(operand)})`, type: operand.type };
    }
    case 'binary':
      return compileBinary(expression.operator, compile(expression.left, field), compile(expression.right, field));
  }
}

function compileCall({ name, args }: Extract<Expression, { kind: 'call' }>, field: FieldLookup): Value {
  const key = name.toLowerCase();
  const found = Object.hasOwn(rowFunctions, key) ? rowFunctions[key] : undefined;
  if (!found) throw new ExpressionError(`the local endpoint does not do the function ${name}`);
  if (args.length < found.least || args.length > found.most) {
    throw new ExpressionError(`${name} does not take ${args.length} arguments`);
  }
  const values = args.map((each) => compile(each, field));
  const type = typeof found.type === 'string' ? found.type : found.type(values);
  return { sql: found.sql(values), type };
}

function compileBinary(operator: string, left: Value, right: Value): Value {
  if (operator === 'AND' || operator === 'OR') {
    return { sql: `(${needs(left, 'BOOLEAN')} ${operator} ${needs(right, 'BOOLEAN')})`, type: 'BOOLEAN' };
  }
  if (comparisons.has(operator)) return { sql: `(${left.sql} ${operator} ${right.sql})`, type: 'BOOLEAN' };
  const whole = left.type === 'INTEGER' && right.type === 'INTEGER';
  const [a, b] = whole ? [number(left), number(right)] : [wide(left), wide(right)];
  switch (operator) {
    case '/':
      // Nothing by nothing is nothing, not an error.
      return { sql: `(${a} / nullif(${b}, 0))`, type: 'DECIMAL' };
    case '^':
      return { sql: `pow(${a}, ${b})`, type: 'DECIMAL' };
    default:
      return { sql: `(${a} ${operator} ${b})`, type: whole ? 'INTEGER' : 'DECIMAL' };
  }
}

function needs(value: Value, type: ValueType): string {
  if (value.type !== type) throw new ExpressionError(`a condition is expected, not a value of type ${value.type}`);
  return value.sql;
}

/** A whole number beside decimals: the product has room for the digits of both. */
function wide(value: Value): string {
  return value.type === 'INTEGER' ? `CAST(${value.sql} AS DECIMAL(38, 0))` : number(value);
}

function number(value: Value): string {
  if (!['INTEGER', 'DECIMAL', 'NULL'].includes(value.type)) {
    throw new ExpressionError(`a number is expected, not a value of type ${value.type}`);
  }
  return value.sql;
}
