/** Crawlers: https://docs.aws.amazon.com/glue/latest/webapi/API_Crawler.html */
import { z } from 'zod';
import { parseScheduleExpression } from '../../../../core/scheduleExpression.ts';

/** One line, as all names in Glue. */
export const crawlerName = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\r\n]*$/, 'must be one line');

/** Glue takes cron alone, in UTC; an empty text stands for none. */
export const cronSchedule = z
  .string()
  .refine((text) => text === '' || parseScheduleExpression(text)?.kind === 'cron', 'is not a cron expression');

const s3Target = z.object({
  Path: z.string().regex(/^s3[an]?:\/\/[^/]+/, 'must begin with s3:// and name a bucket'),
  Exclusions: z.array(z.string()).default([]),
  ConnectionName: z.string().optional(),
  SampleSize: z.number().int().min(1).max(249).optional(),
  EventQueueArn: z.string().optional(),
  DlqEventQueueArn: z.string().optional(),
});

const otherTargets = z.array(z.record(z.string(), z.unknown())).default([]);

/** Kinds that can be defined and that the local crawlers do not read. */
export const otherTargetKinds = [
  'JdbcTargets',
  'MongoDBTargets',
  'DynamoDBTargets',
  'CatalogTargets',
  'DeltaTargets',
  'IcebergTargets',
  'HudiTargets',
] as const;

const targets = z.object({
  S3Targets: z.array(s3Target).default([]),
  JdbcTargets: otherTargets,
  MongoDBTargets: otherTargets,
  DynamoDBTargets: otherTargets,
  CatalogTargets: otherTargets,
  DeltaTargets: otherTargets,
  IcebergTargets: otherTargets,
  HudiTargets: otherTargets,
});

/** What CreateCrawler and UpdateCrawler have in common; what is left out is filled in by `completeCrawler`. */
export const crawlerSettings = z.object({
  Role: z.string().min(1),
  DatabaseName: z.string().optional(),
  Description: z.string().max(2048).optional(),
  Targets: targets,
  Schedule: cronSchedule.optional(),
  Classifiers: z.array(z.string()).optional(),
  TablePrefix: z.string().max(128).optional(),
  SchemaChangePolicy: z
    .object({
      UpdateBehavior: z.enum(['UPDATE_IN_DATABASE', 'LOG']).default('UPDATE_IN_DATABASE'),
      DeleteBehavior: z.enum(['DELETE_FROM_DATABASE', 'DEPRECATE_IN_DATABASE', 'LOG']).default('DEPRECATE_IN_DATABASE'),
    })
    .optional(),
  RecrawlPolicy: z
    .object({
      RecrawlBehavior: z
        .enum(['CRAWL_EVERYTHING', 'CRAWL_NEW_FOLDERS_ONLY', 'CRAWL_EVENT_MODE'])
        .default('CRAWL_EVERYTHING'),
    })
    .optional(),
  LineageConfiguration: z.object({ CrawlerLineageSettings: z.enum(['ENABLE', 'DISABLE']).optional() }).optional(),
  LakeFormationConfiguration: z
    .object({ UseLakeFormationCredentials: z.boolean().optional(), AccountId: z.string().optional() })
    .optional(),
  Configuration: z.string().optional(),
  CrawlerSecurityConfiguration: z.string().max(128).optional(),
});

export type CrawlerSettings = z.infer<typeof crawlerSettings>;
export type S3Target = z.infer<typeof s3Target>;

export type CompleteSettings = Omit<CrawlerSettings, 'Schedule'> &
  Required<
    Pick<
      CrawlerSettings,
      'Classifiers' | 'SchemaChangePolicy' | 'RecrawlPolicy' | 'LineageConfiguration' | 'LakeFormationConfiguration'
    >
  >;

export type CrawlerState = 'READY' | 'RUNNING' | 'STOPPING';
export type ScheduleState = 'SCHEDULED' | 'NOT_SCHEDULED';

/** How the last crawl ended: https://docs.aws.amazon.com/glue/latest/webapi/API_LastCrawlInfo.html */
export interface LastCrawl {
  readonly Status: 'SUCCEEDED' | 'CANCELLED' | 'FAILED';
  readonly ErrorMessage?: string;
  readonly LogGroup: string;
  readonly LogStream: string;
  readonly MessagePrefix: string;
  readonly StartTime: number;
}

/** A crawler as it is kept; times are milliseconds. */
export interface Crawler extends CompleteSettings {
  readonly Name: string;
  readonly Schedule?: { readonly ScheduleExpression: string; readonly State: ScheduleState };
  readonly State: CrawlerState;
  readonly CreationTime: number;
  readonly LastUpdated: number;
  readonly Version: number;
  readonly LastCrawl?: LastCrawl;
}

export type CrawlState = 'RUNNING' | 'COMPLETED' | 'FAILED' | 'STOPPED';

/** One run of a crawler, as ListCrawls shows it. */
export interface Crawl {
  readonly CrawlId: string;
  readonly State: CrawlState;
  readonly StartTime: number;
  readonly EndTime?: number;
  readonly Summary?: string;
  readonly ErrorMessage?: string;
  /** The trigger that started it. */
  readonly trigger?: string;
  /** For GetCrawlerMetrics. */
  readonly tables?: { readonly added: number; readonly updated: number; readonly deleted: number };
}
