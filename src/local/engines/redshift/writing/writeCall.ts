import type { CallWriter } from '../functions/callWriter.ts';
import { refusedFunction } from '../functions/refused.ts';
import { aggregates, functions, overloads, windowOnly } from '../functions/registry.ts';
import { argumentType, resultType, signatureCost } from '../functions/signature.ts';
import type { Call } from '../grammar/queryTree.ts';
import { notSupported, RedshiftError } from '../redshiftError.ts';
import { plainTypeText } from '../types/typeNames.ts';
import { coerced } from './coercion.ts';
import type { NameScope } from './scope.ts';
import type { Writer } from './writer.ts';
import { type Written, written } from './written.ts';

/** A function call. @throws RedshiftError 42883 */
export function writeCall(call: Call, scope: NameScope, writer: Writer): Written {
  const { name, at } = call;
  const aggregate = aggregates.has(name);
  if (call.over && !aggregate && !windowOnly.has(name)) {
    throw new RedshiftError('42809', `${name} is not a window function`, at);
  }
  if (windowOnly.has(name) && !call.over) {
    throw new RedshiftError('42809', `window function ${name} requires an OVER clause`, at);
  }
  if (aggregate || call.over) rejectWithin(call, scope);
  const inside = aggregate && !call.over ? ({ ...scope, clause: 'aggregate' } as const) : scope;
  const context = callWriter(call, inside, writer);
  const rule = functions.get(name);
  if (rule) return rule(context);
  const candidates = overloads.get(name);
  if (!candidates) {
    const advice = refusedFunction(name);
    if (advice !== undefined) throw notSupported(`function ${name}`, at, advice);
    throw context.unexpected();
  }
  const args = context.all();
  const [best] = candidates
    .flatMap((candidate) => {
      const cost = signatureCost(candidate.signature, args);
      return cost === undefined ? [] : [{ ...candidate, cost }];
    })
    .sort((a, b) => a.cost - b.cost);
  if (!best) throw context.unexpected();
  const { parameters, result } = best.signature;
  const turned = args.map((arg, index) => {
    const pattern = (parameters[index] ?? parameters.at(-1)!).name;
    const type = argumentType(pattern, arg.type);
    return type ? coerced(arg, type, call.args[index]!.at, writer) : arg;
  });
  const type = resultType(
    result.name,
    turned.map((arg, index) => ({ ...arg, ...literalOf(args[index]!) })),
  );
  return written(filled(best.sql, turned), type);
}

function literalOf({ literal }: Written): { readonly literal?: string } {
  return literal === undefined ? {} : { literal };
}

/** @throws RedshiftError 42803 where no aggregate can stand */
function rejectWithin({ at, over }: Call, { clause }: NameScope): void {
  if (!clause) return;
  if (clause === 'aggregate') {
    const text = over
      ? 'window function calls cannot be nested in aggregates'
      : 'aggregate function calls may not be nested';
    throw new RedshiftError('42803', text, at);
  }
  const what = over ? 'window functions' : 'aggregates';
  throw new RedshiftError('42803', `${what} not allowed in ${clause} clause`, at);
}

function filled(template: string, args: readonly Written[]): string {
  return template.replaceAll(/\$(\d|\*)/g, (_, place: string) => {
    if (place === '*') return args.map(({ sql }) => sql).join(', ');
    const arg = args[Number(place) - 1];
    if (!arg) throw new Error(`${template} has no argument ${place}`);
    return arg.sql;
  });
}

function callWriter(call: Call, scope: NameScope, writer: Writer): CallWriter {
  const known = new Map<number, Written>();
  const { at } = call;
  const context: CallWriter = {
    call,
    at,
    count: call.args.length,
    writer,
    scope,
    arg(index) {
      const node = call.args[index];
      if (!node) throw context.unexpected();
      const value = known.get(index) ?? writer.expression(node, scope);
      known.set(index, value);
      return value;
    },
    as: (index, type) => coerced(context.arg(index), type, call.args[index]!.at, writer).sql,
    all: () => call.args.map((_, index) => context.arg(index)),
    literal(index) {
      const node = call.args[index];
      return node?.kind === 'string' ? node.value : undefined;
    },
    word(index) {
      const node = call.args[index];
      if (node?.kind === 'column' && node.parts.length === 1) return node.parts[0]!.text.toLowerCase();
      return context.literal(index)?.toLowerCase();
    },
    aggregate: (name, args, order) => aggregateSql(name, args, order, call, scope, writer),
    fail: (sqlState, text) => new RedshiftError(sqlState, text, at),
    unexpected() {
      const types = call.args.map((node, index) =>
        node.kind === 'star' ? '*' : plainTypeText(context.arg(index).type),
      );
      return new RedshiftError('42883', `function ${call.name}(${types.join(', ')}) does not exist`, at, {
        hint: 'No function matches the given name and argument types. You may need to add explicit type casts.',
      });
    },
  };
  return context;
}

function aggregateSql(
  name: string,
  args: readonly string[],
  order: string | undefined,
  call: Call,
  scope: NameScope,
  writer: Writer,
): string {
  if (call.over && call.distinct)
    throw new RedshiftError('0A000', 'DISTINCT is not supported in window functions', call.at);
  const distinct = call.distinct ? 'DISTINCT ' : '';
  const sorted = order === undefined ? '' : ` ORDER BY ${order}`;
  const nulls = call.nulls === 'IGNORE' ? ' IGNORE NULLS' : '';
  const over = call.over ? ` OVER ${writer.window(call.over, scope)}` : '';
  return `${name}(${distinct}${args.join(', ')}${sorted}${nulls})${over}`;
}
