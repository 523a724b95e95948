/** What is kept of a stack. Dates are ISO 8601 text. */
import type { Json } from './template/template.ts';

export type StackStatus =
  | 'REVIEW_IN_PROGRESS'
  | 'CREATE_IN_PROGRESS'
  | 'CREATE_COMPLETE'
  | 'CREATE_FAILED'
  | 'ROLLBACK_IN_PROGRESS'
  | 'ROLLBACK_COMPLETE'
  | 'ROLLBACK_FAILED'
  | 'UPDATE_IN_PROGRESS'
  | 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'
  | 'UPDATE_COMPLETE'
  | 'UPDATE_FAILED'
  | 'UPDATE_ROLLBACK_IN_PROGRESS'
  | 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'
  | 'UPDATE_ROLLBACK_COMPLETE'
  | 'UPDATE_ROLLBACK_FAILED'
  | 'DELETE_IN_PROGRESS'
  | 'DELETE_COMPLETE'
  | 'DELETE_FAILED';

export type ResourceStatus =
  | `${'CREATE' | 'UPDATE' | 'DELETE'}_${'IN_PROGRESS' | 'COMPLETE' | 'FAILED'}`
  | 'DELETE_SKIPPED';

export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  /** Empty until it is known; kept before the creation where it can be told beforehand. */
  readonly physicalId: string;
  readonly status: ResourceStatus;
  readonly reason?: string;
  readonly updated: string;
  /** As they were last given to the service, every function evaluated. */
  readonly properties: Json;
  readonly attributes: Json;
  readonly after: readonly string[];
  readonly deletionPolicy: string;
  readonly updateReplacePolicy: string;
}

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

/** What a stack is made of, apart from what exists. */
export interface StackSource {
  readonly templateBody: string;
  /** Of every parameter, the value in force. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly description?: string;
  readonly tags: readonly Tag[];
  readonly capabilities: readonly string[];
  readonly notificationArns: readonly string[];
  readonly roleArn?: string;
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export type OnFailure = 'ROLLBACK' | 'DELETE' | 'DO_NOTHING';

export interface Stack {
  readonly id: string;
  readonly name: string;
  readonly status: StackStatus;
  readonly reason?: string;
  readonly created: string;
  readonly updated?: string;
  readonly deleted?: string;
  readonly source: StackSource;
  readonly onFailure: OnFailure;
  readonly disableRollback: boolean;
  readonly terminationProtection: boolean;
  readonly resources: Readonly<Record<string, StackResource>>;
  readonly outputs: readonly StackOutput[];
  /** Names of exports of other stacks that this one uses. */
  readonly imports: readonly string[];
  readonly changeSetId?: string;
  /** While an update runs, or after it failed: what it goes back to. */
  readonly before?: Pick<Stack, 'source' | 'resources' | 'outputs' | 'imports'>;
  /** Resources that a finished update has left behind and that are still to be deleted. */
  readonly leftovers: readonly StackResource[];
}

export interface StackEvent {
  readonly id: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly time: string;
  readonly status: string;
  readonly reason?: string;
  readonly properties?: string;
}

export const stackType = 'AWS::CloudFormation::Stack';

export function isInProgress(status: StackStatus): boolean {
  return status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS';
}

/** States from which a stack may be updated; the failed ones with what was made kept, as after a disabled rollback. */
export function isUpdatable(status: StackStatus): boolean {
  return [
    'CREATE_COMPLETE',
    'CREATE_FAILED',
    'UPDATE_COMPLETE',
    'UPDATE_FAILED',
    'UPDATE_ROLLBACK_COMPLETE',
    'UPDATE_ROLLBACK_FAILED',
  ].includes(status);
}
