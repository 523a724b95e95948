import type { NodeAddress } from '../../core/node.ts';

/** `arn:aws:cloudformation:eu-west-1:123456789012:stack/name/id` in the parts that its resources share. */
function placeOf(stackId: string): { partition: string; region: string; account: string } {
  const [, partition = 'aws', , region = '', account = ''] = stackId.split(':');
  return { partition, region, account };
}

/** What follows `arn:<partition>:` for resources whose physical id is a name; `@` stands for `<region>:<account>`. */
const patterns: Readonly<Record<string, (name: string) => string>> = {
  'AWS::S3::Bucket': (name) => `s3:::${name}`,
  'AWS::Glue::Job': (name) => `glue:@:job/${name}`,
  'AWS::Glue::Crawler': (name) => `glue:@:crawler/${name}`,
  'AWS::Glue::Trigger': (name) => `glue:@:trigger/${name}`,
  'AWS::Glue::Database': (name) => `glue:@:database/${name}`,
  'AWS::Athena::WorkGroup': (name) => `athena:@:workgroup/${name}`,
  'AWS::Lambda::Function': (name) => `lambda:@:function:${name}`,
  'AWS::Logs::LogGroup': (name) => `logs:@:log-group:${name}`,
};

/**
 * A resource's ARN where it follows from its physical id; undefined where it would take a call of its own, as for
 * roles, whose paths are not in their names.
 * @param stackId the ARN of the stack, which says partition, region and account
 */
export function resourceArn(type: string, physicalId: string, stackId: string): string | undefined {
  if (physicalId.startsWith('arn:')) return physicalId;
  const rest = physicalId === '' ? undefined : patterns[type]?.(physicalId);
  if (rest === undefined) return undefined;
  const { partition, region, account } = placeOf(stackId);
  return `arn:${partition}:${rest.replace('@', `${region}:${account}`)}`;
}

/** How other services address what a resource is; only where the physical id alone says it. */
const shownBy: Readonly<Record<string, { kind: NodeAddress['kind']; icon: string; expandable: boolean }>> = {
  'AWS::S3::Bucket': { kind: 's3.bucket', icon: 'archive', expandable: true },
  'AWS::Glue::Job': { kind: 'glue-jobs.job', icon: 'tools', expandable: false },
  'AWS::Glue::Crawler': { kind: 'glue-crawlers.crawler', icon: 'search', expandable: false },
  'AWS::Glue::Database': { kind: 'glue-catalog.database', icon: 'database', expandable: true },
  'AWS::StepFunctions::StateMachine': {
    kind: 'step-functions.machine',
    icon: 'type-hierarchy-sub',
    expandable: false,
  },
  'AWS::SNS::Topic': { kind: 'sns.topic', icon: 'megaphone', expandable: true },
  'AWS::Athena::WorkGroup': { kind: 'athena.workgroup', icon: 'beaker', expandable: true },
  'AWS::CloudFormation::Stack': { kind: 'cloudformation.stack', icon: 'layers', expandable: true },
};

/** The node, of whichever service, that a resource is. */
export function shownAs(
  type: string,
  physicalId: string,
): (NodeAddress & { readonly icon: string; readonly expandable: boolean }) | undefined {
  const shown = physicalId === '' ? undefined : shownBy[type];
  return shown && { ...shown, path: [physicalId] };
}
