/** A crawler's Configuration: https://docs.aws.amazon.com/glue/latest/dg/crawler-configuration.html */
import { z } from 'zod';
import { invalidInput } from '../glueOperation.ts';

const configuration = z.object({
  Version: z.literal(1, 'must be 1.0'),
  CrawlerOutput: z
    .object({
      Partitions: z.object({ AddOrUpdateBehavior: z.enum(['InheritFromTable']).optional() }).optional(),
      Tables: z
        .object({
          AddOrUpdateBehavior: z.enum(['MergeNewColumns']).optional(),
          TableThreshold: z.number().int().min(1).optional(),
        })
        .optional(),
    })
    .optional(),
  Grouping: z
    .object({
      TableGroupingPolicy: z.enum(['CombineCompatibleSchemas']).optional(),
      // The bucket is level 1.
      TableLevelConfiguration: z.number().int().min(1).optional(),
    })
    .optional(),
  CreatePartitionIndex: z.boolean().optional(),
});

export type CrawlerConfiguration = z.infer<typeof configuration>;

/** @throws Fault InvalidInputException */
export function readConfiguration(text: string | undefined): CrawlerConfiguration {
  if (!text) return { Version: 1 };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalidInput(`The crawler's Configuration is not JSON: ${(error as Error).message}`);
  }
  const parsed = configuration.safeParse(value);
  if (!parsed.success) throw invalidInput(`The crawler's Configuration is not valid: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
