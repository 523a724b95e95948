/**
 * The sample pipeline, whole and for real: deployed, run twice, run by its schedule, run on a batch that cannot be processed. Its figures are
 * compared with a computation of their own (expectedSales.ts).
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AthenaClient,
  BatchGetNamedQueryCommand,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  ListNamedQueriesCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { GetPartitionsCommand, GetTableCommand, GlueClient } from '@aws-sdk/client-glue';
import { DeleteObjectCommand, GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import {
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
  UpdateScheduleCommand,
  type UpdateScheduleCommandInput,
} from '@aws-sdk/client-scheduler';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { deploySample, sampleFolder, uploadBatch, uploadBatches } from '../support/sampleLake.ts';
import { expectedSales, type Figures, pesos } from './expectedSales.ts';

const expected = expectedSales(path.join(sampleFolder, 'raw/ventas'));
const { signal } = new AbortController();

let endpoint: TestEndpoint;
let s3: S3Client;
let outputs: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  s3 = new S3Client(endpoint.client);
  outputs = await deploySample(endpoint, signal);
});
afterAll(() => endpoint?.[Symbol.asyncDispose]());

/** Starts the machine and waits for its end. */
async function execute() {
  const { executionArn } = await new SFNClient(endpoint.client).send(
    new StartExecutionCommand({ stateMachineArn: outputs.StateMachineArn, input: '{}' }),
  );
  return await ended(executionArn);
}

async function ended(executionArn: string | undefined) {
  const client = new SFNClient(endpoint.client);
  for (;;) {
    const execution = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (execution.status !== 'RUNNING') {
      const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
      const states = (events ?? []).flatMap((event) => event.stateEnteredEventDetails?.name ?? []);
      return { ...execution, states };
    }
    await sleep(250);
  }
}

/** Sets the sample's schedule to the next minute of its own time zone, and waits for the execution that it starts. */
async function startedBySchedule(): Promise<string> {
  const scheduler = new SchedulerClient(endpoint.client);
  const states = new SFNClient(endpoint.client);
  const { Schedules } = await scheduler.send(new ListSchedulesCommand({}));
  const Name = Schedules?.[0]?.Name;
  const {
    $metadata: _,
    Arn: __,
    CreationDate: ___,
    LastModificationDate: ____,
    ...schedule
  } = await scheduler.send(new GetScheduleCommand({ Name }));
  const zone = { timeZone: schedule.ScheduleExpressionTimezone!, hourCycle: 'h23' } as const;
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en', { ...zone, hour: 'numeric', minute: 'numeric' })
      .formatToParts(Date.now() + 60_000)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const ScheduleExpression = `cron(${parts.minute} ${parts.hour} * * ? *)`;
  await scheduler.send(
    new UpdateScheduleCommand({ ...(schedule as UpdateScheduleCommandInput), ScheduleExpression, State: 'ENABLED' }),
  );
  const list = new ListExecutionsCommand({ stateMachineArn: outputs.StateMachineArn });
  const known = (await states.send(list)).executions?.length ?? 0;
  for (;;) {
    const { executions = [] } = await states.send(list);
    if (executions.length > known) return executions[0]!.executionArn!;
    await sleep(500);
  }
}

/** Every object under a prefix, by key, with the hash of its bytes. */
async function objects(prefix: string): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  const page = { Bucket: outputs.LakeBucketName, Prefix: prefix };
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, page)) {
    for (const { Key } of Contents) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: outputs.LakeBucketName, Key }));
      found.set(Key!, await Body!.transformToByteArray());
    }
  }
  return found;
}

const hashes = (found: ReadonlyMap<string, Uint8Array>) =>
  Object.fromEntries([...found].map(([key, bytes]) => [key, createHash('sha256').update(bytes).digest('hex')]));

function mails(): string[] {
  const outbox = path.join(endpoint.state, 'outbox');
  return readdirSync(outbox)
    .filter((name) => name.endsWith('.eml'))
    .sort()
    .map((name) => readFileSync(path.join(outbox, name), 'utf8'));
}

const bodyOf = (mail: string) => {
  const at = mail.search(/\r?\n\r?\n/);
  const [head, body] = [mail.slice(0, at), mail.slice(at).trim()];
  return /content-transfer-encoding: base64/i.test(head) ? Buffer.from(body, 'base64').toString('utf8') : body;
};

/** Runs one of the stack's named queries; rows as Athena gives them, by column. */
async function query(name: string): Promise<Record<string, string>[]> {
  const athena = new AthenaClient(endpoint.client);
  const { NamedQueryIds } = await athena.send(new ListNamedQueriesCommand({ WorkGroup: outputs.WorkGroupName }));
  const { NamedQueries } = await athena.send(new BatchGetNamedQueryCommand({ NamedQueryIds }));
  const named = NamedQueries!.find((each) => each.Name === name)!;
  const { QueryExecutionId } = await athena.send(
    new StartQueryExecutionCommand({
      QueryString: named.QueryString,
      QueryExecutionContext: { Database: named.Database },
      WorkGroup: outputs.WorkGroupName,
    }),
  );
  for (;;) {
    const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    const { State, StateChangeReason } = QueryExecution!.Status!;
    if (State === 'SUCCEEDED') break;
    if (State === 'FAILED' || State === 'CANCELLED') throw new Error(`${name}: ${StateChangeReason}`);
    await sleep(50);
  }
  const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
  const rows = (ResultSet?.Rows ?? []).map((row) => (row.Data ?? []).map((cell) => cell.VarCharValue ?? ''));
  const [header, ...rest] = rows;
  return rest.map((row) => Object.fromEntries((header ?? []).map((column, index) => [column, row[index] ?? ''])));
}

const figures = ({ orders, units, cents }: Figures) => [String(orders), String(units), pesos(cents)];

async function checkFigures(): Promise<void> {
  expect(await query('01_validar_calidad')).toEqual([
    {
      filas: String(expected.clean),
      repetidos: '0',
      sin_pedido: '0',
      no_positivos: '0',
      totales_errados: '0',
      regiones_raras: '0',
    },
  ]);
  const byDate = await query('02_validar_particiones');
  expect(byDate.map((row) => [row.fecha_pedido, row.pedidos, row.unidades, row.ventas])).toEqual(
    [...expected.byDate].sort(([a], [b]) => a.localeCompare(b)).map(([date, each]) => [date, ...figures(each)]),
  );
  await query('03_vista_ventas_diarias');
  const byRegion = await query('04_ventas_por_region');
  expect(byRegion.map((row) => [row.region, row.pedidos, row.ventas])).toEqual(
    [...expected.byRegion]
      .sort(([, a], [, b]) => (b.cents > a.cents ? 1 : -1))
      .map(([region, each]) => [region, String(each.orders), pesos(each.cents)]),
  );
  const products = await query('05_productos_por_region');
  expect(products).toHaveLength(expected.byRegion.size * 3);
  const byChannel = await query('06_ticket_por_canal');
  expect(Object.fromEntries(byChannel.map((row) => [row.canal, [row.pedidos, row.ventas]]))).toEqual(
    Object.fromEntries(
      [...expected.byChannel].map(([canal, each]) => [canal, [String(each.orders), pesos(each.cents)]]),
    ),
  );
}

describe('the batch data lake', () => {
  let first: Record<string, string>;

  test('cleans, catalogs, announces and can be queried', { timeout: 400_000 }, async () => {
    await uploadBatches(s3, outputs.LakeBucketName!);
    const execution = await execute();
    expect([execution.status, execution.cause]).toEqual(['SUCCEEDED', undefined]);
    expect(JSON.parse(execution.output!)).toMatchObject({
      archivos: 3,
      leidas: expected.read,
      limpias: expected.clean,
      duplicadas: expected.duplicates,
      rechazadas: expected.rejected,
      total_ventas: pesos(expected.total.cents),
    });

    const processed = await objects('processed/');
    expect([...processed.keys()].sort()).toEqual(
      [...expected.byDate.keys()].sort().map((date) => `processed/ventas/fecha_pedido=${date}/ventas.snappy.parquet`),
    );
    const [key, bytes] = [...processed][0]!;
    const file = new Uint8Array(bytes).buffer;
    const rows = await parquetReadObjects({ file });
    expect(rows).toHaveLength(expected.byDate.get(/\d{4}-\d\d-\d\d/.exec(key)![0])!.orders);
    expect(Object.keys(rows[0]!)).toContain('precio_unitario');
    expect([...(await objects('staging/')).keys()]).toEqual([]);
    const rejected = await objects('quarantine/');
    const lines = [...rejected.values()].map((each) => Buffer.from(each).toString().trimEnd().split('\n').length - 1);
    expect(lines.reduce((sum, each) => sum + each, 0)).toBe(expected.rejected);
    first = hashes(processed);

    const glue = new GlueClient(endpoint.client);
    const DatabaseName = outputs.DatabaseName;
    const { Table } = await glue.send(new GetTableCommand({ DatabaseName, Name: 'ventas' }));
    expect(Table!.PartitionKeys!.map((column) => column.Name)).toEqual(['fecha_pedido']);
    const types = Object.fromEntries(Table!.StorageDescriptor!.Columns!.map((column) => [column.Name, column.Type]));
    expect(types).toMatchObject({
      pedido_id: 'string',
      cantidad: 'int',
      precio_unitario: 'decimal(12,2)',
      total: 'decimal(14,2)',
    });
    const { Partitions } = await glue.send(new GetPartitionsCommand({ DatabaseName, TableName: 'ventas' }));
    expect(Partitions!.flatMap((partition) => partition.Values ?? []).sort()).toEqual(
      [...expected.byDate.keys()].sort(),
    );

    const [mail, ...more] = mails();
    expect(more).toEqual([]);
    expect(mail).toContain('datos@example.com');
    expect(bodyOf(mail!)).toContain(
      `Limpias: ${expected.clean}. Duplicadas: ${expected.duplicates}. En cuarentena: ${expected.rejected}.`,
    );
    await checkFigures();

    const logs: string[] = [];
    const request = { logGroupName: '/aws-glue/python-jobs/output' };
    for await (const page of paginateFilterLogEvents({ client: new CloudWatchLogsClient(endpoint.client) }, request)) {
      logs.push(...(page.events ?? []).map((event) => event.message ?? ''));
    }
    expect(logs.join('\n')).toContain('ventas_2025-06-02.csv: 400 filas');
  });

  test('run again, it comes to the same', { timeout: 400_000 }, async () => {
    const execution = await execute();
    expect([execution.status, execution.cause]).toEqual(['SUCCEEDED', undefined]);
    expect(hashes(await objects('processed/'))).toEqual(first);
    expect(mails()).toHaveLength(2);
    await checkFigures();
  });

  test('its schedule starts it, in the time zone that it names', { timeout: 400_000 }, async () => {
    const execution = await ended(await startedBySchedule());
    expect([execution.status, execution.cause]).toEqual(['SUCCEEDED', undefined]);
    expect(execution.input).toBe('{}');
    expect(hashes(await objects('processed/'))).toEqual(first);
    expect(mails()).toHaveLength(3);
  });

  test('a batch that cannot be processed takes the failure branch and leaves all as it was', {
    timeout: 400_000,
  }, async () => {
    await uploadBatch(s3, outputs.LakeBucketName!, 'broken', 'ventas_2025-06-05.csv');
    const execution = await execute();
    expect(execution.status).toBe('FAILED');
    expect(execution.error).toBe('GlueJobFallido');
    expect(execution.cause).toContain('ventas_2025-06-05.csv: faltan las columnas');
    expect(execution.states).toContain('Avisar fallo');
    expect(execution.states).not.toContain('Iniciar crawler');
    const last = mails().at(-1)!;
    expect(mails()).toHaveLength(4);
    expect(bodyOf(last)).toContain('El lote de ventas falló');
    expect(bodyOf(last)).toContain('faltan las columnas');
    expect(hashes(await objects('processed/'))).toEqual(first);
    expect([...(await objects('staging/')).keys()]).toEqual([]);
    await checkFigures();

    await s3.send(new DeleteObjectCommand({ Bucket: outputs.LakeBucketName, Key: 'raw/ventas/ventas_2025-06-05.csv' }));
    expect((await execute()).status).toBe('SUCCEEDED');
  });
});
