import type { BucketConfiguration } from '../bucketConfigurations.ts';
import type { S3Route } from './route.ts';

/** The routes of the bucket's configurations, which differ in name and shape only. */
export function configurationRoutes(configurations: readonly BucketConfiguration[]): S3Route[] {
  return configurations.flatMap((each): S3Route[] => {
    const { name, member, root, shape } = each;
    const wrapped = each.wrapped ? { member } : {};
    const common = { on: 'bucket', when: [name] } as const;
    return [
      {
        ...common,
        operation: each.get,
        method: 'GET',
        output: shape === 'json' ? { kind: 'text', member } : { kind: 'xml', root, shape, ...wrapped },
      },
      {
        ...common,
        operation: each.put,
        method: 'PUT',
        input: shape === 'json' ? { kind: 'text', member } : { kind: 'xml', member, root, shape },
        ...(each.putStatus === undefined ? {} : { status: each.putStatus }),
      },
      ...(each.delete === undefined
        ? []
        : [{ ...common, operation: each.delete, method: 'DELETE', status: 204 } satisfies S3Route]),
    ];
  });
}
