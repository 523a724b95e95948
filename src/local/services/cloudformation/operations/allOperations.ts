import type { Operations } from '../../../server/operation.ts';
import type { StackService } from '../stackService.ts';
import { changeSetOperations } from './changeSetOperations.ts';
import { readOperations } from './readOperations.ts';
import { stackOperations } from './stackOperations.ts';

export function allOperations(service: StackService): Operations {
  return { ...stackOperations(service), ...changeSetOperations(service), ...readOperations(service) };
}
