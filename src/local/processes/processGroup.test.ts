import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { isGone } from '../../../test/support/isGone.ts';
import { endOrphans, startGroup } from './processGroup.ts';
import { identityOf } from './processIdentity.ts';

const endless = 'setInterval(() => {}, 1000);';
/** Starts a child of its own, prints its process id, and goes on for ever. */
const parent = (options: string) =>
  `const { spawn } = require('node:child_process');
   const child = spawn(process.execPath, ['-e', '${endless}'], ${options});
   child.once('spawn', () => console.log(child.pid)); ${endless}`;

const start = (script: string, env: Record<string, string> = {}) =>
  startGroup(process.execPath, ['-e', script], { cwd: process.cwd(), env: { PATH: process.env.PATH ?? '', ...env } });

async function firstNumber(stream: AsyncIterable<Buffer>): Promise<number> {
  for await (const chunk of stream) return Number(chunk.toString().trim());
  throw new Error('nothing was printed');
}

test.skipIf(process.platform === 'win32')('a group ends with whatever it started', async () => {
  const group = await start(parent("{ stdio: 'ignore' }"));
  const child = await firstNumber(group.stdout);
  await group.end(5000);
  expect(await group.ended).toEqual({ code: null, signal: 'SIGTERM' });
  expect(await isGone(child)).toBe(true);
});

test.skipIf(process.platform === 'win32')('what does not listen is ended all the same', async () => {
  const group = await start(`process.on('SIGTERM', () => {}); console.log(process.pid); ${endless}`);
  await firstNumber(group.stdout);
  await group.end(50);
  expect((await group.ended).signal).toBe('SIGKILL');
});

test('a program that is not there is an error', async () => {
  await expect(startGroup('/no/such/program', [], { cwd: '/', env: {} })).rejects.toThrow(/ENOENT/);
});

test('what a program said is read also after its end', async () => {
  const group = await start(`console.log('out'); console.error('x'.repeat(50_000)); process.exitCode = 3;`);
  expect(await group.ended).toEqual({ code: 3, signal: null });
  expect(await text(group.stdout)).toBe('out\n');
  expect(await text(group.stderr)).toHaveLength(50_001);
});

test.skipIf(process.platform !== 'linux')('orphans are found by their mark, even outside of the group', async () => {
  const group = await start(parent("{ stdio: 'ignore', detached: true }"), { STRATA_TEST: `run-${process.pid}` });
  const child = await firstNumber(group.stdout);
  expect(await endOrphans(undefined, `STRATA_TEST=run-${process.pid}`)).toBe(true);
  expect((await group.ended).signal).toBe('SIGKILL');
  expect(await isGone(child)).toBe(true);
  expect(await endOrphans(undefined, `STRATA_TEST=run-${process.pid}`)).toBe(false);
});

test('a process id that was given out again is left alone', async () => {
  const group = await start(endless);
  try {
    const identity = await identityOf(group.pid);
    expect(identity?.pid).toBe(group.pid);
    expect(await endOrphans({ pid: group.pid, startedAt: 'another time' }, 'STRATA_TEST=none')).toBe(false);
    expect(await identityOf(group.pid)).toEqual(identity);
    if (identity) expect(await endOrphans(identity, 'STRATA_TEST=none')).toBe(true);
    expect((await group.ended).signal).toBe('SIGKILL');
  } finally {
    await group.end(0);
  }
});
