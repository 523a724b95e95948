import type { EndedRun } from '../endedRuns.ts';
import type { Trigger, TriggerCondition } from './triggerShapes.ts';

/**
 * What the end of a run means for a conditional trigger: which of its conditions are met then, and whether it fires.
 * Undefined when the run is none that it waits for.
 */
export function meetConditions(
  trigger: Trigger,
  ended: EndedRun,
): { readonly met: readonly number[]; readonly fires: boolean } | undefined {
  const conditions = trigger.Predicate?.Conditions ?? [];
  if (!conditions.some((condition) => watches(condition, ended))) return undefined;
  const met = conditions.flatMap((condition, place) => {
    // Of each job the latest run counts.
    const isMet = watches(condition, ended) ? stateOf(condition) === ended.state : trigger.met.includes(place);
    return isMet ? [place] : [];
  });
  const fires = trigger.Predicate?.Logical === 'ANY' ? met.length > 0 : met.length === conditions.length;
  return fires ? { met: [], fires } : { met, fires };
}

function watches(condition: TriggerCondition, ended: EndedRun): boolean {
  return ended.name === (ended.kind === 'job' ? condition.JobName : condition.CrawlerName);
}

function stateOf(condition: TriggerCondition): string | undefined {
  return condition.JobName === undefined ? condition.CrawlState : condition.State;
}
