/** A rule and its targets, as they are kept. */
import { z } from 'zod';
import type { Call } from '../../server/operation.ts';

export const defaultBus = 'default';

export const targetSchema = z.looseObject({
  Id: z
    .string()
    .min(1)
    .max(64)
    .regex(/^[.\-_A-Za-z0-9]+$/),
  Arn: z.string().min(1).max(1600),
  RoleArn: z.string().min(1).max(1600).optional(),
  Input: z.string().max(8192).optional(),
  InputPath: z.string().max(256).optional(),
  InputTransformer: z
    .object({
      InputPathsMap: z.record(z.string(), z.string()).optional(),
      InputTemplate: z.string().min(1).max(8192),
    })
    .optional(),
  RetryPolicy: z
    .object({
      MaximumEventAgeInSeconds: z.coerce.number().int().min(60).max(86_400).optional(),
      MaximumRetryAttempts: z.coerce.number().int().min(0).max(185).optional(),
    })
    .optional(),
  DeadLetterConfig: z.object({ Arn: z.string().optional() }).optional(),
});

export type Target = z.infer<typeof targetSchema>;

export const ruleStates = ['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'] as const;

export interface Rule {
  readonly bus: string;
  readonly name: string;
  /** JSON text. */
  readonly pattern?: string;
  readonly schedule?: string;
  readonly state: (typeof ruleStates)[number];
  readonly description?: string;
  readonly roleArn?: string;
  readonly targets: readonly Target[];
  /** ISO 8601: a rate counts from here. */
  readonly modified: string;
  /** The scheduled occurrence that fired, or was missed, last. */
  readonly lastOccurrence?: string;
}

export type RuleName = Pick<Rule, 'bus' | 'name'>;

export function ruleId({ bus, name }: RuleName): string {
  return `${bus}/${name}`;
}

export function ruleArn({ bus, name }: RuleName, { region, accountId }: Pick<Call, 'region' | 'accountId'>): string {
  return `arn:aws:events:${region}:${accountId}:rule/${bus === defaultBus ? name : `${bus}/${name}`}`;
}

export function busArn(bus: string, { region, accountId }: Pick<Call, 'region' | 'accountId'>): string {
  return `arn:aws:events:${region}:${accountId}:event-bus/${bus}`;
}

/** The name of a bus that is given by name or ARN. */
export function busName(nameOrArn: string | undefined): string {
  return nameOrArn?.replace(/^arn:[^/]*:event-bus\//, '') ?? defaultBus;
}
