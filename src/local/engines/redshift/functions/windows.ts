import { bigint, double } from '../types/redshiftType.ts';
import { settled } from '../writing/coercion.ts';
import { written } from '../writing/written.ts';
import type { CallWriter, FunctionWriter } from './callWriter.ts';

/** @throws RedshiftError for a frame where there can be none */
function ranked(name: string, type = bigint): FunctionWriter {
  return (call) => {
    if (call.count !== 0) throw call.unexpected();
    withoutFrame(call);
    return written(call.aggregate(name, []), type);
  };
}

function withoutFrame({ call, fail }: CallWriter): void {
  if (call.over?.frame) throw fail('42601', `a frame clause is not allowed for window function ${call.name}`);
}

/** @throws RedshiftError where ORDER BY stands without a frame */
function framed(name: string): FunctionWriter {
  return (call) => {
    if (call.call.over!.orderBy.length > 0 && !call.call.over!.frame) {
      throw call.fail('0A000', 'Aggregate window functions with an ORDER BY clause require a frame clause');
    }
    const [value, ...rest] = call.all();
    if (!value) throw call.unexpected();
    const { sql, type } = settled(value, call.writer);
    return written(call.aggregate(name, [sql, ...rest.map((arg) => arg.sql)]), type);
  };
}

function shifted(name: 'lag' | 'lead'): FunctionWriter {
  return (call) => {
    withoutFrame(call);
    if (call.count < 1 || call.count > 3) throw call.unexpected();
    const { sql, type } = settled(call.arg(0), call.writer);
    const by = call.count > 1 ? [call.as(1, bigint)] : [];
    const missing = call.count > 2 ? [call.as(2, type)] : [];
    return written(call.aggregate(name, [sql, ...by, ...missing]), type);
  };
}

/** https://docs.aws.amazon.com/redshift/latest/dg/c_Window_functions.html */
export const windowFunctions: Readonly<Record<string, FunctionWriter>> = {
  row_number: ranked('row_number'),
  rank: ranked('rank'),
  dense_rank: ranked('dense_rank'),
  percent_rank: ranked('percent_rank', double),
  cume_dist: ranked('cume_dist', double),
  ntile(call) {
    withoutFrame(call);
    return written(call.aggregate('ntile', [call.as(0, bigint)]), bigint);
  },
  lag: shifted('lag'),
  lead: shifted('lead'),
  first_value: framed('first_value'),
  last_value: framed('last_value'),
  nth_value: framed('nth_value'),
  ratio_to_report(call) {
    withoutFrame(call);
    const value = `CAST(${call.arg(0).sql} AS DOUBLE)`;
    return written(`(${value} / ${call.aggregate('sum', [value])})`, double);
  },
};
