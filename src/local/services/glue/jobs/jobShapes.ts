/** Jobs and their runs: https://docs.aws.amazon.com/glue/latest/webapi/API_Job.html and API_JobRun.html. */
import { z } from 'zod';

export const jobName = z.string().min(1).max(255);
export const jobArguments = z.record(z.string(), z.string());

const command = z.object({
  Name: z.string().min(1),
  ScriptLocation: z.string().max(400_000).optional(),
  PythonVersion: z.string().optional(),
  Runtime: z.string().optional(),
});

/** What CreateJob and UpdateJob have in common. */
export const jobSettings = z.object({
  JobMode: z.string().optional(),
  JobRunQueuingEnabled: z.boolean().optional(),
  Description: z.string().max(2048).optional(),
  LogUri: z.string().optional(),
  Role: z.string().min(1),
  ExecutionProperty: z.object({ MaxConcurrentRuns: z.number().int().min(1).optional() }).optional(),
  Command: command,
  DefaultArguments: jobArguments.optional(),
  NonOverridableArguments: jobArguments.optional(),
  Connections: z.object({ Connections: z.array(z.string()).optional() }).optional(),
  MaxRetries: z.number().int().min(0).max(10).optional(),
  AllocatedCapacity: z.number().int().optional(),
  Timeout: z.number().int().min(1).optional(),
  MaxCapacity: z.number().optional(),
  SecurityConfiguration: z.string().optional(),
  NotificationProperty: z.object({ NotifyDelayAfter: z.number().int().min(1).optional() }).optional(),
  GlueVersion: z.string().optional(),
  NumberOfWorkers: z.number().int().optional(),
  WorkerType: z.string().optional(),
  ExecutionClass: z.string().optional(),
  SourceControlDetails: z.unknown().optional(),
  MaintenanceWindow: z.string().optional(),
});

export type JobSettings = z.infer<typeof jobSettings>;

/** A job as it is kept; times are milliseconds. */
export interface Job extends JobSettings {
  readonly Name: string;
  readonly CreatedOn: number;
  readonly LastModifiedOn: number;
}

export type JobRunState =
  | 'STARTING'
  | 'RUNNING'
  | 'STOPPING'
  | 'STOPPED'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'TIMEOUT'
  | 'ERROR'
  | 'WAITING';

export const finalStates: readonly JobRunState[] = ['STOPPED', 'SUCCEEDED', 'FAILED', 'TIMEOUT', 'ERROR'];

/** A run as it is kept: what JobRun shows, and below it what the endpoint needs to know. */
export interface JobRun {
  readonly Id: string;
  readonly Attempt: number;
  readonly PreviousRunId?: string;
  readonly TriggerName?: string;
  readonly JobName: string;
  readonly StartedOn: number;
  readonly LastModifiedOn: number;
  readonly CompletedOn?: number;
  readonly JobRunState: JobRunState;
  /** Those given for this run; what the script gets is in `effective`. */
  readonly Arguments?: Readonly<Record<string, string>>;
  readonly ErrorMessage?: string;
  /** In minutes. */
  readonly Timeout: number;
  readonly MaxCapacity?: number;
  readonly WorkerType?: string;
  readonly NumberOfWorkers?: number;
  readonly LogGroupName: string;
  readonly GlueVersion?: string;
  readonly ExecutionClass?: string;
  readonly NotificationProperty?: { readonly NotifyDelayAfter?: number | undefined };
  /** The command and arguments as they were when the run started: a change of the job does not change its runs. */
  readonly command: z.infer<typeof command>;
  readonly effective: Readonly<Record<string, string>>;
  readonly maxRetries: number;
  /** When the script itself began; the timeout and the execution time count from here. */
  readonly ranFrom?: number;
  /** The process that runs the script, so that a later endpoint can end what this one left behind. */
  readonly process?: { readonly pid: number; readonly startedAt: string };
}
