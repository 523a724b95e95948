import { commonType } from '../types/commonType.ts';
import { duckDbType } from '../types/duckDbType.ts';
import { double, type RedshiftType, varchar } from '../types/redshiftType.ts';
import { isFloating, isInteger, isMoment, isNumber, numericOf } from '../types/typeGroups.ts';
import { coerced, widened } from '../writing/coercion.ts';
import { failure } from '../writing/failure.ts';
import { arithmetic } from '../writing/operators.ts';
import { type Written, written } from '../writing/written.ts';
import type { CallWriter, FunctionTable, FunctionWriter } from './callWriter.ts';

const ofDouble = (names: string): FunctionTable =>
  names.split(' ').map((name) => [`${name}(double) double`, `${name}(CAST($1 AS DOUBLE))`] as const);

/** https://docs.aws.amazon.com/redshift/latest/dg/Math_functions.html */
export const numberTable: FunctionTable = [
  ...ofDouble('acos asin atan cos cot degrees exp radians sin tan'),
  ['cbrt(double) double', 'redshift_cbrt(CAST($1 AS DOUBLE))'],
  ['dexp(double) double', 'exp(CAST($1 AS DOUBLE))'],
  ['atan2(double, double) double', 'atan2(CAST($1 AS DOUBLE), CAST($2 AS DOUBLE))'],
  ['ln(double) double', 'ln(redshift_logarithm(CAST($1 AS DOUBLE)))'],
  ['dlog1(double) double', 'ln(redshift_logarithm(CAST($1 AS DOUBLE)))'],
  ['log(double) double', 'log10(redshift_logarithm(CAST($1 AS DOUBLE)))'],
  ['dlog10(double) double', 'log10(redshift_logarithm(CAST($1 AS DOUBLE)))'],
  ['sqrt(double) double', 'redshift_sqrt(CAST($1 AS DOUBLE))'],
  ['pow(double, double) double', 'redshift_power(CAST($1 AS DOUBLE), CAST($2 AS DOUBLE))'],
  ['power(double, double) double', 'redshift_power(CAST($1 AS DOUBLE), CAST($2 AS DOUBLE))'],
  ['pi() double', 'pi()'],
  ['random() double', 'random()'],
];

function numberAt(call: CallWriter, index: number): Written {
  const arg = call.arg(index);
  const value =
    arg.type.name === 'unknown' || arg.type.name === 'super' ? coerced(arg, double, call.at, call.writer) : arg;
  if (!isNumber(value.type)) throw call.unexpected();
  return value;
}

/** Numerics keep their digits before the point. */
function whole(name: 'ceil' | 'floor'): FunctionWriter {
  return (call) => {
    if (call.count !== 1) throw call.unexpected();
    const { sql, type } = numberAt(call, 0);
    if (isInteger(type)) return written(sql, type);
    if (type.name !== 'numeric') return written(`${name}(${sql})`, type);
    const result = numericOf(Math.max(1, type.precision - type.scale + Math.min(1, type.scale)), 0);
    return written(`CAST(${name}(${sql}) AS ${duckDbType(result)})`, result);
  };
}

/** With a number of places that is written out, the result has as many. */
function rounded(name: 'round' | 'trunc'): FunctionWriter {
  return (call) => {
    if (call.count < 1 || call.count > 2) throw call.unexpected();
    if (name === 'trunc' && call.count === 1 && isMoment(call.arg(0).type)) {
      return written(`CAST(${call.arg(0).sql} AS DATE)`, { name: 'date' });
    }
    const { sql, type } = numberAt(call, 0);
    const places = call.count > 1 ? call.as(1, { name: 'integer' }) : '0';
    if (isInteger(type))
      return written(call.count > 1 ? `CAST(redshift_${name}(${sql}, ${places}) AS ${duckDbType(type)})` : sql, type);
    if (type.name !== 'numeric') return written(`redshift_${name}(${sql}, ${places})`, double);
    const result = placedType(type, placesOf(call));
    return written(`CAST(redshift_${name}(${sql}, ${places}) AS ${duckDbType(result)})`, result);
  };
}

function placesOf(call: CallWriter): number | undefined {
  const node = call.call.args[1];
  if (!node) return 0;
  if (node.kind === 'number') return Number(node.text);
  return node.kind === 'unary' && node.operator === '-' && node.operand.kind === 'number' ? 0 : undefined;
}

function placedType(type: RedshiftType & { name: 'numeric' }, places: number | undefined): RedshiftType {
  const scale = places === undefined ? type.scale : Math.min(type.scale, Math.max(0, places));
  return numericOf(type.precision - type.scale + scale + (scale < type.scale ? 1 : 0), scale);
}

/** The greatest or smallest of what is not null. */
function extreme(name: 'greatest' | 'least'): FunctionWriter {
  return (call) => {
    if (call.count === 0) throw call.unexpected();
    const args = call.all();
    let type = args[0]!.type;
    for (const arg of args) {
      const common = commonType(type, arg.type);
      if (!common) throw call.unexpected();
      type = common;
    }
    const wanted: RedshiftType = type.name === 'unknown' ? varchar() : widened(type, args);
    const sql = args.map((arg, index) =>
      arg.type.name === wanted.name && arg.type.name !== 'numeric' ? arg.sql : call.as(index, wanted),
    );
    return written(`${name}(${sql.join(', ')})`, wanted);
  };
}

export const numberFunctions: Readonly<Record<string, FunctionWriter>> = {
  abs(call) {
    const { sql, type } = numberAt(call, 0);
    return written(`abs(${sql})`, type);
  },
  sign(call) {
    const { sql, type } = numberAt(call, 0);
    const result = type.name === 'numeric' ? numericOf(1, 0) : isFloating(type) ? double : type;
    return written(`CAST(sign(${sql}) AS ${duckDbType(result)})`, result);
  },
  mod(call) {
    if (call.count !== 2) throw call.unexpected();
    return arithmetic('%', numberAt(call, 0), numberAt(call, 1), call.at, call.writer);
  },
  ceil: whole('ceil'),
  ceiling: whole('ceil'),
  floor: whole('floor'),
  round: rounded('round'),
  trunc: rounded('trunc'),
  greatest: extreme('greatest'),
  least: extreme('least'),
};

export const numberMacros: readonly string[] = [
  `CREATE OR REPLACE MACRO redshift_logarithm(x) AS CASE WHEN x <= 0
    THEN ${failure('2201E', "'cannot take logarithm of a number less than or equal to zero'")} ELSE x END`,
  `CREATE OR REPLACE MACRO redshift_round(x, places) AS CASE WHEN places >= 0 THEN round(x, places)
    ELSE round(x / pow(10, -places)) * pow(10, -places) END`,
  `CREATE OR REPLACE MACRO redshift_trunc(x, places) AS CASE WHEN places >= 0 THEN trunc(x, places)
    ELSE trunc(x / pow(10, -places)) * pow(10, -places) END`,
];
