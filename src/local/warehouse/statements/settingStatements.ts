import type { RedshiftStatement } from '../../engines/redshift/statement.ts';
import type { ResultColumn } from '../../engines/redshift/translation.ts';
import { type Done, done, emit, type ResultConsumer, textColumns } from '../session/consumer.ts';
import type { StatementCtx } from '../session/statementCtx.ts';
import { SqlError, sqlStates } from '../sqlError.ts';

type SettingStatement = Extract<
  RedshiftStatement,
  { readonly kind: 'set' | 'set-session-authorization' | 'set-transaction' | 'reset' | 'discard' }
>;
type ShowSetting = Extract<RedshiftStatement, { readonly kind: 'show-setting' }>;

export async function changeSetting({ session }: StatementCtx, statement: SettingStatement): Promise<Done> {
  switch (statement.kind) {
    case 'set':
      session.settings.set(statement.name, statement.value?.join(', '), statement.local);
      return done('SET');
    case 'set-session-authorization':
      session.user = statement.user ?? session.signedIn;
      return done('SET SESSION AUTHORIZATION');
    case 'set-transaction':
      // Every transaction sees one state of the data, the strictest of the levels that Redshift has.
      return done('SET');
    case 'reset':
      if (statement.name === 'all') session.settings.resetAll();
      else session.settings.set(statement.name, undefined);
      return done('RESET');
    case 'discard':
      session.settings.resetAll();
      session.names.prepared.clear();
      return done('DISCARD ALL');
  }
}

export function showColumns({ name }: ShowSetting): ResultColumn[] {
  return name === 'all' ? textColumns('name', 'setting', 'description') : textColumns(name);
}

export async function showSetting(ctx: StatementCtx, statement: ShowSetting, consumer: ResultConsumer): Promise<Done> {
  const { settings } = ctx.session;
  if (statement.name === 'all') {
    await emit(
      consumer,
      showColumns(statement),
      settings.all().map(([name, value]) => [name, value, null]),
    );
    return done('SHOW');
  }
  const value = settings.get(statement.name === 'time zone' ? 'timezone' : statement.name);
  if (value === undefined) {
    throw new SqlError(sqlStates.noObject, `unrecognized configuration parameter "${statement.name}"`);
  }
  await emit(consumer, showColumns(statement), [[value]]);
  return done('SHOW');
}
