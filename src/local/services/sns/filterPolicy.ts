/** Filter policies: https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html. */
import { eventPattern } from '../../event-pattern/eventPattern.ts';
import { PatternError } from '../../event-pattern/patternError.ts';
import { invalidParameter, type MessageAttributes, type Subscription } from './entities.ts';

/** @throws Fault InvalidParameter for a policy that is none */
export function checkFilterPolicy(policy: string): void {
  try {
    const parsed: unknown = JSON.parse(policy);
    if (!isEmpty(parsed)) eventPattern(parsed);
  } catch (error) {
    if (error instanceof PatternError) throw invalidParameter(`FilterPolicy: ${error.message}`);
    throw invalidParameter('FilterPolicy: failed to parse JSON.');
  }
}

const isEmpty = (policy: unknown) =>
  policy !== null && typeof policy === 'object' && !Array.isArray(policy) && Object.keys(policy).length === 0;

/** Whether a subscription wants a message. `body` is the text that it would receive. */
export function passesFilter(subscription: Subscription, attributes: MessageAttributes, body: string): boolean {
  const policy = subscription.attributes.FilterPolicy;
  if (!policy) return true;
  const parsed: unknown = JSON.parse(policy);
  if (isEmpty(parsed)) return true;
  const matches = eventPattern(parsed);
  return matches(subscription.attributes.FilterPolicyScope === 'MessageBody' ? parseBody(body) : values(attributes));
}

/** A body that is no JSON object has no fields. */
function parseBody(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return {};
  }
}

function values(attributes: MessageAttributes): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes)
      .filter(([, { DataType }]) => !DataType.startsWith('Binary'))
      .map(([name, { DataType, StringValue = '' }]) => {
        if (DataType.startsWith('Number')) return [name, Number(StringValue)];
        if (DataType === 'String.Array') return [name, parseList(StringValue)];
        return [name, StringValue];
      }),
  );
}

function parseList(text: string): unknown {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list : text;
  } catch {
    return text;
  }
}
