import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../core/log.ts';
import type { RunId, RunRef } from '../../../core/run.ts';
import type { RunHost } from '../../../protocol/runProtocol.ts';
import { checked, readResultsState, readRunState, resultsHostInputs, runHostInputs } from './pageMessages.ts';

const home = { id: 'aws:dev', region: 'eu-west-1', label: 'dev' };
const run: RunRef = { service: 'glue-jobs', id: 'jr_1' as RunId, of: { kind: 'glue-jobs.job', path: ['clean'] } };

function runHost(): { host: RunHost; asked: unknown[] } {
  const asked: unknown[] = [];
  const note = async (input: unknown) => {
    asked.push(input);
    return null;
  };
  return {
    asked,
    host: checked(
      runHostInputs,
      {
        act: note,
        openRun: note,
        stepMore: note as never,
        actOnStep: note,
        openSource: note,
        copy: note,
        openText: note,
      },
      silentLog,
    ) as RunHost,
  };
}

describe('messages of a page', () => {
  it('reach their handler when they are what they should be', async () => {
    const { host, asked } = runHost();
    await host.openRun({ run });
    await host.act({ action: 'stop' });
    expect(asked).toEqual([{ run }, { action: 'stop' }]);
  });

  it('are refused otherwise, before anything is done', async () => {
    const { host, asked } = runHost();
    await expect(host.act({ action: 'delete' as 'stop' })).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(host.openSource({ file: 'a.py', line: '3' as never })).rejects.toMatchObject({
      code: 'invalid-input',
    });
    await expect(host.openRun({ run: { ...run, of: 'x' as never } })).rejects.toMatchObject({ code: 'invalid-input' });
    expect(asked).toEqual([]);
  });

  it('of a grid carry every filter that it offers', () => {
    const filter = [
      { column: 'a', op: 'contains', value: 'x' },
      { column: 'a', op: 'is-null' },
      { column: 'a', op: 'in', values: ['x', null] },
    ];
    expect(resultsHostInputs.count.safeParse({ filter }).data).toEqual({ filter });
    expect(resultsHostInputs.count.safeParse({ filter: [{ column: 'a', op: 'or 1=1', value: '' }] }).success).toBe(
      false,
    );
  });
});

describe('what a restored panel is given', () => {
  it('is read', () => {
    expect(readRunState({ kind: 'run', run, home })).toMatchObject({ run, home });
    const source = { kind: 'query', title: 'q', run, sql: 'select 1' };
    const place = { uri: 'file:///a.sql', line: 1, column: 0 };
    expect(readResultsState({ kind: 'results', source, place, home })).toMatchObject({ source, place, home });
  });

  it('may come from a version that did not keep where it belongs', () => {
    expect(readRunState({ kind: 'run', run })).toMatchObject({ run });
    expect(readRunState({ kind: 'run', run, home: { id: 1 } })).toBeUndefined();
  });

  it('may be nothing, as when the window was reloaded before its page had loaded', () => {
    expect(readRunState(undefined)).toBeUndefined();
    expect(readRunState({})).toBeUndefined();
    expect(readResultsState({ kind: 'results', source: { kind: 'other' }, place: null })).toBeUndefined();
  });
});
