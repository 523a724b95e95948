import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeSmallPipeline } from '../support/smallPipeline.ts';
import { cliMain, type StrataCli, strataCli } from '../support/strataCli.ts';

let strata: StrataCli;
beforeAll(async () => {
  strata = strataCli();
  await strata.run('up');
  const { code, stderr } = await strata.run('deploy', await writeSmallPipeline(strata.root));
  if (code !== 0) throw new Error(stderr);
});
afterAll(() => strata?.[Symbol.asyncDispose]());

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
  readonly run?: { readonly id: string };
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
