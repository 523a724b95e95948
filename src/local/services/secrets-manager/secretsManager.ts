/**
 * AWS Secrets Manager: secrets and their versions, in the endpoint's own state, which only the user's account reads.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/Welcome.html
 */
import type { Kernel } from '../../kernel.ts';
import type { LocalService } from '../../server/localService.ts';
import { randomPasswordOperations } from './randomPassword.ts';
import { secretOperations } from './secretOperations.ts';
import { tagOperations } from './tagOperations.ts';
import { valueOperations } from './valueOperations.ts';

export function createSecretsManager(kernel: Kernel): LocalService {
  return {
    name: 'secretsmanager',
    protocol: { kind: 'json', version: '1.1' },
    operations: {
      ...secretOperations(kernel.store),
      ...valueOperations(kernel.store),
      ...tagOperations(kernel.store),
      ...randomPasswordOperations(),
    },
  };
}
