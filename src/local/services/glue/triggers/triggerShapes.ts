/** Triggers: https://docs.aws.amazon.com/glue/latest/webapi/API_Trigger.html */
import { z } from 'zod';
import { cronSchedule } from '../crawlers/crawlerShapes.ts';
import { jobArguments } from '../jobs/jobShapes.ts';

export const triggerName = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\r\n]*$/, 'must be one line');

const action = z.object({
  JobName: z.string().min(1).max(255).optional(),
  Arguments: jobArguments.optional(),
  Timeout: z.number().int().min(1).optional(),
  SecurityConfiguration: z.string().optional(),
  NotificationProperty: z.object({ NotifyDelayAfter: z.number().int().min(1).optional() }).optional(),
  CrawlerName: z.string().min(1).max(255).optional(),
});

const condition = z.object({
  LogicalOperator: z.enum(['EQUALS']).default('EQUALS'),
  JobName: z.string().min(1).max(255).optional(),
  State: z.enum(['SUCCEEDED', 'STOPPED', 'TIMEOUT', 'FAILED', 'ERROR']).optional(),
  CrawlerName: z.string().min(1).max(255).optional(),
  CrawlState: z.enum(['SUCCEEDED', 'CANCELLED', 'FAILED', 'ERROR']).optional(),
});

const predicate = z.object({
  Logical: z.enum(['AND', 'ANY']).optional(),
  Conditions: z.array(condition).max(500).default([]),
});

/** What CreateTrigger and UpdateTrigger have in common. */
export const triggerSettings = z.object({
  Description: z.string().max(2048).optional(),
  Schedule: cronSchedule.optional(),
  Actions: z.array(action).optional(),
  Predicate: predicate.optional(),
  EventBatchingCondition: z.unknown().optional(),
});

export type TriggerSettings = z.infer<typeof triggerSettings>;
export type TriggerAction = z.infer<typeof action>;
export type TriggerCondition = z.infer<typeof condition>;

export const triggerTypes = ['SCHEDULED', 'CONDITIONAL', 'ON_DEMAND', 'EVENT'] as const;

/** A trigger as it is kept. */
export interface Trigger {
  readonly Name: string;
  readonly Type: 'SCHEDULED' | 'CONDITIONAL' | 'ON_DEMAND';
  readonly State: 'CREATED' | 'ACTIVATED' | 'DEACTIVATED';
  readonly Description?: string | undefined;
  readonly Schedule?: string | undefined;
  readonly Actions: readonly TriggerAction[];
  readonly Predicate?: z.infer<typeof predicate> | undefined;
  /** The places of the conditions that were met since it last fired. */
  readonly met: readonly number[];
}
