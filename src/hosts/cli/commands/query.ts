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

const engines = ['athena', 'redshift', 'postgres'] as const;
type Engine = (typeof engines)[number];

const missingHints: Readonly<Record<Engine, string>> = {
  athena: 'strata tables DATABASE lists what there is.',
  redshift: 'Name the schema too, or list what there is: SELECT table_schema, table_name FROM svv_tables',
  postgres:
    'Name the schema too, or list what there is: SELECT table_schema, table_name FROM information_schema.tables',
};

/** The service whose `execute` it is. */
const services: Readonly<Record<Engine, string>> = { athena: 'athena', redshift: 'redshift', postgres: 'rds' };

interface QueryOptions {
  readonly engine: string;
  readonly database?: string;
  readonly workgroup?: string;
  readonly cluster?: string;
  readonly secret?: string;
  readonly user?: string;
  readonly instance?: string;
  readonly source?: string;
}

const formats: readonly TableFormat[] = ['table', 'json', 'csv'];

/** `query` and `preview`: rows, from the same engine as the results panel. */
export function registerQueryVerbs(program: Command): void {
  program
    .command('query')
    .description('run one SQL statement and print its rows')
    .argument('<sql>')
    .option('--engine <engine>', engines.join(', '), 'athena')
    .option(
      '--database <name>',
      'database that unqualified names are looked up in, or that Redshift or PostgreSQL connects to',
    )
    .option('--workgroup <name>', 'of Athena or of Redshift Serverless')
    .option('--cluster <name>', 'a Redshift cluster')
    .option('--secret <arn>', 'a secret to sign in to Redshift with')
    .option('--user <name>', 'a database user of the Redshift cluster')
    .option('--instance <name>', 'a DB instance of RDS')
    .option('--source <name>', 'a source that strata.yaml names')
    .option('--limit <n>', 'most rows', count, Number.POSITIVE_INFINITY)
    .option('--format <format>', formats.join(', '), 'table')
    .action(
      async (
        sql: string,
        own: QueryOptions & { readonly limit: number; readonly format: string },
        command: Command,
      ) => {
        const options = globalOptions(command);
        const engine = engineOf(own.engine);
        const format = formatOf(own.format, options.json);
        const signal = interruptSignal();
        const ctx = await openCtx(options, signal);
        const action = actionWithId(`${services[engine]}.execute`);
        if (!action) throw new Error(`${engine} has no such action.`);
        const input = { sql, ...placeOf(engine, own) };
        const typed = options.confirm === undefined ? {} : { typedName: options.confirm };
        const target = { kind: 'none.none', path: [] } as const;
        const outcome = await invokeAction(action, ctx, { target, input, ...typed }, signal);
        if (outcome.kind !== 'relation') return printJson(outcome);
        await printRelation(ctx, outcome.relation, own.limit, format, signal).catch(
          hintWhereMissing(missingHints[engine]),
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

function engineOf(asked: string): Engine {
  const engine = engines.find((each) => each === asked);
  if (!engine)
    throw new AppError('unsupported', `There is no engine ${asked}.`, { hint: `There are: ${engines.join(', ')}` });
  return engine;
}

/** @throws AppError `invalid-input` for options that are another engine's */
function placeOf(engine: Engine, options: QueryOptions): object {
  const { database, workgroup, cluster, secret, user, instance, source } = options;
  if (engine === 'postgres') {
    const place = source ? `source:${source}` : instance ? `instance:${instance}` : undefined;
    return { database, place };
  }
  if (instance ?? source) {
    throw new AppError('invalid-input', '--instance and --source are of PostgreSQL.', {
      hint: 'Say so: --engine postgres',
    });
  }
  if (engine === 'redshift') {
    const warehouse = cluster ? `cluster:${cluster}` : workgroup;
    return { database, warehouse, secret, user };
  }
  if (cluster ?? secret ?? user) {
    throw new AppError('invalid-input', '--cluster, --secret and --user are of Redshift.', {
      hint: 'Say so: --engine redshift',
    });
  }
  return { database, workgroup };
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
