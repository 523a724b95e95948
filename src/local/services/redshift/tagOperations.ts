/** https://docs.aws.amazon.com/redshift/latest/APIReference/API_CreateTags.html */

import { z } from 'zod';
import type { Kernel } from '../../kernel.ts';
import { queryList } from '../../server/awsQuery.ts';
import { Fault } from '../../server/fault.ts';
import type { Call, Operations } from '../../server/operation.ts';
import { named, type Tag, tagsInput } from '../../server/queryInput.ts';
import { clusterArn, clustersIn } from './cluster.ts';
import { groupsIn } from './groupOperations.ts';
import { listing, pageOfTagged, redshiftOperation } from './query.ts';

const mostTags = 50;

/** Something that has tags, and how they are changed. */
interface Tagged {
  readonly arn: string;
  readonly type: 'cluster' | 'parametergroup' | 'subnetgroup';
  readonly tags: readonly Tag[];
  put(tags: readonly Tag[]): void;
}

export function tagOperations(kernel: Kernel): Operations {
  const all = (call: Call): Tagged[] => {
    const clusters = clustersIn(kernel, call.region);
    const own = [...clusters.all()].map(
      ({ id, value }): Tagged => ({
        arn: clusterArn(call, id),
        type: 'cluster',
        tags: value.tags,
        put: (tags) => clusters.put(id, { ...value, tags }),
      }),
    );
    return [...own, ...tagged(call, 'parameter'), ...tagged(call, 'subnet')];
  };
  const tagged = (call: Call, kind: 'parameter' | 'subnet'): Tagged[] => {
    const groups = groupsIn(kernel, call.region, kind);
    return [...groups.all()].map(({ id, value }) => ({
      arn: `arn:aws:redshift:${call.region}:${call.accountId}:${kind}group:${id}`,
      type: `${kind}group` as const,
      tags: value.tags,
      put: (tags) => groups.put(id, { ...value, tags }),
    }));
  };
  const need = (call: Call, arn: string): Tagged => {
    const found = all(call).find((each) => each.arn === arn);
    if (!found) throw new Fault('ResourceNotFoundFault', `Resource ${arn} not found.`, 404);
    return found;
  };

  return {
    CreateTags: redshiftOperation(z.object({ ResourceName: z.string(), Tags: tagsInput }), (input, call) => {
      const resource = need(call, input.ResourceName);
      const tags = new Map([...resource.tags, ...input.Tags].map((tag) => [tag.Key, tag]));
      if (tags.size > mostTags) throw new Fault('TagLimitExceededFault', `No more than ${mostTags} tags are allowed.`);
      resource.put([...tags.values()]);
    }),

    DeleteTags: redshiftOperation(
      z.object({ ResourceName: z.string(), TagKeys: named('TagKey', z.string()) }),
      (input, call) => {
        const resource = need(call, input.ResourceName);
        resource.put(resource.tags.filter(({ Key }) => !input.TagKeys.includes(Key)));
      },
    ),

    DescribeTags: redshiftOperation(
      z.object({ ...listing, ResourceName: z.string().optional(), ResourceType: z.string().optional() }),
      (input, call) => {
        const resources = input.ResourceName === undefined ? all(call) : [need(call, input.ResourceName)];
        const rows = resources
          .filter(({ type }) => input.ResourceType === undefined || input.ResourceType === type)
          .flatMap(({ arn, type, tags }) => tags.map((tag) => ({ arn, type, tags: [tag] })));
        const { items, ...marker } = pageOfTagged(rows, input);
        const described = items.map(({ arn, type, tags: [Tag] }) => ({ Tag, ResourceName: arn, ResourceType: type }));
        return { TaggedResources: queryList('TaggedResource', described), ...marker };
      },
    ),
  };
}
