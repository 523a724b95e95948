import { boolean } from '../types/redshiftType.ts';
import { together } from '../writing/coercion.ts';
import { compared } from '../writing/comparisons.ts';
import { written } from '../writing/written.ts';
import type { CallWriter, FunctionWriter } from './callWriter.ts';

function argumentsOf(
  call: CallWriter,
  from = 0,
): { readonly value: ReturnType<CallWriter['arg']>; readonly at: number }[] {
  return call.call.args.slice(from).map((node, index) => ({ value: call.arg(from + index), at: node.at }));
}

const coalesce: FunctionWriter = (call) => {
  if (call.count === 0) throw call.unexpected();
  const { type, sql } = together('COALESCE', argumentsOf(call), call.writer);
  return written(`coalesce(${sql.join(', ')})`, type);
};

/** https://docs.aws.amazon.com/redshift/latest/dg/c_conditional_expressions.html */
export const conditionalFunctions: Readonly<Record<string, FunctionWriter>> = {
  coalesce,
  nvl: coalesce,
  nvl2(call) {
    if (call.count !== 3) throw call.unexpected();
    const { type, sql } = together('CASE', argumentsOf(call, 1), call.writer);
    return written(`CASE WHEN ${call.arg(0).sql} IS NOT NULL THEN ${sql[0]} ELSE ${sql[1]} END`, type);
  },
  nullif(call) {
    if (call.count !== 2) throw call.unexpected();
    const [a, b] = compared('=', call.arg(0), call.arg(1), call.at, call.writer);
    const { type, sql } = together('NULLIF', [{ value: call.arg(0), at: call.at }], call.writer);
    return written(`CASE WHEN ${a} = ${b} THEN NULL ELSE ${sql[0]} END`, type);
  },
  /** Two nulls are the same here. */
  decode(call) {
    if (call.count < 3) throw call.unexpected();
    const results = call.call.args.flatMap((node, index) => {
      const isResult = index > 0 && (index % 2 === 0 || index === call.count - 1);
      return isResult ? [{ value: call.arg(index), at: node.at }] : [];
    });
    const { type, sql } = together('CASE', results, call.writer);
    const tests = Math.floor((call.count - 1) / 2);
    const whens = Array.from({ length: tests }, (_, index) => {
      const node = call.call.args[1 + index * 2]!;
      if (node.kind === 'null') return `WHEN ${call.arg(0).sql} IS NULL THEN ${sql[index]}`;
      const [a, b] = compared('=', call.arg(0), call.arg(1 + index * 2), node.at, call.writer);
      return `WHEN ${a} IS NOT DISTINCT FROM ${b} THEN ${sql[index]}`;
    });
    const otherwise = (call.count - 1) % 2 === 1 ? ` ELSE ${sql.at(-1)}` : '';
    return written(`CASE ${whens.join(' ')}${otherwise} END`, type);
  },
  isnull: (call) => written(`(${call.arg(0).sql} IS NULL)`, boolean),
};
