import { describe, expect, test } from 'vitest';
import { diagnosticText } from './diagnostics.ts';
import { validateDefinition } from './validateDefinition.ts';

const pass = { Type: 'Pass', End: true };

async function problems(machine: unknown): Promise<string> {
  return diagnosticText(await validateDefinition(JSON.stringify(machine)));
}

describe('definitions', () => {
  test.each([
    ['no start', { States: { A: pass } }, "The field 'StartAt' is required"],
    ['unknown start', { StartAt: 'B', States: { A: pass } }, "Missing 'StartAt' target: B at /StartAt"],
    [
      'unknown next',
      { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' } } },
      "Missing 'Next' target: B at /States/A/Next",
    ],
    ['no end', { StartAt: 'A', States: { A: { Type: 'Pass' } } }, "One of 'Next' and 'End' is required at /States/A"],
    ['unknown type', { StartAt: 'A', States: { A: { Type: 'Pas', End: true } } }, "Value 'Pas' is not one of"],
    [
      'no resource',
      { StartAt: 'A', States: { A: { Type: 'Task', End: true } } },
      "The field 'Resource' is required at /States/A",
    ],
    ['bad path', { StartAt: 'A', States: { A: { ...pass, InputPath: 'x' } } }, 'at /States/A/InputPath'],
    [
      'inside a branch',
      {
        StartAt: 'P',
        States: {
          P: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'X' } } }], End: true },
        },
      },
      "Missing 'Next' target: X at /States/P/Branches[0]/States/A/Next",
    ],
    [
      'an expression that does not parse',
      { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { ...pass, Output: { x: '{% $states. %}' } } } },
      'at /States/A/Output/x',
    ],
    [
      'a field of the other query language',
      { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { ...pass, Parameters: {} } } },
      "The field 'Parameters' is not supported by the query language JSONata at /States/A/Parameters",
    ],
    ['a name with a slash', { StartAt: 'a/b', States: { 'a/b': { Type: 'Pass' } } }, 'at /States/a~1b'],
    [
      'a state twice',
      {
        StartAt: 'P',
        States: { P: { Type: 'Parallel', Branches: [{ StartAt: 'P', States: { P: pass } }], End: true } },
      },
      'DUPLICATE_STATE_NAMES',
    ],
  ])('%s', async (_, machine, expected) => {
    expect(await problems(machine)).toContain(expected);
  });

  test('what is no JSON', async () => {
    expect(diagnosticText(await validateDefinition('{"StartAt": '))).toContain('INVALID_JSON_DESCRIPTION');
  });

  test('a good one passes', async () => {
    expect(await problems({ StartAt: 'A', States: { A: pass } })).toBe('');
  });
});
