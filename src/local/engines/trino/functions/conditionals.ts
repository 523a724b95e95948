import { quoteText } from '../../../../core/sqlQuoting.ts';
import { commonType } from '../types/commonType.ts';
import { type TrinoType, typeText, unknown, varchar } from '../types/trinoType.ts';
import { compared, truth } from '../writing/comparisons.ts';
import { type Written, written } from '../writing/written.ts';
import type { CallWriter, FunctionWriter } from './callWriter.ts';

function common(call: CallWriter, values: readonly Written[]): TrinoType | undefined {
  let type: TrinoType | undefined = unknown;
  for (const value of values) {
    const next = commonType(type, value.type);
    if (!next && type && value.type) {
      const text = `All ${call.call.name.toUpperCase()} operands must be the same type or coercible to a common type. Cannot find common type between ${typeText(type)} and ${typeText(value.type)}`;
      throw call.fail('TYPE_MISMATCH', text);
    }
    type = next;
  }
  return type;
}

/** https://trino.io/docs/current/functions/conditional.html */
export const conditionalFunctions: Readonly<Record<string, FunctionWriter>> = {
  if(call) {
    if (call.count < 2 || call.count > 3)
      throw call.fail('INVALID_FUNCTION_ARGUMENT', "Invalid number of arguments for 'if' function");
    const condition = truth(call.arg(0), call.call.args[0]!.at);
    const values = [call.arg(1), ...(call.count > 2 ? [call.arg(2)] : [])];
    const otherwise = values[1] ? ` ELSE ${values[1].sql}` : '';
    return written(`CASE WHEN ${condition} THEN ${values[0]!.sql}${otherwise} END`, common(call, values));
  },
  coalesce(call) {
    if (call.count < 2) {
      throw call.fail('INVALID_FUNCTION_ARGUMENT', "The 'coalesce' function must have at least two arguments");
    }
    const values = call.call.args.map((_, index) => call.arg(index));
    return written(`coalesce(${values.map(({ sql }) => sql).join(', ')})`, common(call, values));
  },
  nullif(call) {
    if (call.count !== 2)
      throw call.fail('INVALID_FUNCTION_ARGUMENT', "Invalid number of arguments for 'nullif' function");
    const [left, right] = [call.arg(0), call.arg(1)];
    const [a, b] = compared('=', left, right, call.call.at);
    // DuckDB's nullif would give the type that both have in common.
    return written(`CASE WHEN ${a} = ${b} THEN NULL ELSE ${left.sql} END`, left.type);
  },
  try(call) {
    const { sql, type } = call.arg(0);
    return written(`TRY(${sql})`, type);
  },
  typeof(call) {
    const { sql, type } = call.arg(0);
    return written(type ? quoteText(typeText(type)) : `lower(typeof(${sql}))`, varchar);
  },
  uuid: () => written('uuid()', { name: 'uuid' }),
  current_user: () => written("'local'", varchar),
  current_catalog: () => written("'awsdatacatalog'", varchar),
  version: () => written("'3'", varchar),
};
