/** Get, put and delete of every configuration in bucketConfigurations.ts. */
import { z } from 'zod';
import { Fault } from '../../../server/fault.ts';
import { operation } from '../../../server/operation.ts';
import {
  absentConfigurations,
  type BucketConfiguration,
  bucketConfigurations,
  configurationId,
  type Kept,
  keptConfigurations,
} from '../bucketConfigurations.ts';
import { checkConfiguration } from '../configurationRules.ts';
import type { S3Operation, S3Operations, S3Parts } from '../s3Parts.ts';

const byName = z.object({ Bucket: z.string() });

export function configurationOperations(parts: S3Parts): S3Operations {
  return Object.fromEntries([
    ...bucketConfigurations.flatMap((each) => operationsOf(parts, each)),
    ...Object.values(absentConfigurations).map(({ get, code, message }) => [
      get,
      operation(byName, ({ Bucket }) => {
        parts.store.buckets.get(Bucket);
        throw new Fault(code, message, 404, { BucketName: Bucket });
      }),
    ]),
  ]) as S3Operations;
}

function operationsOf({ kernel, store }: S3Parts, configuration: BucketConfiguration): [string, S3Operation][] {
  const kept = keptConfigurations(kernel.store);
  const { name, member } = configuration;

  const get = operation(byName, ({ Bucket }) => {
    store.buckets.get(Bucket);
    const value = kept.get(configurationId(Bucket, name)) ?? absent(configuration, Bucket);
    return configuration.wrapped ? { [member]: value } : value;
  });

  const put = operation(
    z.looseObject({ Bucket: z.string(), [member]: z.union([z.string(), z.record(z.string(), z.unknown())]) }),
    (input) => {
      store.buckets.get(input.Bucket as string);
      const value = input[member] as Kept;
      checkConfiguration(name, value);
      kept.put(configurationId(input.Bucket as string, name), value);
      if (name === 'versioning' && (value as { Status?: string }).Status === 'Enabled') {
        kernel.log.warn(`s3: ${input.Bucket} is marked as versioned; the local S3 keeps the newest version only.`);
      }
      return {};
    },
    'MalformedXML',
  );

  const remove = operation(byName, ({ Bucket }) => {
    store.buckets.get(Bucket);
    kept.delete(configurationId(Bucket, name));
    return {};
  });

  return [
    [configuration.get, get],
    [configuration.put, put],
    ...(configuration.delete === undefined ? [] : [[configuration.delete, remove] as [string, S3Operation]]),
  ];
}

function absent(configuration: BucketConfiguration, bucket: string): Kept {
  if ('value' in configuration.absent) return configuration.absent.value;
  const { code, message } = configuration.absent;
  throw new Fault(code, message, 404, { BucketName: bucket });
}
