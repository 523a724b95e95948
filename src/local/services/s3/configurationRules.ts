/** What S3 refuses in a configuration before it keeps it. */
import { Fault } from '../../server/fault.ts';
import type { Kept } from './bucketConfigurations.ts';
import { checkTags, type Tag } from './tags.ts';
import { malformedXml } from './wire/xmlShape.ts';

const bucketTags = 50;

/** @throws Fault as S3 words it */
export function checkConfiguration(name: string, value: Kept): void {
  if (typeof value === 'string') {
    checkPolicy(value);
    return;
  }
  switch (name) {
    case 'tagging':
      checkTags((value.TagSet as Tag[] | undefined) ?? [], bucketTags);
      return;
    case 'versioning':
      if (value.Status !== 'Enabled' && value.Status !== 'Suspended') {
        throw new Fault('IllegalVersioningConfigurationException', 'The Versioning element must be specified');
      }
      return;
    case 'lifecycle':
    case 'encryption':
    case 'ownershipControls':
      if (!Array.isArray(value.Rules) || value.Rules.length === 0) throw malformedXml();
      return;
    case 'cors':
      if (!Array.isArray(value.CORSRules) || value.CORSRules.length === 0) throw malformedXml();
      return;
    case 'notification':
      checkNotification(value);
      return;
  }
}

function checkPolicy(text: string): void {
  try {
    const policy: unknown = JSON.parse(text);
    if (policy !== null && typeof policy === 'object' && 'Statement' in policy) return;
  } catch {
    // Falls through to the one error for everything that is no policy.
  }
  throw new Fault('MalformedPolicy', "Policies must be valid JSON and the first byte must be '{'");
}

function checkNotification(value: Record<string, unknown>): void {
  const groups = ['TopicConfigurations', 'QueueConfigurations', 'LambdaFunctionConfigurations'];
  for (const each of groups.flatMap((group) => (value[group] as { Events?: string[] }[] | undefined) ?? [])) {
    if (!each.Events?.length) throw malformedXml();
    for (const event of each.Events) {
      if (!/^s3:[A-Za-z]+:([A-Za-z]+|\*)$/.test(event)) {
        throw new Fault('InvalidArgument', 'The event is not supported for notifications', 400, {
          ArgumentName: 'Event',
          ArgumentValue: event,
        });
      }
    }
  }
}
