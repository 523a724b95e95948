import { quoteName } from '../../../../core/sqlQuoting.ts';
import type { RelationEntry } from '../../catalog/entries.ts';
import { literal } from '../../databases/duckDb.ts';
import type { StatementCtx } from '../../session/statementCtx.ts';
import type { StatementSession } from '../../session/statementSession.ts';
import { SqlError, sqlStates } from '../../sqlError.ts';
import type { LoadError, LoadErrors } from './loadError.ts';

/** A COPY whose files hold more errors than it may: what they are is kept, although the rows are not. */
export class LoadFailure extends SqlError {
  readonly table: number;
  readonly query: number;
  readonly errors: readonly LoadError[];

  constructor(ctx: StatementCtx, table: RelationEntry, errors: readonly LoadError[]) {
    const [first] = errors;
    super(
      sqlStates.internal,
      `Load into table '${table.name}' failed.  Check 'stl_load_errors' system table for details.`,
      {
        detail:
          first &&
          `${first.reason} (${first.uri}, line ${first.line}${first.column ? `, column ${first.column}` : ''})`,
      },
    );
    this.table = table.oid;
    this.query = ctx.session.queryId;
    this.errors = errors;
  }
}

/** Keeps errors in STL_LOAD_ERRORS, apart from the session's transaction. */
export async function keepLoadErrors(session: StatementSession, { table, query, errors }: LoadErrors): Promise<void> {
  if (errors.length === 0) return;
  const moment = new Date().toISOString();
  const rows = errors.map((error) => {
    const values = [
      ...[query, table, moment, error.uri, error.line, error.column, error.type, error.rawLine.slice(0, 1024)],
      ...[error.rawValue.slice(0, 1024), error.code, error.reason.slice(0, 100), session.pid],
    ];
    return `(${values.map(literal).join(', ')})`;
  });
  await session.committed.run(
    `INSERT INTO ${quoteName(session.database)}.strata.load_errors VALUES ${rows.join(', ')}`,
  );
}
