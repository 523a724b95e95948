import { commonType } from '../types/commonType.ts';
import { duckDbType } from '../types/duckDbType.ts';
import { decimalOf, isFloating, isInteger, isNumeric, type TrinoType } from '../types/trinoType.ts';
import { arithmetic } from '../writing/operators.ts';
import { type Written, written } from '../writing/written.ts';
import type { CallWriter, FunctionTable, FunctionWriter } from './callWriter.ts';

const ofDouble = (names: string): FunctionTable =>
  names.split(' ').map((name) => [`${name}(double) double`, `${name}(CAST($1 AS DOUBLE))`] as const);

/** https://trino.io/docs/current/functions/math.html */
export const numberTable: FunctionTable = [
  ...ofDouble('exp degrees radians sin cos tan asin acos atan sinh cosh tanh cot'),
  ['cbrt(double) double', 'trino_cbrt(CAST($1 AS DOUBLE))'],
  ['sqrt(double) double', 'trino_sqrt(CAST($1 AS DOUBLE))'],
  ['ln(double) double', 'trino_logarithm(ln(trino_above_zero(CAST($1 AS DOUBLE))), CAST($1 AS DOUBLE))'],
  ['log2(double) double', 'trino_logarithm(log2(trino_above_zero(CAST($1 AS DOUBLE))), CAST($1 AS DOUBLE))'],
  ['log10(double) double', 'trino_logarithm(log10(trino_above_zero(CAST($1 AS DOUBLE))), CAST($1 AS DOUBLE))'],
  [
    'log(double, double) double',
    '(trino_logarithm(ln(trino_above_zero(CAST($2 AS DOUBLE))), CAST($2 AS DOUBLE)) / ln(CAST($1 AS DOUBLE)))',
  ],
  ['power(double, double) double', 'pow(CAST($1 AS DOUBLE), CAST($2 AS DOUBLE))'],
  ['pow(double, double) double', 'pow(CAST($1 AS DOUBLE), CAST($2 AS DOUBLE))'],
  ['atan2(double, double) double', 'atan2(CAST($1 AS DOUBLE), CAST($2 AS DOUBLE))'],
  ['pi() double', 'pi()'],
  ['e() double', 'exp(1e0)'],
  ['infinity() double', "CAST('Infinity' AS DOUBLE)"],
  ['nan() double', "CAST('NaN' AS DOUBLE)"],
  ['is_nan(double) boolean', 'isnan(CAST($1 AS DOUBLE))'],
  ['is_finite(double) boolean', 'isfinite(CAST($1 AS DOUBLE))'],
  ['is_infinite(double) boolean', 'isinf(CAST($1 AS DOUBLE))'],
  ['bitwise_and(bigint, bigint) bigint', '(CAST($1 AS BIGINT) & CAST($2 AS BIGINT))'],
  ['bitwise_or(bigint, bigint) bigint', '(CAST($1 AS BIGINT) | CAST($2 AS BIGINT))'],
  ['bitwise_xor(bigint, bigint) bigint', 'xor(CAST($1 AS BIGINT), CAST($2 AS BIGINT))'],
  ['bitwise_not(bigint) bigint', '(~ CAST($1 AS BIGINT))'],
  ['bit_count(bigint, bigint) bigint', 'CAST(trino_bit_count($1, $2) AS BIGINT)'],
  ['to_base(bigint, bigint) varchar', 'trino_to_base($1, CAST($2 AS INTEGER))'],
  ['from_base(varchar, bigint) bigint', 'trino_from_base($1, $2)'],
  ['width_bucket(double, double, double, bigint) bigint', 'trino_width_bucket($1, $2, $3, $4)'],
  ['random() double', 'random()'],
  ['rand() double', 'random()'],
  ['random(bigint) bigint', 'CAST(floor(random() * $1) AS BIGINT)'],
  ['rand(bigint) bigint', 'CAST(floor(random() * $1) AS BIGINT)'],
  ['random(bigint, bigint) bigint', 'CAST($1 + floor(random() * ($2 - $1)) AS BIGINT)'],
  ['rand(bigint, bigint) bigint', 'CAST($1 + floor(random() * ($2 - $1)) AS BIGINT)'],
];

function numberAt(call: CallWriter, index: number): Written {
  const arg = call.arg(index);
  if (arg.type && !isNumeric(arg.type) && arg.type.name !== 'unknown')
    throw call.unexpected(`${call.call.name}(double)`);
  return arg;
}

/** Round and its like keep a decimal a decimal, with as many digits as it may come to. */
function whole(name: string): FunctionWriter {
  return (call) => {
    const { sql, type } = numberAt(call, 0);
    if (type?.name !== 'decimal') return written(isInteger(type) ? sql : `${name}(${sql})`, type);
    const result = decimalOf(type.precision - type.scale + Math.min(type.scale, 1), 0);
    return written(cast(`${name}(${sql})`, result), result);
  };
}

function cast(sql: string, type: TrinoType): string {
  return type.name === 'decimal' ? `CAST(${sql} AS DECIMAL(${type.precision},${type.scale}))` : sql;
}

function rounded(name: 'round' | 'trunc'): FunctionWriter {
  return (call) => {
    if (call.count < 2) return whole(name)(call);
    const { sql, type } = numberAt(call, 0);
    const places = call.arg(1).sql;
    if (type?.name !== 'decimal') {
      return written(`trino_${name}(${sql}, CAST(${places} AS INTEGER))`, type);
    }
    const result = name === 'round' ? decimalOf(type.precision + 1, type.scale) : type;
    return written(cast(`trino_${name}(${sql}, CAST(${places} AS INTEGER))`, result), result);
  };
}

/** Null as soon as one of them is; DuckDB's leave nulls out. */
function extreme(name: 'greatest' | 'least'): FunctionWriter {
  return (call) => {
    const args = call.call.args.map((_, index) => call.arg(index));
    if (args.length === 0) throw call.unexpected();
    let type = args[0]?.type;
    for (const arg of args) {
      const common = commonType(type, arg.type);
      if (!common && type && arg.type) throw call.unexpected(`${name}(E)`);
      type = common;
    }
    const sql = args.map((arg) => arg.sql);
    return written(
      `CASE WHEN ${sql.map((each) => `${each} IS NULL`).join(' OR ')} THEN NULL ELSE ${name}(${sql.join(', ')}) END`,
      type,
    );
  };
}

export const numberFunctions: Readonly<Record<string, FunctionWriter>> = {
  abs(call) {
    const { sql, type } = numberAt(call, 0);
    return written(`abs(${sql})`, type);
  },
  sign(call) {
    const { sql, type } = numberAt(call, 0);
    const result = type?.name === 'decimal' ? decimalOf(1, 0) : type;
    if (isFloating(type)) return written(`CAST(sign(${sql}) AS DOUBLE)`, result);
    return written(result ? `CAST(sign(${sql}) AS ${duckDbType(result)})` : `sign(${sql})`, result);
  },
  mod: (call) => {
    if (call.count !== 2) throw call.unexpected('mod(bigint, bigint)', 'mod(double, double)');
    return arithmetic('%', call.arg(0), call.arg(1), call.call.at);
  },
  ceil: whole('ceil'),
  ceiling: whole('ceil'),
  floor: whole('floor'),
  round: rounded('round'),
  truncate: rounded('trunc'),
  greatest: extreme('greatest'),
  least: extreme('least'),
  bitwise_left_shift: shifted('<<'),
  bitwise_right_shift: shifted('>>'),
};

function shifted(operator: '<<' | '>>'): FunctionWriter {
  return (call) => {
    const [value, by] = [call.arg(0), call.arg(1)];
    if (!isInteger(value.type ?? { name: 'bigint' })) throw call.unexpected(`${call.call.name}(bigint, bigint)`);
    return written(`(${value.sql} ${operator} CAST(${by.sql} AS INTEGER))`, value.type);
  };
}
