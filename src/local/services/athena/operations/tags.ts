/** https://docs.aws.amazon.com/athena/latest/APIReference/API_TagResource.html */
import { z } from 'zod';
import type { Operations } from '../../../server/operation.ts';
import { paging, takePage } from '../../../server/pageToken.ts';
import type { AthenaCtx } from '../athenaCtx.ts';
import { athenaOperation, invalidRequest, resourceNotFound } from '../athenaOperation.ts';
import { pageSize, readToken } from '../paging.ts';
import { awsDataCatalog } from '../state/dataCatalogs.ts';

export const tagsInput = z.array(z.object({ Key: z.string().min(1).max(128), Value: z.string().max(256).default('') }));

export function tagOperations({ tags, workgroups, catalogs }: AthenaCtx): Operations {
  /** @throws Fault ResourceNotFoundException when there is nothing of this ARN */
  const need = (region: string, arn: string): string => {
    const [, kind, name = ''] = /^arn:[^:]+:athena:[^:]*:[^:]*:(workgroup|datacatalog)\/(.+)$/.exec(arn) ?? [];
    if (!kind) throw invalidRequest(`ResourceARN ${arn} is not the ARN of a workgroup or data catalog.`);
    const there =
      kind === 'workgroup'
        ? workgroups.in(region).get(name) !== undefined
        : name === awsDataCatalog || catalogs.in(region).get(name) !== undefined;
    if (!there) throw resourceNotFound(`Resource ${arn} is not found.`, arn);
    return arn;
  };

  return {
    TagResource: athenaOperation(z.object({ ResourceARN: z.string(), Tags: tagsInput }), (input, call) => {
      tags.add(call.region, need(call.region, input.ResourceARN), input.Tags);
    }),

    UntagResource: athenaOperation(
      z.object({ ResourceARN: z.string(), TagKeys: z.array(z.string()) }),
      (input, call) => {
        tags.remove(call.region, need(call.region, input.ResourceARN), input.TagKeys);
      },
    ),

    ListTagsForResource: athenaOperation(z.object({ ResourceARN: z.string(), ...paging }), (input, call) => {
      const after = readToken(input.NextToken);
      const all = [...tags.get(call.region, need(call.region, input.ResourceARN))].sort((a, b) =>
        a.Key < b.Key ? -1 : 1,
      );
      // Unlike its other lists, Athena gives tags 75 and more at a time.
      const { items, ...next } = takePage(
        all.filter(({ Key }) => after === undefined || Key > after),
        ({ Key }) => Key,
        Math.max(pageSize({ MaxResults: Math.min(input.MaxResults ?? 75, 75) }, 75), 75),
      );
      return { Tags: items, ...next };
    }),
  };
}
