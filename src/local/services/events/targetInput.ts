/**
 * What a rule's target receives of an event.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
import type { AwsEvent } from '../../eventBus.ts';
import { validationFault } from '../../server/fault.ts';
import { parsePath, valueAt } from './inputPath.ts';
import type { Target } from './rule.ts';

/** An event as EventBridge writes it: members in this order, time to the second. */
export function eventJson(event: AwsEvent): Readonly<Record<string, unknown>> {
  return {
    version: '0',
    id: event.id,
    'detail-type': event['detail-type'],
    source: event.source,
    account: event.account,
    time: event.time.replace(/\.\d+Z$/, 'Z'),
    region: event.region,
    resources: event.resources,
    detail: event.detail,
  };
}

export interface MatchedRule {
  readonly name: string;
  readonly arn: string;
  /** When the event came in, ISO 8601. */
  readonly ingestionTime: string;
}

/** The text for the target. */
export function targetInput(target: Target, event: AwsEvent, rule: MatchedRule): string {
  const json = eventJson(event);
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(valueAt(json, target.InputPath) ?? {});
  if (target.InputTransformer) return transform(target.InputTransformer, json, rule);
  return JSON.stringify(json);
}

const placeholder = /<([^<>\s]+)>/g;

function transform(
  { InputPathsMap = {}, InputTemplate }: NonNullable<Target['InputTransformer']>,
  event: Readonly<Record<string, unknown>>,
  rule: MatchedRule,
): string {
  const { detail: _, ...withoutDetail } = event;
  const reserved = new Map<string, unknown>([
    ['aws.events.rule-arn', rule.arn],
    ['aws.events.rule-name', rule.name],
    ['aws.events.event.ingestion-time', rule.ingestionTime],
    ['aws.events.event', withoutDetail],
    ['aws.events.event.json', event],
  ]);
  return fill(InputTemplate, (name) => {
    if (Object.hasOwn(InputPathsMap, name)) return valueAt(event, InputPathsMap[name] ?? '$') ?? '';
    return reserved.has(name) ? reserved.get(name) : undefined;
  });
}

/**
 * A template with its placeholders replaced; one that has no value stays as it is. Within quotes a text goes in without
 * quotes of its own, and an object without any; elsewhere a value is JSON.
 */
function fill(template: string, lookUp: (name: string) => unknown): string {
  let inString = false;
  let from = 0;
  return template.replace(placeholder, (found, name: string, at: number) => {
    for (; from < at; from++) {
      if (template[from] === '\\') from++;
      else if (template[from] === '"') inString = !inString;
    }
    const value = lookUp(name);
    if (value === undefined) return found;
    if (!inString) return JSON.stringify(value);
    if (typeof value === 'string') return JSON.stringify(value).slice(1, -1);
    return JSON.stringify(value).replaceAll('"', '');
  });
}

/** Refuses a target whose input could never be made. @throws Fault ValidationException, as EventBridge words it */
export function checkInput(target: Target): void {
  const { Id, Input, InputPath, InputTransformer } = target;
  if ([Input, InputPath, InputTransformer].filter((each) => each !== undefined).length > 1) {
    throw validationFault(`Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`);
  }
  if (Input !== undefined && !isJson(Input)) throw validationFault(`JSON syntax error in input for target ${Id}.`);
  if (InputPath !== undefined && !parsePath(InputPath)) throw validationFault(`Invalid InputPath for target ${Id}.`);
  if (!InputTransformer) return;
  for (const [name, path] of Object.entries(InputTransformer.InputPathsMap ?? {})) {
    if (name.startsWith('aws.')) throw validationFault(`InputPathsMap of target ${Id}: ${name} begins with "aws.".`);
    if (!parsePath(path)) throw validationFault(`Invalid InputPathsMap for target ${Id}: ${path} is no path.`);
  }
  const sample = fill(InputTransformer.InputTemplate, () => '');
  // JSON, or lines that are texts each.
  if (!isJson(sample) && !sample.split('\n').every((line) => line.trim() === '' || isJson(line))) {
    throw validationFault(`Invalid InputTemplate for target ${Id}: neither JSON nor lines of quoted text.`);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
