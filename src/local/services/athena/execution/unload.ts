/** https://docs.aws.amazon.com/athena/latest/ug/unload.html */
import type { Statement } from '../../../engines/trino/statement.ts';
import { checkOutputLocation } from '../outputLocation.ts';
import { QueryFailure } from '../queryFailure.ts';
import type { Job, Outcome } from './job.ts';
import { textOf, writtenFormat } from './outputFormat.ts';
import { planQuery } from './planQuery.ts';
import { needEmpty, writeResult, writtenOutcome } from './writtenFiles.ts';

type Unload = Extract<Statement, { kind: 'unload' }>;

export async function unload(job: Job, { query, to, properties }: Unload): Promise<Outcome> {
  if (textOf(properties, 'format') === undefined) {
    throw new QueryFailure('property', 'INVALID_PROPERTY: format property is missing');
  }
  checkOutputLocation(to);
  const location = to.endsWith('/') ? to : `${to}/`;
  const format = writtenFormat(properties);
  await needEmpty(job, location, location);
  const planned = await planQuery(job, query);
  const given = properties.partitioned_by ?? [];
  const partitionColumns = (typeof given === 'object' ? given : [String(given)]).map((each) => each.toLowerCase());
  const described = await job.engine.call('describe', planned.ready, job.signal);
  const names = described.map(({ name }, i) => (planned.columns?.[i]?.name ?? name).toLowerCase());
  const last = names.slice(names.length - partitionColumns.length);
  if (partitionColumns.some((each, i) => each !== last[i])) {
    throw new QueryFailure(
      'syntax',
      `HIVE_COLUMN_ORDER_MISMATCH: Partition keys must be the last columns and in the same order: [${partitionColumns.join(', ')}]`,
    );
  }
  const written = await writeResult(job, {
    planned,
    format: format.output,
    extension: format.extension,
    columns: names,
    partitionColumns,
    location,
  });
  try {
    return await writtenOutcome(job, written);
  } catch (error) {
    written.undo();
    throw error;
  }
}
