/** https://docs.aws.amazon.com/mwaa/latest/API/API_TagResource.html and its kin */
import { z } from 'zod';
import type { Kernel } from '../../../kernel.ts';
import { Fault } from '../../../server/fault.ts';
import { type Operations, operation } from '../../../server/operation.ts';
import { type Environment, environmentsIn } from './environment.ts';
import { tagMap } from './environmentInput.ts';

const mostTags = 50;

export function tagOperations(kernel: Kernel): Operations {
  const arn = { ResourceArn: z.string() };
  const change = (
    region: string,
    { ResourceArn }: { ResourceArn: string },
    tags: (had: Environment) => Environment,
  ) => {
    const environment = environmentOf(kernel, region, ResourceArn);
    environmentsIn(kernel, region).put(environment.name, tags(environment));
    return {};
  };

  return {
    TagResource: operation(z.object({ ...arn, Tags: tagMap }), (input, call) =>
      change(call.region, input, (had) => {
        const tags = { ...had.tags, ...input.Tags };
        if (Object.keys(tags).length > mostTags) {
          throw new Fault('ValidationException', `A resource can have no more than ${mostTags} tags.`);
        }
        return { ...had, tags };
      }),
    ),
    UntagResource: operation(
      z.object({ ...arn, tagKeys: z.union([z.string().transform((one) => [one]), z.array(z.string())]) }),
      (input, call) =>
        change(call.region, input, (had) => ({
          ...had,
          tags: Object.fromEntries(Object.entries(had.tags).filter(([key]) => !input.tagKeys.includes(key))),
        })),
    ),
    ListTagsForResource: operation(z.object(arn), (input, call) => ({
      Tags: environmentOf(kernel, call.region, input.ResourceArn).tags,
    })),
  };
}

/** @throws Fault ResourceNotFoundException */
function environmentOf(kernel: Kernel, region: string, arn: string): Environment {
  const name = /^arn:aws:airflow:[^:]*:[^:]*:environment\/(.+)$/.exec(arn)?.[1] ?? '';
  const found = environmentsIn(kernel, region).get(name);
  if (!found) throw new Fault('ResourceNotFoundException', `Cannot find the resource ${arn}.`, 404);
  return found;
}
