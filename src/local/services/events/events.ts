/**
 * Amazon EventBridge: buses and rules that start targets for events of the local services, of users, and by the clock.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/Welcome.html
 */
import type { Kernel } from '../../kernel.ts';
import type { LocalService } from '../../server/localService.ts';
import { busOperations } from './busOperations.ts';
import { eventOperations } from './eventOperations.ts';
import { RuleEngine } from './ruleEngine.ts';
import { ruleOperations } from './ruleOperations.ts';
import { RuleStore } from './ruleStore.ts';
import { tagOperations } from './tagOperations.ts';
import { targetOperations } from './targetOperations.ts';

export function createEvents(kernel: Kernel): LocalService {
  const store = new RuleStore(kernel.store);
  const engine = new RuleEngine(kernel, store);
  return {
    name: 'events',
    protocol: { kind: 'json', version: '1.1' },
    operations: {
      ...busOperations(store, engine),
      ...ruleOperations(store, engine),
      ...targetOperations(store),
      ...eventOperations(kernel, store, engine),
      ...tagOperations(store),
    },
    start: () => engine.start(),
    stop: () => engine.stop(),
  };
}
