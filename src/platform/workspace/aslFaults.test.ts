import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { aslFaults } from './aslFaults.ts';

const sample = new URL(
  '../../../sample-workspace/batch-datalake/orchestration/ventas_diarias.asl.json',
  import.meta.url,
);

/** What an editor would underline, and the message. */
async function underlined(machine: unknown): Promise<string[][]> {
  const text = JSON.stringify(machine, undefined, 2);
  return (await aslFaults(text)).map(({ start, end, message }) => [text.slice(start, end), message]);
}

const pass = { Type: 'Pass', End: true };

describe('aslFaults', () => {
  it('are none in the sample’s, with what is filled in when it is deployed', async () => {
    expect(await aslFaults(readFileSync(sample, 'utf8'))).toEqual([]);
  });

  it('stand at the value that is wrong', async () => {
    expect(await underlined({ StartAt: 'B', States: { A: pass } })).toEqual([['"B"', "Missing 'StartAt' target: B"]]);
    const branch = { StartAt: 'C', States: { 'a/b': { Type: 'Pass', Next: 'X' }, C: { Type: 'Pass', Next: 'a/b' } } };
    expect(
      await underlined({ StartAt: 'P', States: { P: { Type: 'Parallel', Branches: [branch], End: true } } }),
    ).toEqual([['"X"', "Missing 'Next' target: X"]]);
  });

  it('stand at the name of the state that lacks something', async () => {
    expect(await underlined({ StartAt: 'A', States: { A: { Type: 'Task', End: true } } })).toEqual([
      ['"A"', "The field 'Resource' is required"],
    ]);
  });

  it('judge by what the schemas say as well', async () => {
    const [fault, ...more] = await underlined({
      StartAt: 'A',
      States: { A: { Type: 'Pass', End: true, InputPath: 'not a path' } },
    });
    expect(fault?.[0]).toBe('"not a path"');
    expect(more).toEqual([]);
  });

  it('leave to the deployment what is filled in by it', async () => {
    const task = { Type: 'Task', Resource: '${Function}', InputPath: '${Path}', End: true };
    expect(await underlined({ StartAt: 'A', States: { A: task } })).toEqual([]);
    const unknown = { Type: 'Task', Resource: 'function', End: true };
    expect(await underlined({ StartAt: 'A', States: { A: unknown } })).toEqual([
      [
        '"function"',
        'The resource provided function is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.',
      ],
    ]);
  });

  it('leave to the editor what is no JSON', async () => {
    expect(await aslFaults('{"StartAt": ')).toEqual([]);
    expect(await aslFaults('[]')).toMatchObject([{ start: 0 }]);
  });
});
