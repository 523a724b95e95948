import { z } from 'zod';
import { Fault } from '../../../server/fault.ts';
import { type Operations, operation } from '../../../server/operation.ts';
import type { Stack, StackResource } from '../stack.ts';
import type { StackService } from '../stackService.ts';
import { writeOutLoops } from '../template/forEach.ts';
import { defaultText } from '../template/parameters.ts';
import { neededCapabilities } from '../template/refuse.ts';
import { parseTemplate } from '../template/template.ts';
import { describeEvent, describeResource, describeStack, summarizeStack } from './describe.ts';
import { listOf, nextToken, stackName, templateSource } from './inputs.ts';
import { page } from './paging.ts';

/** What only reads. */
export function readOperations(service: StackService): Operations {
  const stackOf = (name: string, region: string) => service.stacks(region).require(name);

  return {
    DescribeStacks: operation(
      z.object({ StackName: z.string().optional(), NextToken: nextToken }),
      (input, call) => {
        const stacks = service.stacks(call.region);
        if (input.StackName) return { Stacks: [describeStack(stacks.require(input.StackName))] };
        const { items, next } = page([...stacks.active()], input.NextToken, 100);
        return { Stacks: items.map(describeStack), NextToken: next };
      },
      'ValidationError',
    ),

    ListStacks: operation(
      z.object({ StackStatusFilter: listOf(z.string()), NextToken: nextToken }),
      (input, call) => {
        const wanted = (stack: Stack) =>
          input.StackStatusFilter.length === 0 || input.StackStatusFilter.includes(stack.status);
        const { items, next } = page(service.stacks(call.region).all().filter(wanted), input.NextToken, 100);
        return { StackSummaries: items.map(summarizeStack), NextToken: next };
      },
      'ValidationError',
    ),

    DescribeStackEvents: operation(
      z.object({ StackName: stackName, NextToken: nextToken }),
      (input, call) => {
        const stack = stackOf(input.StackName, call.region);
        const { items, next } = service.stacks(call.region).events(stack.id, 100, input.NextToken);
        return { StackEvents: items.map(describeEvent), NextToken: next };
      },
      'ValidationError',
    ),

    DescribeStackResource: operation(
      z.object({ StackName: stackName, LogicalResourceId: z.string() }),
      (input, call) => {
        const stack = stackOf(input.StackName, call.region);
        const resource = stack.resources[input.LogicalResourceId];
        if (!resource) throw noResource(input.LogicalResourceId, stack);
        return {
          StackResourceDetail: {
            ...describeResource(stack, resource),
            LastUpdatedTimestamp: new Date(resource.updated),
          },
        };
      },
      'ValidationError',
    ),

    DescribeStackResources: operation(
      z.object({
        StackName: stackName.optional(),
        LogicalResourceId: z.string().optional(),
        PhysicalResourceId: z.string().optional(),
      }),
      (input, call) => {
        const stack = input.StackName
          ? stackOf(input.StackName, call.region)
          : owner(service.stacks(call.region).active(), input.PhysicalResourceId);
        const resources = Object.values(stack.resources).filter(
          (resource) => input.LogicalResourceId === undefined || resource.logicalId === input.LogicalResourceId,
        );
        if (input.LogicalResourceId && resources.length === 0) throw noResource(input.LogicalResourceId, stack);
        return {
          StackResources: resources.map((resource) => ({
            ...describeResource(stack, resource),
            Timestamp: new Date(resource.updated),
          })),
        };
      },
      'ValidationError',
    ),

    ListStackResources: operation(
      z.object({ StackName: stackName, NextToken: nextToken }),
      (input, call) => {
        const stack = stackOf(input.StackName, call.region);
        const { items, next } = page<StackResource>(Object.values(stack.resources), input.NextToken, 100);
        return {
          StackResourceSummaries: items.map((resource) => {
            const { StackName: _, StackId: __, ...summary } = describeResource(stack, resource);
            return { ...summary, LastUpdatedTimestamp: new Date(resource.updated) };
          }),
          NextToken: next,
        };
      },
      'ValidationError',
    ),

    GetTemplate: operation(
      z.object({
        StackName: stackName.optional(),
        ChangeSetName: z.string().optional(),
        TemplateStage: z.enum(['Original', 'Processed']).optional(),
      }),
      (input, call) => {
        const stacks = service.stacks(call.region);
        const changeSet = input.ChangeSetName?.startsWith('arn:')
          ? stacks.changeSets.get(input.ChangeSetName)
          : undefined;
        const source = changeSet?.source ?? stacks.require(input.StackName ?? '').source;
        return { TemplateBody: source.templateBody, StagesAvailable: ['Original', 'Processed'] };
      },
      'ValidationError',
    ),

    GetTemplateSummary: operation(
      z.object({ ...templateSource, StackName: stackName.optional() }),
      async (input, call) => {
        const body = input.StackName
          ? stackOf(input.StackName, call.region).source.templateBody
          : await service.templateBody(input, call);
        const template = parseTemplate(body, writeOutLoops());
        const { capabilities, reason } = neededCapabilities(template);
        const names = Object.entries(template.Resources);
        return {
          Description: template.Description,
          Parameters: Object.entries(template.Parameters).map(([ParameterKey, parameter]) => ({
            ParameterKey,
            DefaultValue: defaultText(parameter),
            ParameterType: parameter.Type,
            NoEcho: parameter.NoEcho ?? false,
            Description: parameter.Description,
            ParameterConstraints: parameter.AllowedValues ? { AllowedValues: parameter.AllowedValues.map(String) } : {},
          })),
          Capabilities: capabilities,
          CapabilitiesReason: reason,
          ResourceTypes: names.map(([, resource]) => resource.Type),
          Version: '2010-09-09',
          Metadata: template.Metadata === undefined ? undefined : JSON.stringify(template.Metadata),
          DeclaredTransforms: template.Transform,
        };
      },
      'ValidationError',
    ),

    ValidateTemplate: operation(
      z.object(templateSource),
      async (input, call) => {
        const template = parseTemplate(await service.templateBody(input, call), writeOutLoops());
        const { capabilities, reason } = neededCapabilities(template);
        return {
          Description: template.Description,
          Parameters: Object.entries(template.Parameters).map(([ParameterKey, parameter]) => ({
            ParameterKey,
            DefaultValue: defaultText(parameter),
            NoEcho: parameter.NoEcho ?? false,
            Description: parameter.Description,
          })),
          Capabilities: capabilities,
          CapabilitiesReason: reason,
          DeclaredTransforms: template.Transform,
        };
      },
      'ValidationError',
    ),

    ListExports: operation(
      z.object({ NextToken: nextToken }),
      (input, call) => {
        const all = [...service.stacks(call.region).exports.all()];
        const { items, next } = page(all, input.NextToken, 100);
        return {
          Exports: items.map(({ id, value }) => ({ ExportingStackId: value.stackId, Name: id, Value: value.value })),
          NextToken: next,
        };
      },
      'ValidationError',
    ),

    ListImports: operation(
      z.object({ ExportName: z.string(), NextToken: nextToken }),
      (input, call) => {
        const users = [...service.stacks(call.region).active()].filter((stack) =>
          stack.imports.includes(input.ExportName),
        );
        if (users.length === 0) {
          throw new Fault('ValidationError', `Export '${input.ExportName}' is not imported by any stack.`);
        }
        const { items, next } = page(users, input.NextToken, 100);
        return { Imports: items.map((stack) => stack.name), NextToken: next };
      },
      'ValidationError',
    ),
  };
}

function noResource(logicalId: string, stack: Stack): Fault {
  return new Fault('ValidationError', `Resource ${logicalId} does not exist for stack ${stack.name}`);
}

function owner(stacks: Iterable<Stack>, physicalId: string | undefined): Stack {
  for (const stack of stacks) {
    if (Object.values(stack.resources).some((resource) => resource.physicalId === physicalId)) return stack;
  }
  throw new Fault('ValidationError', `Stack for ${physicalId} does not exist`);
}
