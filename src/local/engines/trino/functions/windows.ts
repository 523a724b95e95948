import { bigint, double } from '../types/trinoType.ts';
import { written } from '../writing/written.ts';
import type { CallWriter, FunctionWriter } from './callWriter.ts';

function over(call: CallWriter): void {
  if (!call.call.over) {
    throw call.fail('EXPRESSION_NOT_SCALAR', `Window function ${call.call.name} must have an OVER clause`.trim());
  }
}

const ranking = (name: string, type = bigint): FunctionWriter => {
  return (call) => {
    over(call);
    if (call.count > 0) throw call.unexpected(`${name}()`);
    return written(call.aggregate(name, []), type);
  };
};

/** A value of another row. Distances count as whole numbers. */
const valued = (name: string): FunctionWriter => {
  return (call) => {
    over(call);
    const { sql, type } = call.arg(0);
    const distance = call.count > 1 ? [`CAST(${call.arg(1).sql} AS BIGINT)`] : [];
    const fallback = call.count > 2 ? [call.arg(2).sql] : [];
    return written(call.aggregate(name, [sql, ...distance, ...fallback]), type);
  };
};

/** https://trino.io/docs/current/functions/window.html */
export const windowFunctions: Readonly<Record<string, FunctionWriter>> = {
  row_number: ranking('row_number'),
  rank: ranking('rank'),
  dense_rank: ranking('dense_rank'),
  percent_rank: ranking('percent_rank', double),
  cume_dist: ranking('cume_dist', double),
  ntile(call) {
    over(call);
    return written(call.aggregate('ntile', [`CAST(${call.arg(0).sql} AS BIGINT)`]), bigint);
  },
  lag: valued('lag'),
  lead: valued('lead'),
  first_value: valued('first_value'),
  last_value: valued('last_value'),
  nth_value: valued('nth_value'),
};
