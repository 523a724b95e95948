/** Rows of a PostgreSQL server on their way: a JSON array of texts a line, so that no digit is lost to a number. */
import { type FileHandle, open } from 'node:fs/promises';
import { Client, type FieldDef } from 'pg';
import type { PostgresServer, StagedColumn } from '../ingestions/extractorApi.ts';
import { IngestionFailure, kindOfCode } from '../ingestions/ingestionFailure.ts';

const connectMs = 15_000;
const rowsAtOnce = 5_000;
const mostDigits = 38;

type Row = readonly (string | null)[];

/** An open session; whoever opens it ends it. @throws IngestionFailure */
async function openServer(server: PostgresServer, signal: AbortSignal): Promise<Client> {
  const { ssl, ...address } = server;
  const client = new Client({
    ...address,
    application_name: 'QuickSight',
    connectionTimeoutMillis: connectMs,
    // Encrypted, and the certificate not checked, as for a data source of QuickSight's that knows no authority.
    ...(ssl ? { ssl: { rejectUnauthorized: false } } : {}),
  });
  // A lost connection also fails the query at work; without a listener the event would end the process.
  client.on('error', () => {});
  const abort = () => void client.end().catch(() => {});
  signal.addEventListener('abort', abort, { once: true });
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    signal.throwIfAborted();
    throw failureOf(error, 'CONNECTION_FAILURE');
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Signs in. @throws IngestionFailure that says why it cannot */
export async function tryServer(server: PostgresServer, signal: AbortSignal): Promise<void> {
  const client = await openServer(server, signal);
  await client.end().catch(() => {});
}

/** @throws IngestionFailure */
export async function spoolPostgres(
  server: PostgresServer,
  query: string,
  file: string,
  signal: AbortSignal,
): Promise<readonly StagedColumn[]> {
  const client = await openServer(server, signal);
  const handle = await open(file, 'w', 0o600);
  const abort = () => void client.end().catch(() => {});
  signal.addEventListener('abort', abort, { once: true });
  try {
    await client.query("SET TIME ZONE 'UTC'; SET datestyle = 'ISO, YMD'; SET extra_float_digits = 3; BEGIN READ ONLY");
    return await spool(client, query, handle, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw failureOf(error, 'SQL_EXCEPTION');
  } finally {
    signal.removeEventListener('abort', abort);
    await handle.close();
    await client.end().catch(() => {});
  }
}

async function spool(client: Client, query: string, handle: FileHandle, signal: AbortSignal): Promise<StagedColumn[]> {
  await client.query(`DECLARE rows NO SCROLL CURSOR FOR ${query}`);
  const text = `FETCH ${rowsAtOnce} FROM rows`;
  const asText = { getTypeParser: () => (value: string) => value };
  const digits = new Map<number, Digits>();
  for (;;) {
    signal.throwIfAborted();
    const { rows, fields } = await client.query<(string | null)[]>({ text, rowMode: 'array', types: asText });
    if (rows.length === 0) {
      return fields.map((field, index) => ({ name: field.name, type: typeOf(field, digits.get(index)) }));
    }
    for (const [index, { dataTypeID, dataTypeModifier }] of fields.entries()) {
      if (dataTypeID === numeric && dataTypeModifier < 0) digits.set(index, widest(digits.get(index), rows, index));
    }
    await handle.writeFile(`${rows.map((row) => JSON.stringify(row)).join('\n')}\n`);
  }
}

const numeric = 1700;

/** https://www.postgresql.org/docs/current/catalog-pg-type.html; what is not here is text. */
const types: Readonly<Record<number, string>> = {
  16: 'BOOLEAN',
  20: 'BIGINT',
  21: 'SMALLINT',
  23: 'INTEGER',
  700: 'FLOAT',
  701: 'DOUBLE',
  1082: 'DATE',
  1114: 'TIMESTAMP',
  1184: 'TIMESTAMPTZ',
};

interface Digits {
  readonly before: number;
  readonly after: number;
}

/** How many digits the values of a numeric without bounds have. */
function widest(known: Digits | undefined, rows: readonly Row[], index: number): Digits {
  let { before, after } = known ?? { before: 1, after: 0 };
  for (const row of rows) {
    const [, head = '', tail = ''] = /^-?(\d*)(?:\.(\d+))?$/.exec(row[index] ?? '') ?? [];
    before = Math.max(before, head.length);
    after = Math.max(after, tail.length);
  }
  return { before, after };
}

function typeOf({ dataTypeID, dataTypeModifier }: FieldDef, digits: Digits | undefined): string {
  if (dataTypeID !== numeric) return types[dataTypeID] ?? 'VARCHAR';
  if (dataTypeModifier >= 0) {
    const bounds = dataTypeModifier - 4;
    const [precision, scale] = [(bounds >> 16) & 0xffff, bounds & 0x7ff];
    return precision <= mostDigits && scale <= precision ? `DECIMAL(${precision}, ${scale})` : 'DOUBLE';
  }
  const { before, after } = digits ?? { before: 1, after: 0 };
  return before + after <= mostDigits ? `DECIMAL(${mostDigits}, ${after})` : 'DOUBLE';
}

function failureOf(error: unknown, otherwise: 'CONNECTION_FAILURE' | 'SQL_EXCEPTION'): IngestionFailure {
  if (error instanceof IngestionFailure) return error;
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  const { code, message } = first as Error & { readonly code?: unknown };
  return new IngestionFailure(kindOfCode(code) ?? otherwise, message);
}
