import type { Command } from 'commander';
import type { RelationSource } from '../../../core/action.ts';
import { AppError } from '../../../core/appError.ts';
import type { Ctx } from '../../../platform/ctx.ts';
import { invokeAction } from '../../../platform/invokeAction.ts';
import { actionWithId } from '../../../services/index.ts';
import { hintWhereMissing, jsonCell, objectSource, readRows } from '../../verbs/readRows.ts';
import { globalOptions, interruptSignal, openCtx } from '../cliContext.ts';
import { count } from '../options.ts';
import { printCsv, printJson, printTable, type TableFormat } from '../output.ts';

const formats: readonly TableFormat[] = ['table', 'json', 'csv'];

/** `query` and `preview`: rows, from the same engine as the results panel. */
export function registerQueryVerbs(program: Command): void {
  program
    .command('query')
    .description('run one SQL statement and print its rows')
    .argument('<sql>')
    .option('--engine <engine>', 'athena', 'athena')
    .option('--database <name>', 'database that unqualified names are looked up in')
    .option('--workgroup <name>')
    .option('--limit <n>', 'most rows', count, Number.POSITIVE_INFINITY)
    .option('--format <format>', formats.join(', '), 'table')
    .action(
      async (
        sql: string,
        own: { engine: string; database?: string; workgroup?: string; limit: number; format: string },
        command: Command,
      ) => {
        const options = globalOptions(command);
        if (own.engine !== 'athena')
          throw new AppError('unsupported', `There is no engine ${own.engine}.`, { hint: 'There is: athena' });
        const format = formatOf(own.format, options.json);
        const signal = interruptSignal();
        const ctx = await openCtx(options, signal);
        const action = actionWithId('athena.execute');
        if (!action) throw new Error('Athena has no such action.');
        const input = { sql, database: own.database, workgroup: own.workgroup };
        const typed = options.confirm === undefined ? {} : { typedName: options.confirm };
        const target = { kind: 'none.none', path: [] } as const;
        const outcome = await invokeAction(action, ctx, { target, input, ...typed }, signal);
        if (outcome.kind !== 'relation') return printJson(outcome);
        await printRelation(ctx, outcome.relation, own.limit, format, signal).catch(
          hintWhereMissing('strata tables DATABASE lists what there is.'),
        );
      },
    );

  program
    .command('preview')
    .description('print the first rows of an object')
    .argument('<uri>', 's3://bucket/key of a CSV, JSON or Parquet object')
    .option('--limit <n>', 'most rows', count, 20)
    .option('--format <format>', formats.join(', '), 'table')
    .action(async (uri: string, own: { limit: number; format: string }, command: Command) => {
      const options = globalOptions(command);
      const signal = interruptSignal();
      const ctx = await openCtx(options, signal);
      const source = objectSource(uri);
      await printRelation(ctx, source, own.limit, formatOf(own.format, options.json), signal);
    });
}

function formatOf(asked: string, json: boolean | undefined): TableFormat {
  if (json) return 'json';
  const format = formats.find((each) => each === asked);
  if (!format)
    throw new AppError('invalid-input', `There is no format ${asked}.`, { hint: `There are: ${formats.join(', ')}` });
  return format;
}

async function printRelation(
  ctx: Ctx,
  source: RelationSource,
  limit: number,
  format: TableFormat,
  signal: AbortSignal,
): Promise<void> {
  const { columns, rows, partial } = await readRows(ctx, source, { offset: 0, limit }, signal);
  const names = columns.map(({ name }) => name);
  if (format === 'table') printTable(names, rows);
  else if (format === 'csv') printCsv(names, rows);
  else printJson(rows.map((row) => Object.fromEntries(row.map((cell, i) => [names[i], jsonCell(cell, columns[i])]))));
  if (partial) process.stderr.write(`${partial}\n`);
}
