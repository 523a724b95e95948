import path from 'node:path';
import type { TrinoQuery } from '../../../engines/trino/statement.ts';
import { columnInfo, columnInfos } from '../resultColumns.ts';
import type { Job, Outcome } from './job.ts';
import { planQuery } from './planQuery.ts';
import { commitTo, textOutcome, writeMetadata } from './resultFiles.ts';

/** A query whose rows go into a CSV: https://docs.aws.amazon.com/athena/latest/ug/querying.html */
export async function select(job: Job, query: TrinoQuery): Promise<Outcome> {
  const { ready, columns } = await planQuery(job, query);
  const target = path.join(job.folder, 'result.csv');
  const done = await job.engine.call('select', { ...ready, target }, job.signal);
  const infos = columnInfos(done.columns, columns);
  const uri = job.query.results.OutputLocation;
  await writeMetadata(job, `${uri}.metadata`, infos);
  const outputBytes = await commitTo(job, uri, target, 'application/octet-stream');
  return {
    form: 'csv',
    columns: infos,
    scannedBytes: done.scannedBytes,
    planningMs: done.planningMs,
    outputRows: done.rows,
    outputBytes,
  };
}

/** The plan of DuckDB, which is what runs here; for ANALYZE with what each of its steps took. */
export async function explain(job: Job, query: TrinoQuery, analyze: boolean): Promise<Outcome> {
  const { ready } = await planQuery(job, query);
  const lines = await job.engine.call('explain', { ...ready, analyze }, job.signal);
  return await textOutcome(job, [columnInfo('Query Plan', 'varchar')], ['Query Plan', ...lines]);
}
