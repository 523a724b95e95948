import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeSmallPipeline } from '../support/smallPipeline.ts';
import { cliMain, type StrataCli, strataCli } from '../support/strataCli.ts';

let strata: StrataCli;
beforeAll(async () => {
  strata = strataCli();
  await strata.run('up');
  for (const folder of [await writeSmallPipeline(strata.root), await writeJobPipeline(strata.root)]) {
    const { code, stderr } = await strata.run('deploy', folder, '--stack', path.basename(folder));
    if (code !== 0) throw new Error(stderr);
  }
});
afterAll(() => strata?.[Symbol.asyncDispose]());

/** A job that writes three lines, a machine that starts it, and a table over the small pipeline's files. */
async function writeJobPipeline(root: string): Promise<string> {
  const folder = path.join(root, 'jobs');
  await mkdir(folder);
  await writeFile(path.join(folder, 'greet.py'), 'print("INFO one")\nprint("WARNING two")\nprint("INFO three")\n');
  const role = 'arn:aws:iam::000000000000:role/any';
  const task = {
    Type: 'Task',
    Resource: 'arn:aws:states:::glue:startJobRun.sync',
    Parameters: { JobName: 'greet' },
    ResultPath: null,
    End: true,
  };
  const table = {
    Name: 'sales',
    TableType: 'EXTERNAL_TABLE',
    Parameters: { classification: 'csv', 'skip.header.line.count': '1' },
    StorageDescriptor: {
      Location: 's3://small-lake/raw/',
      Columns: [
        { Name: 'id', Type: 'bigint' },
        { Name: 'total', Type: 'decimal(10,2)' },
      ],
      InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
      OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
      SerdeInfo: {
        SerializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
        Parameters: { 'field.delim': ',' },
      },
    },
  };
  const resource = (Type: string, Properties: object) => ({ Type, Properties });
  const Resources = {
    Job: resource('AWS::Glue::Job', {
      Name: 'greet',
      Role: role,
      Command: { Name: 'pythonshell', PythonVersion: '3.9', ScriptLocation: './greet.py' },
    }),
    Machine: resource('AWS::StepFunctions::StateMachine', {
      StateMachineName: 'greeting',
      RoleArn: role,
      DefinitionString: JSON.stringify({ StartAt: 'Greet', States: { Greet: task } }),
    }),
    Database: resource('AWS::Glue::Database', { CatalogId: '000000000000', DatabaseInput: { Name: 'shop' } }),
    Table: {
      ...resource('AWS::Glue::Table', { CatalogId: '000000000000', DatabaseName: 'shop', TableInput: table }),
      DependsOn: 'Database',
    },
  };
  await writeFile(path.join(folder, 'template.yaml'), JSON.stringify({ Resources }));
  await writeFile(path.join(folder, 'strata.yaml'), 'version: 1\nstack: jobs\n');
  return folder;
}

interface McpSession extends AsyncDisposable {
  readonly client: Client;
  /** What a tool answered: its JSON, and whether it is an error. */
  call(name: string, args?: Record<string, unknown>): Promise<{ readonly failed: boolean; readonly answer: Answer }>;
}

/** As much of the answers as is looked at here. */
interface Answer {
  readonly kind?: string;
  readonly code?: string;
  readonly message?: string;
  readonly text?: string;
  readonly hint?: string;
  readonly run?: { readonly id: string; readonly of: string; readonly state: string };
  readonly runs?: readonly { readonly id: string; readonly service: string; readonly title: string }[];
  readonly steps?: readonly { readonly name: string; readonly child?: { readonly id: string } }[];
  readonly relation?: { readonly run: { readonly id: string } };
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
  readonly rows?: readonly (readonly unknown[])[];
  readonly more?: boolean;
  readonly lines?: readonly { readonly message: string; readonly stream: string }[];
  readonly next?: string;
  readonly nodes?: readonly { readonly id: string; readonly label: string; readonly expandable: boolean }[];
}

async function connect(...flags: string[]): Promise<McpSession> {
  const client = new Client({ name: 'test', version: '1' });
  const env = Object.fromEntries(Object.entries(strata.env).map(([name, value]) => [name, value ?? '']));
  const args = [cliMain, 'mcp', ...flags];
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args, cwd: strata.root, env, stderr: 'ignore' }),
  );
  return {
    client,
    async call(name, args = {}) {
      const { isError, content } = await client.callTool({ name, arguments: args });
      const [first] = content as readonly { readonly text: string }[];
      let answer: Answer;
      try {
        answer = JSON.parse(first?.text ?? '') as Answer;
      } catch {
        answer = { message: first?.text ?? '' };
      }
      return { failed: isError === true, answer };
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}

async function idOf(session: McpSession, ...labels: readonly string[]): Promise<string> {
  let id: string | undefined;
  for (const label of labels) {
    const { answer } = await session.call('browse', id === undefined ? {} : { id });
    id = answer.nodes?.find((node) => node.label === label)?.id;
    if (id === undefined) throw new Error(`${label} is not among ${JSON.stringify(answer.nodes)}`);
  }
  return id ?? '';
}

describe('mcp', () => {
  test('offers what reads, each with what it needs to know', async () => {
    await using session = await connect();
    const { tools } = await session.client.listTools();
    const names = tools.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['browse', 'cloudformation_showTemplate', 'step-functions_openLastRun']),
    );
    expect(names).toEqual(expect.arrayContaining(['list_runs', 'show_run', 'read_log', 'read_rows']));
    expect(names).not.toContain('stop_run');
    // Every tool says by itself what it is for: a client shows them without their neighbours.
    const descriptions = tools.map(({ description }) => description);
    expect(new Set(descriptions).size).toBe(tools.length);
    expect(descriptions).toContainEqual(expect.stringContaining('EventBridge Scheduler: Show Next Fires'));
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint)).toBe(true);
    expect(names).not.toContain('step-functions_run');
    expect(names).not.toContain('cloudformation_deleteStack');
    expect(tools.find(({ name }) => name === 'cloudformation_showTemplate')?.inputSchema).toMatchObject({
      properties: { target: { type: 'string', description: expect.stringContaining('cloudformation.stack') } },
      required: ['target'],
    });
  });

  test('finds a thing by browsing, and reads it', async () => {
    await using session = await connect();
    const stack = await idOf(session, 'Stacks', 'small');
    const { failed, answer } = await session.call('cloudformation_showTemplate', { target: stack });
    expect([failed, answer.kind, answer.text]).toEqual([
      false,
      'document',
      expect.stringContaining('BucketName: small-lake'),
    ]);
    const filtered = await session.call('browse', { id: 'step-functions.machines', prefix: 'go' });
    expect(filtered.answer.nodes?.map(({ label }) => label)).toEqual(['good']);
  });

  test('refuses what changes things, without the flag for it', async () => {
    await using session = await connect();
    const target = await idOf(session, 'State machines', 'good');
    const refused = await session.call('step-functions_run', { target }).catch((error: Error) => ({
      failed: true,
      answer: { message: error.message },
    }));
    expect(refused.failed).toBe(true);
    expect(refused.answer.message).toContain('step-functions_run');
    const sql = 'CREATE TABLE t AS SELECT 1 AS a';
    const query = await session.call('athena_query', { input: { sql } });
    expect(query).toMatchObject({ failed: true, answer: { code: 'read-only' } });
    expect((await strata.json<{ title: string }[]>('runs')).filter(({ title }) => title === 'good')).toEqual([]);
  });

  test('starts and changes things with --allow-write, and deletes with --allow-destroy only', async () => {
    await using writer = await connect('--allow-write');
    const writing = (await writer.client.listTools()).tools.map(({ name }) => name);
    expect(writing).toContain('step-functions_runWithInput');
    expect(writing).not.toContain('cloudformation_deleteStack');
    const target = await idOf(writer, 'State machines', 'good');
    const { failed, answer } = await writer.call('step-functions_runWithInput', {
      target,
      input: { input: '{"from": "mcp"}' },
    });
    expect([failed, answer.kind, answer.run?.id]).toEqual([false, 'run', expect.stringContaining(':good:')]);
    const drop = await writer.call('athena_execute', { input: { sql: 'DROP TABLE small.none' } });
    expect(drop).toMatchObject({ failed: true, answer: { code: 'read-only' } });
    await using destroyer = await connect('--allow-destroy');
    const { tools } = await destroyer.client.listTools();
    expect(tools.find(({ name }) => name === 'cloudformation_deleteStack')?.annotations).toMatchObject({
      readOnlyHint: false,
      destructiveHint: true,
    });
  });

  test('tells a failure by its code, and goes on', async () => {
    await using session = await connect();
    const missing = await session.call('cloudformation_showTemplate', { target: 'cloudformation.stack/none' });
    expect(missing).toMatchObject({ failed: true, answer: { code: 'not-found' } });
    expect((await session.call('browse')).failed).toBe(false);
  });
});

describe('what came of it', () => {
  test('a query is started, waited for, and its rows are read exactly', async () => {
    await using session = await connect();
    const sql = `SELECT * FROM (VALUES
      (1, CAST(9007199254740993 AS bigint), CAST('1.10' AS decimal(10,2)), 'a', true),
      (2, NULL, CAST('2.00' AS decimal(10,2)), NULL, false)) AS t (n, big, amount, word, flag) ORDER BY n`;
    const started = await session.call('athena_query', { input: { sql } });
    const run = started.answer.relation?.run.id ?? '';
    const shown = await session.call('show_run', { run, wait: 50 });
    expect(shown).toMatchObject({ failed: false, answer: { over: true, run: { id: run, state: 'succeeded' } } });
    const { answer } = await session.call('read_rows', { run });
    expect(answer.columns?.map(({ name }) => name)).toEqual(['n', 'big', 'amount', 'word', 'flag']);
    expect(answer.columns?.[2]?.type.toLowerCase()).toBe('decimal(10,2)');
    expect(answer.rows).toEqual([
      [1, '9007199254740993', '1.10', 'a', true],
      [2, null, '2.00', null, false],
    ]);
    expect(answer.more).toBe(false);
    const second = await session.call('read_rows', { run, limit: 1, offset: 0 });
    expect([second.answer.rows?.length, second.answer.more]).toEqual([1, true]);
  });

  test('rows of a table and of an object', async () => {
    await using session = await connect();
    const object = await session.call('read_rows', { object: 's3://small-lake/raw/sales_02.csv' });
    expect(object.answer).toMatchObject({ columns: [{ name: 'id' }, { name: 'total' }], more: false });
    const table = await session.call('read_rows', { table: 'shop.sales', limit: 2 });
    expect(table.answer).toMatchObject({ columns: [{ name: 'id' }, { name: 'total' }], more: true });
    expect(table.answer.rows?.map(([, total]) => total)).toEqual(['10.50', '10.50']);
    const rest = await session.call('read_rows', { run: table.answer.run?.id, offset: 2 });
    expect([rest.answer.rows?.length, rest.answer.more]).toEqual([1, false]);
    const byId = await session.call('read_rows', { table: await idOf(session, 'shop', 'sales') });
    expect(byId.answer.rows).toHaveLength(3);
  });

  test('a job is run and its log read, also that of the machine which starts it', async () => {
    await using session = await connect('--allow-write');
    const job = await session.call('glue-jobs_run', { target: 'glue-jobs.job/greet' });
    const run = job.answer.run!;
    expect(run.of).toBe('glue-jobs.job/greet');
    const ended = await session.call('show_run', { run: run.id, of: run.of, wait: 50 });
    expect(ended.answer).toMatchObject({ over: true, run: { state: 'succeeded' } });
    const log = await session.call('read_log', { run: run.id });
    const messages = log.answer.lines?.map(({ message }) => message);
    expect(messages).toEqual(expect.arrayContaining(['INFO one', 'WARNING two', 'INFO three']));
    const filtered = await session.call('read_log', { run: run.id, contains: 'info', lines: 1 });
    expect(filtered.answer).toMatchObject({ matching: 2, lines: [{ message: 'INFO three' }] });

    const machine = await idOf(session, 'State machines', 'greeting');
    const execution = (await session.call('step-functions_run', { target: machine })).answer.run?.id ?? '';
    const over = await session.call('show_run', { run: execution, wait: 50 });
    const started = over.answer.steps?.find(({ name }) => name === 'Greet')?.child;
    expect(started?.id).toMatch(/^jr_/);
    const lines = (await session.call('read_log', { run: execution, contains: 'two' })).answer.lines;
    expect(lines).toMatchObject([{ message: 'WARNING two', stream: expect.stringContaining('Greet') }]);

    const ofJob = await session.call('list_runs', { of: 'glue-jobs.job/greet' });
    expect(ofJob.answer.runs?.map(({ id }) => id)).toEqual([started?.id, run.id]);
    const ofService = await session.call('list_runs', { service: 'step-functions', limit: 1 });
    expect(ofService.answer.runs).toMatchObject([{ id: execution, title: 'greeting', service: 'step-functions' }]);
  }, 180_000);

  test('a run is stopped with --allow-write', async () => {
    await using session = await connect('--allow-write');
    const target = await idOf(session, 'State machines', 'slow');
    const run = (await session.call('step-functions_run', { target })).answer.run?.id ?? '';
    expect((await session.call('show_run', { run })).answer).toMatchObject({ over: false });
    expect((await session.call('stop_run', { run })).failed).toBe(false);
    const ended = await session.call('show_run', { run, wait: 50 });
    expect(ended.answer).toMatchObject({ over: true, run: { state: 'stopped' } });
  });

  test('says what is wrong, and what to do', async () => {
    await using session = await connect();
    const errorOf = async (name: string, args: Record<string, unknown>) => {
      const { failed, answer } = await session.call(name, args);
      expect(failed, name).toBe(true);
      return answer;
    };
    expect(await errorOf('show_run', { run: 'none' })).toMatchObject({
      code: 'not-found',
      hint: expect.stringContaining('list_runs'),
    });
    expect(await errorOf('read_rows', {})).toMatchObject({ code: 'invalid-input' });
    expect(await errorOf('read_rows', { table: 'sales' })).toMatchObject({ code: 'invalid-input' });
    const missing = { code: 'not-found', hint: expect.stringContaining('browse') };
    expect(await errorOf('read_rows', { table: 'shop.none' })).toMatchObject(missing);
    expect(await errorOf('read_rows', { object: 's3://small-lake/raw/none.csv' })).toMatchObject(missing);
    expect(await errorOf('browse', { token: 'x' })).toMatchObject({ code: 'invalid-input' });
    const wrongKind = await errorOf('cloudformation_showTemplate', { target: 's3.bucket/small-lake' });
    expect(wrongKind).toMatchObject({ code: 'invalid-input' });
    const failing = await session.call('athena_query', { input: { sql: 'SELECT nothing FROM shop.sales' } });
    const run = failing.answer.relation?.run.id;
    const rows = await errorOf('read_rows', { run });
    expect(rows).toMatchObject({ code: 'failed', message: expect.stringContaining('nothing') });
    expect(await errorOf('read_log', { run })).toMatchObject({ code: 'unsupported' });
  });

  test('on an account it reads, and changes nothing until its user allows that', async () => {
    const env = await strata.json<Record<string, string>>('env');
    const profile = [
      '[profile shop-prod]',
      `region = ${env.AWS_REGION}`,
      `endpoint_url = ${env.AWS_ENDPOINT_URL}`,
      `aws_access_key_id = ${env.AWS_ACCESS_KEY_ID}`,
      `aws_secret_access_key = ${env.AWS_SECRET_ACCESS_KEY}`,
    ];
    await writeFile(strata.env.AWS_CONFIG_FILE!, profile.join('\n'));
    const target = 'glue-jobs.job/greet';
    const account = ['--profile', 'shop-prod', '--allow-write'];
    await using reader = await connect(...account);
    expect((await reader.call('read_rows', { table: 'shop.sales' })).answer.rows).toHaveLength(3);
    const refused = await reader.call('glue-jobs_run', { target });
    expect(refused).toMatchObject({ failed: true, answer: { code: 'read-only' } });
    expect(refused.answer.hint).toContain('--allow-changes');
    await using unconfirmed = await connect(...account, '--allow-changes');
    const unnamed = await unconfirmed.call('glue-jobs_run', { target });
    expect(unnamed).toMatchObject({ failed: true, answer: { code: 'confirmation-missing' } });
    expect(unnamed.answer.hint).toContain('--confirm');
    await using writer = await connect(...account, '--allow-changes', '--confirm', 'shop-prod');
    expect((await writer.call('glue-jobs_run', { target })).answer.run?.id).toMatch(/^jr_/);
  });

  test('browses on where the roots have more pages', async () => {
    const { GlueClient, CreateDatabaseCommand } = await import('@aws-sdk/client-glue');
    const env = await strata.json<Record<string, string>>('env');
    const glue = new GlueClient({
      endpoint: env.AWS_ENDPOINT_URL!,
      region: env.AWS_REGION!,
      credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID!, secretAccessKey: env.AWS_SECRET_ACCESS_KEY! },
    });
    const wanted = Array.from({ length: 205 }, (_, i) => `many_${String(i).padStart(3, '0')}`);
    for (const Name of wanted) await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name } }));
    await using session = await connect();
    const labels: string[] = [];
    let token: string | undefined;
    do {
      const { answer } = await session.call('browse', token === undefined ? {} : { token });
      labels.push(...(answer.nodes ?? []).map(({ label }) => label));
      token = answer.next;
    } while (token !== undefined);
    expect(labels.filter((label) => label.startsWith('many_')).sort()).toEqual(wanted);
    expect(labels.filter((label) => label === 'Stacks')).toHaveLength(1);
  });
});
