/** https://docs.aws.amazon.com/athena/latest/ug/create-database.html */
import type { Statement } from '../../../engines/trino/statement.ts';
import type { Job } from '../execution/job.ts';
import { ddlFailure, semanticFailure } from '../queryFailure.ts';

export async function createDatabase(
  job: Job,
  statement: Extract<Statement, { kind: 'create-database' }>,
): Promise<void> {
  if (await job.glue.database(statement.database)) {
    if (statement.ifNotExists) return;
    throw ddlFailure(`Database ${statement.database} already exists`);
  }
  await job.glue.createDatabase({
    Name: statement.database,
    ...(statement.comment === undefined ? {} : { Description: statement.comment }),
    ...(statement.location === undefined ? {} : { LocationUri: statement.location }),
    ...(Object.keys(statement.properties).length > 0 ? { Parameters: statement.properties } : {}),
  });
}

export async function setDatabaseProperties(
  job: Job,
  { database, properties }: Extract<Statement, { kind: 'set-database-properties' }>,
): Promise<void> {
  const found = await job.glue.database(database);
  if (!found) throw semanticFailure(10072, `Database does not exist: ${database}`);
  await job.glue.updateDatabase({ ...found, Parameters: { ...found.Parameters, ...properties } });
}

export async function dropDatabase(job: Job, statement: Extract<Statement, { kind: 'drop-database' }>): Promise<void> {
  const { database, ifExists, cascade } = statement;
  if (!(await job.glue.database(database))) {
    if (ifExists) return;
    throw semanticFailure(10072, `Database does not exist: ${database}`);
  }
  if (!cascade) {
    const first = await job.glue.tables(database).next();
    if (!first.done) {
      throw ddlFailure(
        `InvalidOperationException(message:Database ${database} is not empty. One or more tables exist.)`,
      );
    }
  }
  await job.glue.deleteDatabase(database);
}
