import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testPython } from '../support/python.ts';
import { answerOf, type StrataCli, strataCli } from '../support/strataCli.ts';

let strata: StrataCli;
beforeAll(() => {
  strata = strataCli();
});
afterAll(() => strata?.[Symbol.asyncDispose]());

describe('without an endpoint', () => {
  test('status says so, with its exit code', async () => {
    expect(await strata.run('status')).toMatchObject({ code: 1, stdout: expect.stringContaining('strata up') });
    const { code, stdout } = await strata.run('status', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({ state: 'stopped', root: expect.any(String) });
  });

  test('what needs one says how to start it', async () => {
    for (const verb of [['ls'], ['runs'], ['run', 'stepfunctions', 'x'], ['mcp'], ['deploy', '.']]) {
      const { code, stdout, stderr } = await strata.run(...verb);
      expect([code, stdout], verb[0]).toEqual([1, '']);
      expect(stderr).toContain('No local endpoint runs');
      expect(stderr).toContain('strata up');
    }
    const { code, stderr } = await strata.run('env');
    expect([code, stderr]).toEqual([1, expect.stringContaining('strata up')]);
  });

  test('an error is JSON where JSON was asked for', async () => {
    const { code, stderr } = await strata.run('ls', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stderr)).toEqual({
      error: { code: 'unreachable', message: expect.any(String), hint: expect.stringContaining('strata up') },
    });
  });

  test('an account is reached by a profile only, and an unknown one is named', async () => {
    const { code, stderr } = await strata.run('ls', '--profile', 'nobody');
    expect(code).toBe(1);
    expect(stderr).toContain('There is no AWS profile nobody.');
    expect(stderr).toContain('~/.aws/config');
  });
});

describe('up to down', () => {
  test('up starts it once, status finds it, down stops it and keeps its place', async () => {
    const first = await strata.json<{ state: string; url: string }>('up');
    expect(first).toMatchObject({ state: 'running', url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) });
    expect((await strata.run('up')).stdout).toContain(first.url);
    const status = await strata.json<{ url: string; pid: number }>('status');
    expect(status).toMatchObject({ state: 'running', url: first.url });
    expect((await strata.run('down')).code).toBe(0);
    expect(() => process.kill(status.pid, 0)).toThrow('ESRCH');
    expect((await strata.run('down')).stdout).toContain('No local endpoint was running.');
    expect(await strata.json('down')).toEqual({ state: 'stopped', stopped: false });
    expect(await strata.json('up')).toMatchObject({ url: first.url });
  });

  test('its folder is found from below, or named', async () => {
    const { mkdir } = await import('node:fs/promises');
    const below = path.join(strata.root, 'some', 'folder');
    await mkdir(below, { recursive: true });
    await strata.run('up');
    const { cliMain } = await import('../support/strataCli.ts');
    const fromBelow = await answerOf(spawn(process.execPath, [cliMain, 'status'], { cwd: below, env: strata.env }));
    expect(fromBelow).toMatchObject({ code: 0, stdout: expect.stringContaining('Running at') });
    const elsewhere = spawn(process.execPath, [cliMain, '--root', strata.root, 'status'], {
      cwd: '/',
      env: strata.env,
    });
    expect((await answerOf(elsewhere)).code).toBe(0);
  });
});

describe('env', () => {
  test('gives the exports by which boto3 and the aws CLI reach it', async () => {
    await strata.run('up');
    const python = await testPython();
    const { stdout } = await strata.run('env', '--shell', 'bash');
    const shell = (script: string) =>
      answerOf(spawn('bash', ['-euc', `${stdout}\n${script}`], { cwd: strata.root, env: strata.env }));
    const boto3 = await shell(
      `'${python}' -c "import boto3; s3 = boto3.client('s3'); s3.create_bucket(Bucket='from-boto3'); print(boto3.client('sts').get_caller_identity()['Account'])"`,
    );
    expect(boto3).toEqual({ code: 0, stdout: '000000000000\n', stderr: '' });
    const aws = await shell(`'${python}' -m awscli s3 ls`);
    expect(aws).toMatchObject({ code: 0, stdout: expect.stringContaining('from-boto3') });
    expect(await strata.json('ls')).toMatchObject([{ name: 'from-boto3' }]);
  });

  test('speaks the syntax that was asked for', async () => {
    const { AWS_ENDPOINT_URL: url = '', ...rest } = await strata.json<Record<string, string>>('env');
    expect(rest).toMatchObject({ AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-east-1' });
    expect(rest).toMatchObject({
      REDSHIFT_HOST: '127.0.0.1',
      REDSHIFT_PORT: expect.stringMatching(/^\d+$/),
      REDSHIFT_USER: 'admin',
      REDSHIFT_PASSWORD: expect.stringMatching(/^\S{32}$/),
      REDSHIFT_DATABASE: 'dev',
    });
    expect(await readFile(rest.SSL_CERT_FILE ?? '', 'utf8')).toContain('BEGIN CERTIFICATE');
    expect((await strata.run('env', '--shell', 'dotenv')).stdout).toContain(`AWS_ENDPOINT_URL=${url}\n`);
    expect((await strata.run('env', '--shell', 'powershell')).stdout).toContain(`$env:AWS_ENDPOINT_URL = '${url}'\n`);
    expect(await strata.json('env', '--region', 'eu-west-1')).toMatchObject({ AWS_REGION: 'eu-west-1' });
    const { code, stderr } = await strata.run('env', '--shell', 'fish');
    expect([code, stderr]).toEqual([1, expect.stringContaining('bash, powershell, dotenv')]);
  });
});
