import { queryError } from '../athenaSyntaxError.ts';
import type { CallWriter } from '../functions/callWriter.ts';
import { aggregates, functions, overloads, volatile } from '../functions/registry.ts';
import { matchSignature } from '../functions/signature.ts';
import { isUnsupported } from '../functions/unsupported.ts';
import type { Call, Expression } from '../grammar/queryTree.ts';
import { typeText } from '../types/trinoType.ts';
import { truth } from './comparisons.ts';
import { localMoment } from './localMoment.ts';
import { folded, markOpaque, type Scope } from './scope.ts';
import type { Writer } from './writer.ts';
import { type Written, written } from './written.ts';

/** A function call. @throws AthenaSyntaxError FUNCTION_NOT_FOUND */
export function writeCall(call: Call, scope: Scope, writer: Writer): Written {
  const rule = functions.get(call.name);
  const aggregate = aggregates.has(call.name);
  if (aggregate || volatile.has(call.name) || call.over) markOpaque(scope);
  if (aggregate || call.over) rejectWithin(call, scope);
  const context = callWriter(
    call,
    aggregate && !call.over ? { ...scope, within: { aggregate: call.name } } : scope,
    writer,
  );
  if (rule) return rule(context);
  const candidates = overloads.get(call.name);
  if (!candidates && isUnsupported(call.name)) {
    throw context.fail('NOT_SUPPORTED', `Function '${call.name}' is not supported by the local engine`);
  }
  if (!candidates) throw context.fail('FUNCTION_NOT_FOUND', `Function '${call.name}' not registered`);
  const args = call.args.map((_, index) => context.arg(index));
  for (const { signature, sql } of candidates) {
    const match = matchSignature(
      signature,
      args.map(({ type }) => type),
    );
    if (match) return written(filled(sql, args), match.result);
  }
  throw context.unexpected(...candidates.map(({ signature }) => signature.text));
}

/** @throws AthenaSyntaxError EXPRESSION_NOT_SCALAR, NESTED_AGGREGATION */
function rejectWithin({ at, source, over }: Call, { within }: Scope): void {
  if (!within) return;
  if ('clause' in within) {
    const text = `${within.clause} cannot contain aggregations, window functions or grouping operations: [${source}]`;
    throw queryError('EXPRESSION_NOT_SCALAR', at, text);
  }
  const kind = over ? 'window functions' : 'aggregations';
  const text = `Cannot nest ${kind} inside aggregation '${within.aggregate}': [${source}]`;
  throw queryError('NESTED_AGGREGATION', at, text);
}

function filled(template: string, args: readonly Written[]): string {
  return template.replaceAll(/([$@])(\d|\*)/g, (_, sign: string, place: string) => {
    if (place === '*') return args.map(({ sql }) => sql).join(', ');
    const arg = args[Number(place) - 1];
    if (!arg) throw new Error(`${template} has no argument ${place}`);
    return sign === '@' ? localMoment(arg) : arg.sql;
  });
}

function callWriter(call: Call, scope: Scope, writer: Writer): CallWriter {
  const args = new Map<number, Written>();
  const context: CallWriter = {
    call,
    count: call.args.length,
    arg(index) {
      const node = call.args[index];
      if (!node) throw context.unexpected();
      const known = args.get(index) ?? writer.expression(node, scope);
      args.set(index, known);
      return known;
    },
    literal(index) {
      const node = call.args[index];
      return node?.kind === 'string' ? node.value : undefined;
    },
    lambda(index, ...parameters) {
      const node = lambdaAt(index);
      if (node.parameters.length !== parameters.length) throw context.unexpected();
      const names = node.parameters.map((name, place) => [folded(name), parameters[place]!] as const);
      return writer.expression(node.body, { ...scope, lambda: new Map([...(scope.lambda ?? []), ...names]) });
    },
    parameter(index, place) {
      const name = lambdaAt(index).parameters[place];
      if (!name) throw context.unexpected();
      return `lambda_${folded(name).replaceAll(/\W/g, '_')}`;
    },
    aggregate(name, inner, changes) {
      return aggregateSql(name, inner, call, scope, writer, changes?.plain ?? false);
    },
    fail: (kind, text) => queryError(kind, call.at, text),
    unexpected(...expected) {
      const types = call.args.map((node, index) =>
        node.kind === 'lambda' ? 'function' : typeText(context.arg(index).type),
      );
      const wanted = expected.length > 0 ? ` Expected: ${expected.join(', ')}` : '';
      return queryError(
        'FUNCTION_NOT_FOUND',
        call.at,
        `Unexpected parameters (${types.join(', ')}) for function ${call.name}.${wanted}`,
      );
    },
  };
  const lambdaAt = (index: number): Expression & { kind: 'lambda' } => {
    const node = call.args[index];
    if (node?.kind !== 'lambda') throw context.unexpected();
    return node;
  };
  return context;
}

function aggregateSql(
  name: string,
  inner: readonly string[],
  call: Call,
  scope: Scope,
  writer: Writer,
  plain: boolean,
): string {
  const distinct = call.distinct && !plain ? 'DISTINCT ' : '';
  const order = call.orderBy.length > 0 && !plain ? ` ORDER BY ${writer.sortItems(call.orderBy, scope)}` : '';
  const nulls = call.ignoreNulls ? ' IGNORE NULLS' : '';
  const condition = call.filter && truth(writer.expression(call.filter, scope), call.filter.at);
  const filter = condition === undefined ? '' : ` FILTER (WHERE ${condition})`;
  const over = call.over ? ` OVER ${writer.window(call.over, scope)}` : '';
  return `${name}(${distinct}${inner.join(', ')}${order}${nulls})${filter}${over}`;
}
