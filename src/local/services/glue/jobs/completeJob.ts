import { invalidInput } from '../glueOperation.ts';
import type { JobSettings } from './jobShapes.ts';

const pythonShellCapacities = [0.0625, 1];

/**
 * A job's settings with what Glue fills in: https://docs.aws.amazon.com/glue/latest/webapi/API_CreateJob.html
 * @throws Fault InvalidInputException for settings that do not go together
 */
export function completeJob(settings: JobSettings): JobSettings {
  const isPythonShell = settings.Command.Name === 'pythonshell';
  const version = settings.GlueVersion ?? (isPythonShell ? '3.0' : '5.1');
  if (settings.WorkerType !== undefined && settings.MaxCapacity !== undefined) {
    throw invalidInput('Please do not set Max Capacity if using Worker Type and Number of Workers.');
  }
  if (isPythonShell && settings.WorkerType !== undefined) {
    throw invalidInput(`Worker Type is not supported for Job Command pythonshell and Glue Version ${version}`);
  }
  const capacity = settings.MaxCapacity ?? settings.AllocatedCapacity ?? (isPythonShell ? 0.0625 : undefined);
  if (isPythonShell && !pythonShellCapacities.includes(capacity ?? 0)) {
    throw invalidInput('Max Capacity for Job Command pythonshell must be 0.0625 or 1.0.');
  }
  return {
    ...settings,
    ExecutionProperty: { MaxConcurrentRuns: settings.ExecutionProperty?.MaxConcurrentRuns ?? 1 },
    MaxRetries: settings.MaxRetries ?? 0,
    Timeout: settings.Timeout ?? (Number(version) >= 5 ? 480 : 2880),
    GlueVersion: version,
    ...(capacity === undefined ? {} : { MaxCapacity: capacity, AllocatedCapacity: Math.floor(capacity) }),
  };
}
