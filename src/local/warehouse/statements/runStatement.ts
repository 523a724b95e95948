import type { RedshiftStatement } from '../../engines/redshift/statement.ts';
import type { ResultColumn } from '../../engines/redshift/translation.ts';
import { type Done, done, type ResultConsumer } from '../session/consumer.ts';
import type { StatementCtx } from '../session/statementCtx.ts';
import { unsupported } from '../sqlError.ts';
import { runChange } from './changes.ts';
import { comment } from './comment.ts';
import { copy } from './copy/copy.ts';
import { closeCursor, declareCursor, describeFetch, fetchCursor } from './cursors.ts';
import { databaseStatement } from './databaseStatements.ts';
import { drop } from './drop.ts';
import { explain, explainColumns } from './explain.ts';
import { createExternalSchema, createExternalTable } from './external/externalStatements.ts';
import { alterDefaultPrivileges, grant } from './grants.ts';
import { deallocate, executePrepared, prepare, preparedStatement } from './prepared.ts';
import { principal } from './principals.ts';
import { describeQuery, runQuery } from './query.ts';
import { schemaStatement } from './schemas.ts';
import { changeSetting, showColumns, showSetting } from './settingStatements.ts';
import { show, showResultColumns } from './shows/show.ts';
import { alterTable } from './tables/alterTable.ts';
import { createTable } from './tables/createTable.ts';
import { createTableAs } from './tables/createTableAs.ts';
import { truncate } from './tables/truncate.ts';
import { unload } from './unload/unload.ts';
import { upkeep, upkeepColumns } from './upkeep.ts';
import { createView } from './views/createView.ts';
import { alterMaterializedView, createMaterializedView } from './views/materializedViews.ts';
import { refreshMaterializedView } from './views/refreshMaterializedView.ts';

/**
 * Carries a statement out in the transaction that is open.
 * @throws SqlError, RedshiftError, and DuckDB's own errors
 */
export async function runStatement(
  ctx: StatementCtx,
  statement: RedshiftStatement,
  consumer: ResultConsumer,
): Promise<Done> {
  switch (statement.kind) {
    case 'query':
      return await runQuery(ctx, statement, consumer);
    case 'explain':
      return await explain(ctx, statement, consumer);
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
      return await runChange(ctx, statement);
    case 'create-table':
      return await createTable(ctx, statement);
    case 'create-table-as':
      return await createTableAs(ctx, statement);
    case 'create-view':
      return await createView(ctx, statement);
    case 'create-materialized-view':
      return await createMaterializedView(ctx, statement);
    case 'refresh-materialized-view':
      return await refreshMaterializedView(ctx, statement);
    case 'alter-materialized-view':
      return await alterMaterializedView(ctx, statement);
    case 'create-external-schema':
      return await createExternalSchema(ctx, statement);
    case 'create-external-table':
      return await createExternalTable(ctx, statement);
    case 'copy':
      return await copy(ctx, statement);
    case 'unload':
      return await unload(ctx, statement);
    case 'alter-table':
      return await alterTable(ctx, statement);
    case 'drop':
      return await drop(ctx, statement);
    case 'truncate':
      return await truncate(ctx, statement);
    case 'set':
    case 'set-session-authorization':
    case 'set-transaction':
    case 'reset':
    case 'discard':
      return await changeSetting(ctx, statement);
    case 'show-setting':
      return await showSetting(ctx, statement, consumer);
    case 'show':
      return await show(ctx, statement, consumer);
    case 'comment':
      return await comment(ctx, statement);
    case 'grant':
    case 'revoke':
      return await grant(ctx, statement);
    case 'alter-default-privileges':
      return alterDefaultPrivileges();
    case 'create-user':
    case 'alter-user':
    case 'create-role':
    case 'alter-role':
    case 'create-group':
    case 'alter-group':
      return await principal(ctx, statement);
    case 'create-schema':
    case 'alter-schema':
      return await schemaStatement(ctx, statement);
    case 'create-database':
    case 'alter-database':
    case 'use':
      return await databaseStatement(ctx, statement);
    case 'analyze':
    case 'analyze-compression':
    case 'vacuum':
    case 'lock':
    case 'cancel':
      return await upkeep(ctx, statement, consumer);
    case 'prepare':
      return prepare(ctx, statement);
    case 'execute':
      return await executePrepared(ctx, statement, (inner, prepared) => runStatement(inner, prepared, consumer));
    case 'deallocate':
      return deallocate(ctx, statement);
    case 'declare-cursor':
      return await declareCursor(ctx, statement);
    case 'fetch':
      return await fetchCursor(ctx, statement, consumer);
    case 'close':
      return await closeCursor(ctx, statement);
    case 'unsupported':
      throw unsupported(statement.message);
    case 'begin':
    case 'commit':
    case 'rollback':
      return done(statement.kind.toUpperCase());
  }
}

/** The columns that a statement's result will have; undefined where it gives none. */
export async function describeStatement(
  ctx: StatementCtx,
  statement: RedshiftStatement,
): Promise<readonly ResultColumn[] | undefined> {
  switch (statement.kind) {
    case 'query':
      return await describeQuery(ctx, statement);
    case 'explain':
      return explainColumns;
    case 'show-setting':
      return showColumns(statement);
    case 'show':
      return showResultColumns(statement);
    case 'fetch':
      return describeFetch(ctx, statement);
    case 'analyze-compression':
      return upkeepColumns;
    case 'execute':
      return await describeStatement(ctx, preparedStatement(ctx, statement.name).statement);
    default:
      return undefined;
  }
}
