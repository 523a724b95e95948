/** One client of the port, from its first byte to its last. */
import { randomInt } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { ParsedStatement } from '../../engines/redshift/statement.ts';
import { toSqlError } from '../session/duckDbError.ts';
import type { Session } from '../session/session.ts';
import { reported, reportedNames } from '../session/settings.ts';
import { SqlError, sqlStates } from '../sqlError.ts';
import { ExtendedQuery } from './extendedQuery.ts';
import { authenticate, readOpening, type TlsFiles } from './handshake.ts';
import { BodyReader, type FrontendMessage } from './messageReader.ts';
import { MessageStream } from './messageStream.ts';
import { fieldsOf, RowWriter } from './wireTypes.ts';

/** What the connections of the port are given. */
export interface WireParts {
  readonly tls: TlsFiles;
  /** Any of them lets the user in; empty when there is no such user. */
  readonly passwordsOf: (user: string) => Promise<readonly string[]>;
  /** @throws SqlError 3D000 */
  readonly openSession: (options: {
    readonly database: string;
    readonly user: string;
    readonly applicationName: string;
    readonly settings: ReadonlyMap<string, string>;
  }) => Promise<Session>;
  readonly closeSession: (session: Session) => Promise<void>;
  /** Secrets by which clients may cancel what their session runs. */
  readonly keys: Map<number, { readonly secret: number; readonly session: Session }>;
}

/** Serves a client until it goes. */
export async function serveWire(socket: Duplex, parts: WireParts): Promise<void> {
  const stream = new MessageStream(socket);
  try {
    const opening = await readOpening(stream, parts.tls);
    if (opening?.kind === 'cancel') cancel(parts, opening.pid, opening.secret);
    if (opening?.kind === 'session') await serveSession(stream, parts, opening.parameters);
  } catch (error) {
    const failure = toSqlError(error, { pid: 0 });
    stream.writer.error('FATAL', failure.message, failure);
  }
  await stream.end().catch(() => {});
}

function cancel({ keys }: WireParts, pid: number, secret: number): void {
  const key = keys.get(pid);
  if (key?.secret !== secret) return;
  key.session.cancel(new SqlError(sqlStates.cancelled, `Query (${pid}) cancelled on user's request`));
}

/** Start-up parameters that are settings of the session. */
const initialSettings =
  /^(client_encoding|datestyle|timezone|search_path|statement_timeout|query_group|extra_float_digits)$/i;

async function serveSession(
  stream: MessageStream,
  parts: WireParts,
  given: ReadonlyMap<string, string>,
): Promise<void> {
  stream.started();
  const user = given.get('user') ?? '';
  const database = given.get('database') || user;
  await authenticate(stream, user, await parts.passwordsOf(user));
  stream.trusted();
  const settings = new Map(
    [...given].filter(([name]) => initialSettings.test(name)).map(([name, value]) => [name.toLowerCase(), value]),
  );
  for (const [name, value] of optionsOf(given.get('options') ?? '')) settings.set(name, value);
  const applicationName = given.get('application_name') ?? '';
  // Temporary credentials sign in as `IAM:name`, and work as `name`.
  const session = await parts.openSession({ database, user: user.replace(/^IAMA?:/, ''), applicationName, settings });
  const secret = randomInt(2 ** 31);
  parts.keys.set(session.pid, { secret, session });
  const connection = new WireConnection(stream, session);
  stream.onEnd = () => session.cancel(new SqlError(sqlStates.shutdown, 'the client is gone'));
  try {
    connection.greet(secret);
    await connection.serve();
  } finally {
    parts.keys.delete(session.pid);
    await parts.closeSession(session);
  }
}

/** `-c name=value` of libpq's PGOPTIONS. */
function* optionsOf(text: string): Generator<[string, string]> {
  for (const [, name = '', value = ''] of text.matchAll(/(?:-c\s*|--)([\w.]+)=((?:\\.|\S)*)/g)) {
    yield [name.toLowerCase(), value.replace(/\\(.)/g, '$1')];
  }
}

class WireConnection {
  readonly #stream: MessageStream;
  readonly #session: Session;
  readonly #extended: ExtendedQuery;
  /** After an error in the extended protocol all is skipped up to the next Sync. */
  #skipping = false;

  constructor(stream: MessageStream, session: Session) {
    this.#stream = stream;
    this.#session = session;
    this.#extended = new ExtendedQuery(session, stream.writer);
    session.onNotice = (text) => stream.writer.notice('INFO', text);
    session.onTerminate = () => {
      session.cancel(new SqlError(sqlStates.shutdown, 'terminating connection due to administrator command'));
      stream.destroy();
    };
    session.onSetting = (name, value) => {
      if (reported.includes(name)) stream.writer.parameterStatus(reportedNames[name] ?? name, value);
    };
  }

  greet(secret: number): void {
    const { writer } = this.#stream;
    const { settings, user, pid } = this.#session;
    for (const name of reported) {
      const value = name === 'session_authorization' ? user : settings.get(name);
      if (value !== undefined) writer.parameterStatus(reportedNames[name] ?? name, value);
    }
    writer.backendKey(pid, secret);
  }

  async serve(): Promise<void> {
    await this.#ready();
    for (;;) {
      const message = await this.#stream.next();
      if (!message || message.type === 'X') return;
      if (this.#skipping && message.type !== 'S') continue;
      try {
        await this.#handle(message);
      } catch (error) {
        const failure = toSqlError(error, this.#session);
        this.#stream.writer.error('ERROR', failure.message, failure);
        if (message.type === 'Q' || message.type === 'F') await this.#ready();
        else this.#skipping = true;
      }
    }
  }

  async #handle({ type, body }: FrontendMessage): Promise<void> {
    const reader = new BodyReader(body);
    switch (type) {
      case 'Q':
        await this.#extended.settle();
        await this.#simple(reader.text());
        return await this.#ready();
      case 'P':
        return this.#extended.parse(reader);
      case 'B':
        return await this.#extended.bind(reader);
      case 'D':
        return await this.#extended.describe(reader);
      case 'E':
        return await this.#extended.execute(reader);
      case 'C':
        return await this.#extended.close(reader);
      case 'H':
        return await this.#stream.writer.flush();
      case 'S':
        this.#skipping = false;
        if (this.#session.status === 'I') await this.#extended.endPortals();
        return await this.#ready();
      case 'F':
        throw new SqlError(sqlStates.featureNotSupported, 'function calls over the protocol are not supported');
      default:
        throw new SqlError('08P01', `unexpected message "${type}"`);
    }
  }

  async #ready(): Promise<void> {
    this.#stream.writer.readyForQuery(this.#session.status);
    await this.#stream.writer.flush();
  }

  /** Several statements of one message are one transaction, unless they say otherwise themselves. */
  async #simple(text: string): Promise<void> {
    const { statements } = this.#session.parse(text);
    if (statements.length === 0) this.#stream.writer.plain('I');
    const control = statements.some(({ statement }) => ['begin', 'commit', 'rollback'].includes(statement.kind));
    const together = statements.length > 1 && !control && this.#session.status === 'I';
    if (together) await this.#session.begin();
    try {
      for (const parsed of statements) await this.#run(parsed);
      if (together) await this.#session.commit();
    } finally {
      if (together) await this.#session.rollback();
    }
  }

  async #run(parsed: ParsedStatement): Promise<void> {
    const { writer } = this.#stream;
    const zone = this.#session.settings.get('timezone') ?? 'UTC';
    let rows: RowWriter | undefined;
    const ended = await this.#session.execute(parsed, undefined, {
      columns(columns) {
        writer.rowDescription(fieldsOf(columns, []));
        rows = new RowWriter(columns, [], zone);
      },
      async rows(chunk) {
        for (const row of chunk) {
          rows?.write(writer, row);
          if (writer.due) await writer.flush();
        }
      },
    });
    writer.commandComplete(ended.tag);
  }
}
