/** Stacks and their parts in the API's shapes. */
import type { Stack, StackEvent, StackResource, StackSource } from '../stack.ts';
import { writeOutLoops } from '../template/forEach.ts';
import { parseTemplate } from '../template/template.ts';

export function describeStack(stack: Stack) {
  return {
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: stack.changeSetId,
    Description: stack.source.description,
    Parameters: shownParameters(stack.source),
    CreationTime: new Date(stack.created),
    DeletionTime: date(stack.deleted),
    LastUpdatedTime: date(stack.updated),
    RollbackConfiguration: {},
    StackStatus: stack.status,
    StackStatusReason: stack.reason,
    DisableRollback: stack.disableRollback,
    NotificationARNs: stack.source.notificationArns,
    Capabilities: stack.source.capabilities,
    Outputs: stack.outputs.map((output) => ({
      OutputKey: output.key,
      OutputValue: output.value,
      Description: output.description,
      ExportName: output.exportName,
    })),
    RoleARN: stack.source.roleArn,
    Tags: stack.source.tags,
    EnableTerminationProtection: stack.terminationProtection,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}

export function summarizeStack(stack: Stack) {
  return {
    StackId: stack.id,
    StackName: stack.name,
    TemplateDescription: stack.source.description,
    CreationTime: new Date(stack.created),
    LastUpdatedTime: date(stack.updated),
    DeletionTime: date(stack.deleted),
    StackStatus: stack.status,
    StackStatusReason: stack.reason,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}

export function describeEvent(event: StackEvent) {
  return {
    StackId: event.stackId,
    EventId: event.id,
    StackName: event.stackName,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: new Date(event.time),
    ResourceStatus: event.status,
    ResourceStatusReason: event.reason,
    ResourceProperties: event.properties,
  };
}

export function describeResource(stack: Stack, resource: StackResource) {
  return {
    StackName: stack.name,
    StackId: stack.id,
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId || undefined,
    ResourceType: resource.type,
    ResourceStatus: resource.status,
    ResourceStatusReason: resource.reason,
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  };
}

/** NoEcho parameters are shown masked, everywhere. */
export function shownParameters(source: StackSource) {
  const { Parameters } = parseTemplate(source.templateBody, writeOutLoops());
  return Object.entries(source.parameters).map(([ParameterKey, value]) => ({
    ParameterKey,
    ParameterValue: Parameters[ParameterKey]?.NoEcho ? '****' : value,
  }));
}

function date(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}
