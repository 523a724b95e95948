import type { ParameterValue, ResultColumn } from '../engines/redshift/translation.ts';
import { apiDigits, internalTypeName } from '../engines/redshift/types/typeNames.ts';
import type { Databases } from './databases/databases.ts';
import { RowsFile } from './rowsFile.ts';
import { toSqlError } from './session/duckDbError.ts';
import type { Session } from './session/session.ts';
import type { Sessions } from './session/sessions.ts';
import { SqlError, sqlStates } from './sqlError.ts';
import type { ExecuteInput, ExecuteOutcome, RedshiftColumn, WarehouseApi } from './warehouseApi.ts';

/** What the endpoint can ask. */
export function apiOf(sessions: Sessions, databases: Databases): WarehouseApi {
  return {
    openSession: async (input) => {
      const session = await sessions.open({ ...input, origin: 'api', settings: new Map() });
      return { session: session.pid };
    },
    closeSession: ({ session }) => sessions.close(session),
    execute: (input, signal) => execute(sessions.get(input.session), input, signal),
    listDatabases: async () => databases.names,
    listSessions: async () => sessions.all().map(({ state }) => state),
    checkpoint: () => databases.checkpoint(),
  };
}

async function execute(session: Session, input: ExecuteInput, signal: AbortSignal): Promise<ExecuteOutcome> {
  const notices: string[] = [];
  session.onNotice = (text) => notices.push(text);
  const { statements } = session.parse(input.sql);
  const [parsed, second] = statements;
  if (!parsed || second) {
    throw new SqlError(
      sqlStates.syntax,
      parsed ? 'multiple statements are not allowed here' : 'the statement is empty',
    );
  }
  const parameters =
    input.parameters && new Map(input.parameters.map(({ name, value }): [string, ParameterValue] => [name, { value }]));
  const zone = session.settings.get('timezone') ?? 'UTC';
  const file = new RowsFile(input.rowsFile, zone, input.mostBytes);
  try {
    const ended = await session.execute(parsed, parameters, file, signal);
    await file.close();
    const columns = file.described?.map(columnOf);
    return { tag: ended.tag, rows: file.described ? file.count : ended.rows, columns, bytes: file.bytes, notices };
  } catch (error) {
    await file.discard();
    throw toSqlError(error, session);
  }
}

function columnOf({ name, type }: ResultColumn): RedshiftColumn {
  return {
    ...{ name, typeName: type.name === 'unknown' ? 'varchar' : internalTypeName(type) },
    length: 'length' in type ? type.length : 0,
    precision: type.name === 'numeric' ? type.precision : apiDigits(type.name),
    ...{ scale: type.name === 'numeric' ? type.scale : 0, nullable: true },
  };
}
