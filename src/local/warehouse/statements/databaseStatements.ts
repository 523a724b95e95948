import type { RedshiftStatement } from '../../engines/redshift/statement.ts';
import { type Done, done } from '../session/consumer.ts';
import type { StatementCtx } from '../session/statementCtx.ts';
import { SqlError, sqlStates, unsupported } from '../sqlError.ts';

type DatabaseStatement = Extract<RedshiftStatement, { readonly kind: 'create-database' | 'alter-database' | 'use' }>;

export async function databaseStatement(ctx: StatementCtx, statement: DatabaseStatement): Promise<Done> {
  switch (statement.kind) {
    case 'create-database':
      await ctx.session.transaction.outside('CREATE DATABASE', () => ctx.databases.create(statement.database));
      return done('CREATE DATABASE');
    case 'alter-database':
      if (!ctx.databases.has(statement.database)) {
        throw new SqlError(sqlStates.noDatabase, `database "${statement.database}" does not exist`);
      }
      if (statement.renameTo !== undefined) {
        const { database, renameTo } = statement;
        if (database === ctx.database || (await ctx.session.neighbours.areIn(database))) {
          throw new SqlError(sqlStates.objectInUse, `database "${database}" is being accessed by other users`);
        }
        await ctx.session.transaction.outside('ALTER DATABASE', () => ctx.databases.rename(database, renameTo));
      }
      return done('ALTER DATABASE');
    case 'use':
      throw unsupported('USE is not supported by the local warehouse', 'Connect to the database instead.');
  }
}
