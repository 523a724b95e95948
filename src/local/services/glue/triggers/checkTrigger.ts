import { invalidInput } from '../glueOperation.ts';
import type { Trigger } from './triggerShapes.ts';

/**
 * Whether a trigger's parts go together.
 * @throws Fault InvalidInputException
 */
export function checkTrigger(trigger: Trigger): void {
  const { Type, Schedule, Predicate, Actions } = trigger;
  if (Actions.length === 0) throw invalidInput('At least one action must be given.');
  for (const action of Actions) {
    if ((action.JobName === undefined) === (action.CrawlerName === undefined)) {
      throw invalidInput('Either JobName or CrawlerName must be set in an action.');
    }
  }
  if (Type === 'SCHEDULED' && !Schedule) throw invalidInput('A schedule must be set for a SCHEDULED trigger.');
  if (Type !== 'SCHEDULED' && Schedule) throw invalidInput(`A schedule cannot be set for a ${Type} trigger.`);
  const conditions = Predicate?.Conditions ?? [];
  if (Type === 'CONDITIONAL' && conditions.length === 0) {
    throw invalidInput('A predicate with conditions must be set for a CONDITIONAL trigger.');
  }
  if (Type !== 'CONDITIONAL' && conditions.length > 0) {
    throw invalidInput(`A predicate cannot be set for a ${Type} trigger.`);
  }
  if (conditions.length > 1 && !Predicate?.Logical) {
    throw invalidInput('Logical must be set in a predicate with more than one condition.');
  }
  for (const { JobName, State, CrawlerName, CrawlState } of conditions) {
    const isJob = JobName !== undefined && State !== undefined;
    const isCrawler = CrawlerName !== undefined && CrawlState !== undefined;
    if (isJob === isCrawler) {
      throw invalidInput('A condition must have either JobName and State or CrawlerName and CrawlState.');
    }
  }
}
