import { expect, test } from 'vitest';
import { requireDefinition } from './requireDefinition.ts';

test('a malformed definition is refused as AWS refuses it', async () => {
  await expect(requireDefinition('{"StartAt":"A","States":{}}')).rejects.toMatchObject({
    code: 'InvalidDefinition',
    message: expect.stringMatching(/^Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: /) as string,
  });
});
