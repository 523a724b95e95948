/** https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/API_Workgroup.html */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { WarehouseLogin } from '../../../runtimes/warehouseLogin.ts';
import type { Kernel } from '../../kernel.ts';
import { Fault } from '../../server/fault.ts';
import { type Call, type Operations, operation } from '../../server/operation.ts';
import { takePage } from '../../server/pageToken.ts';
import { workgroupArn } from './arns.ts';
import { placeAfter, resourceName, serverlessPaging, tagsInput } from './inputs.ts';
import type { ServerlessStore, Workgroup } from './serverlessStore.ts';
import { forgetTags, putTags } from './tags.ts';

const settings = {
  workgroupName: resourceName,
  baseCapacity: z.number().int().min(4).max(1024).nullish(),
  maxCapacity: z.number().int().nullish(),
  configParameters: z.array(z.object({ parameterKey: z.string(), parameterValue: z.string() })).nullish(),
  securityGroupIds: z.array(z.string()).nullish(),
  subnetIds: z.array(z.string()).nullish(),
  publiclyAccessible: z.boolean().nullish(),
  enhancedVpcRouting: z.boolean().nullish(),
};

export function workgroupOperations(kernel: Kernel, store: ServerlessStore): Operations {
  return {
    CreateWorkgroup: operation(
      z.object({ ...settings, namespaceName: resourceName, tags: tagsInput.nullish() }),
      (input, call) => {
        const { name: namespace } = store.needNamespace(call.region, input.namespaceName);
        const taken = [...store.workgroups(call.region).all()].find(({ value }) => value.namespace === namespace);
        if (taken) {
          throw new Fault('ConflictException', `Namespace ${namespace} already has the workgroup ${taken.id}.`, 409);
        }
        const made: Workgroup = {
          name: input.workgroupName,
          id: randomUUID(),
          namespace,
          baseCapacity: input.baseCapacity ?? 128,
          maxCapacity: input.maxCapacity ?? undefined,
          parameters: input.configParameters ?? [],
          securityGroups: input.securityGroupIds ?? [],
          subnets: input.subnetIds ?? [],
          publiclyAccessible: input.publiclyAccessible ?? false,
          enhancedVpcRouting: input.enhancedVpcRouting ?? false,
          created: Date.now(),
        };
        kernel.store.transaction(() => {
          if (!store.workgroups(call.region).insert(made.name, made)) {
            throw new Fault('ConflictException', `Workgroup ${made.name} already exists`, 409);
          }
          putTags(kernel.store, call.region, workgroupArn(made, call), input.tags ?? []);
        });
        return { workgroup: describe(made, call, kernel.warehouse.login) };
      },
    ),

    GetWorkgroup: operation(z.object({ workgroupName: resourceName }), (input, call) => ({
      workgroup: describe(store.needWorkgroup(call.region, input.workgroupName), call, kernel.warehouse.login),
    })),

    ListWorkgroups: operation(z.object({ ...serverlessPaging, ownerAccount: z.string().nullish() }), (input, call) => {
      const own = !input.ownerAccount || input.ownerAccount === call.accountId;
      const all = own ? [...store.workgroups(call.region).all()].map(({ value }) => value) : [];
      const { items, NextToken } = takePage(
        placeAfter(all, input.nextToken),
        ({ name }) => name,
        input.maxResults ?? 100,
      );
      const at = kernel.warehouse.login;
      return {
        workgroups: items.map((each) => describe(each, call, at)),
        ...(NextToken === undefined ? {} : { nextToken: NextToken }),
      };
    }),

    UpdateWorkgroup: operation(z.object(settings), (input, call) => {
      const found = store.needWorkgroup(call.region, input.workgroupName);
      const changed: Workgroup = {
        ...found,
        baseCapacity: input.baseCapacity ?? found.baseCapacity,
        maxCapacity: input.maxCapacity ?? found.maxCapacity,
        parameters: input.configParameters ?? found.parameters,
        securityGroups: input.securityGroupIds ?? found.securityGroups,
        subnets: input.subnetIds ?? found.subnets,
        publiclyAccessible: input.publiclyAccessible ?? found.publiclyAccessible,
        enhancedVpcRouting: input.enhancedVpcRouting ?? found.enhancedVpcRouting,
      };
      store.workgroups(call.region).put(found.name, changed);
      return { workgroup: describe(changed, call, kernel.warehouse.login) };
    }),

    DeleteWorkgroup: operation(z.object({ workgroupName: resourceName }), (input, call) => {
      const found = store.needWorkgroup(call.region, input.workgroupName);
      kernel.store.transaction(() => {
        store.workgroups(call.region).delete(found.name);
        forgetTags(kernel.store, call.region, workgroupArn(found, call));
      });
      return { workgroup: { ...describe(found, call, kernel.warehouse.login), status: 'DELETING' } };
    }),
  };
}

/** @param at where the warehouse listens */
function describe(workgroup: Workgroup, call: Call, at: Pick<WarehouseLogin, 'host' | 'port'>) {
  return {
    workgroupName: workgroup.name,
    workgroupId: workgroup.id,
    workgroupArn: workgroupArn(workgroup, call),
    namespaceName: workgroup.namespace,
    status: 'AVAILABLE',
    baseCapacity: workgroup.baseCapacity,
    ...(workgroup.maxCapacity === undefined ? {} : { maxCapacity: workgroup.maxCapacity }),
    configParameters: workgroup.parameters,
    securityGroupIds: workgroup.securityGroups,
    subnetIds: workgroup.subnets,
    publiclyAccessible: workgroup.publiclyAccessible,
    enhancedVpcRouting: workgroup.enhancedVpcRouting,
    endpoint: { address: at.host, port: at.port, vpcEndpoints: [] },
    port: at.port,
    creationDate: new Date(workgroup.created).toISOString(),
  };
}
