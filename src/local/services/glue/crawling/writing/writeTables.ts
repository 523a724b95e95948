/** Writes what a crawl found into the catalog: https://docs.aws.amazon.com/glue/latest/dg/crawler-configuration.html */
import type { Table, TableInput } from '../../catalog/shapes.ts';
import type { FoundTable } from '../discovery/findTables.ts';
import { tableName, tableNameBy } from '../discovery/tableName.ts';
import { keepAdditions, mergeNewColumns, schemaDiffers, totalsDiffer } from './changes.ts';
import { type CrawlFinding, type CrawlPlace, liesIn, sameLocation, uriOf } from './crawlTarget.ts';
import { crawlerParameter, tableInput } from './tableInput.ts';
import { asInput, type WriteCtx } from './writeCtx.ts';
import { dropPartitions, writePartitions } from './writePartitions.ts';

/**
 * Creates and updates the tables that were found, and treats those whose objects are gone as the crawler's policy says.
 * @returns what went wrong, a sentence for each table that is left as it was
 */
export async function writeTables(
  ctx: WriteCtx,
  findings: readonly CrawlFinding[],
  signal: AbortSignal,
): Promise<string[]> {
  const before = [...ctx.catalog.tables(ctx.region, ctx.database)];
  const written = new Set<string>();
  const failures: string[] = [];
  for (const finding of findings) {
    for (const found of finding.tables) {
      signal.throwIfAborted();
      const location = uriOf(finding, found.path);
      const known = before.find((table) => sameLocation(table.StorageDescriptor?.Location, location));
      const name = known?.Name ?? freeName(ctx, finding, found, before, written);
      written.add(name);
      const broken = finding.broken.find((uri) => liesIn(uri, location));
      if (broken) {
        ctx.log.error(`Table ${name} in database ${ctx.database} is left as it is: ${broken} cannot be read.`);
        continue;
      }
      try {
        await writeTable(ctx, finding, { found, name, known }, signal);
      } catch (error) {
        signal.throwIfAborted();
        const failure = `Table ${name} could not be written: ${(error as Error).message}`;
        ctx.log.error(failure);
        failures.push(failure);
      }
    }
  }
  await removeGone(
    ctx,
    findings,
    before.filter((table) => !written.has(table.Name)),
    signal,
  );
  return failures;
}

/** A name that no other table has. */
function freeName(
  ctx: WriteCtx,
  place: CrawlPlace,
  found: FoundTable,
  before: readonly Table[],
  written: ReadonlySet<string>,
): string {
  const name = tableName(place.bucket, `${place.prefix}${found.path}`, ctx.options.tablePrefix);
  const isTaken = written.has(name) || before.some((table) => table.Name === name);
  return isTaken ? tableNameBy(name, uriOf(place, found.path)) : name;
}

interface TableTask {
  readonly found: FoundTable;
  readonly name: string;
  readonly known: Table | undefined;
}

async function writeTable(
  ctx: WriteCtx,
  place: CrawlPlace,
  { found, name, known }: TableTask,
  signal: AbortSignal,
): Promise<void> {
  const { options, database } = ctx;
  const origin = { crawler: ctx.crawler, hasPartitionIndex: options.createPartitionIndex };
  const input = tableInput(found, name, uriOf(place, found.path), origin);
  warnOfStrays(ctx, place, found, input);
  let table: Table | TableInput = input;
  if (!known) {
    const keys = input.PartitionKeys.map((key) => key.Name);
    const index = { Keys: keys, IndexName: 'crawler_partition_index' };
    const PartitionIndexes = options.createPartitionIndex && keys.length > 0 ? { PartitionIndexes: [index] } : {};
    await ctx.call('CreateTable', { DatabaseName: database, TableInput: asInput(input), ...PartitionIndexes }, signal);
    ctx.summary.tables.added.push(name);
    ctx.log.info(`Created table ${name} in database ${database}`);
  } else {
    table = await updateTable(ctx, known, input, signal);
  }
  if (found.keys.length !== table.PartitionKeys.length) {
    ctx.log.warn(
      `The folders of table ${name} have ${found.keys.length} levels, its partition keys are ` +
        `${table.PartitionKeys.length}: its partitions stay as they are.`,
    );
  } else if (found.keys.length > 0) {
    await writePartitions(ctx, place, found, table, signal);
  }
}

/** Returns the table as it is then. */
async function updateTable(
  ctx: WriteCtx,
  known: Table,
  found: TableInput,
  signal: AbortSignal,
): Promise<Table | TableInput> {
  const { options, database } = ctx;
  const wanted = options.mergeNewColumns ? mergeNewColumns(known, found) : keepAdditions(known, found);
  const isNewSchema = schemaDiffers(known, wanted);
  if (!isNewSchema && !totalsDiffer(known, wanted)) return known;
  if (options.updates === 'LOG') {
    if (isNewSchema)
      ctx.log.info(`Table ${known.Name} in database ${database} has changed; the crawler only logs that.`);
    return known;
  }
  if (known.PartitionKeys.length !== wanted.PartitionKeys.length) {
    // Partitions with another number of values would be left that no query can read.
    await dropPartitions(ctx, known.Name, signal);
  }
  // A version that differs in nothing but the number of files is none worth keeping.
  await ctx.call(
    'UpdateTable',
    { DatabaseName: database, TableInput: asInput(wanted), SkipArchive: !isNewSchema },
    signal,
  );
  ctx.summary.tables.updated.push(known.Name);
  ctx.log.info(
    isNewSchema
      ? `Updated table ${known.Name} in database ${database} with a new schema`
      : `Updated table ${known.Name} in database ${database}`,
  );
  return wanted;
}

const mostTold = 200;

function warnOfStrays(ctx: WriteCtx, place: CrawlPlace, found: FoundTable, input: TableInput): void {
  if (found.strays.length > 0) {
    const uris = found.strays.slice(0, mostTold).map((path) => uriOf(place, path));
    ctx.log.warn(
      `Some files do not match the schema detected for table ${input.Name}. Remove or exclude the following files ` +
        `from the crawler (truncated to first ${mostTold} files): ${uris.join(', ')}`,
    );
  }
  const twice = input.PartitionKeys.filter((key) => found.schema.columns.some((column) => column.name === key.Name));
  for (const { Name } of twice) {
    ctx.log.warn(
      `The files of table ${input.Name} have a column ${Name}, which is a partition key too. It is left out of the ` +
        'columns; on AWS the table would have it twice, and Athena would refuse it.',
    );
  }
}

/** Tables that this crawler made at the places it looked at, and that were not found again. */
async function removeGone(
  ctx: WriteCtx,
  findings: readonly CrawlFinding[],
  others: readonly Table[],
  signal: AbortSignal,
): Promise<void> {
  const { database, options } = ctx;
  for (const table of others) {
    signal.throwIfAborted();
    const location = table.StorageDescriptor?.Location;
    if (table.Parameters?.[crawlerParameter] !== ctx.crawler || !location) continue;
    const finding = findings.find((each) => liesIn(location, each.include));
    // What cannot be read is not gone.
    if (!finding || finding.broken.some((uri) => liesIn(uri, location))) continue;
    if (options.deletes === 'LOG') {
      ctx.log.info(`The objects of table ${table.Name} are gone; the crawler only logs that.`);
    } else if (options.deletes === 'DELETE_FROM_DATABASE') {
      await ctx.call('DeleteTable', { DatabaseName: database, Name: table.Name }, signal);
      ctx.summary.tables.deleted.push(table.Name);
      ctx.log.info(`Deleted table ${table.Name} in database ${database}`);
    } else if (table.Parameters.DEPRECATED_BY_CRAWLER === undefined) {
      const Parameters = { ...table.Parameters, DEPRECATED_BY_CRAWLER: String(Date.now()) };
      await ctx.call('UpdateTable', { DatabaseName: database, TableInput: asInput({ ...table, Parameters }) }, signal);
      ctx.summary.tables.updated.push(table.Name);
      ctx.log.info(`Deprecated table ${table.Name} in database ${database}: its objects are gone`);
    }
  }
}
