import type { JobRun } from '../../jobs/jobShapes.ts';

/** vCPUs of a worker: https://docs.aws.amazon.com/glue/latest/dg/add-job.html#worker-types */
const vcpus: Readonly<Record<string, number>> = {
  Standard: 4,
  'G.025X': 2,
  'G.1X': 4,
  'G.2X': 8,
  'G.4X': 16,
  'G.8X': 32,
  'G.12X': 48,
  'G.16X': 64,
  'R.1X': 4,
  'R.2X': 8,
  'R.4X': 16,
  'R.8X': 32,
};
const vcpusOfDpu = 4;

export interface Workers {
  /** As the run asked for them: `10 × G.1X`, `5 DPU`. */
  readonly label: string;
  /** vCPUs of the workers that execute; one is the driver's. */
  readonly cores: number;
}

/** What a run asked for, or Glue's own default of ten workers. */
export function workersOf(run: Pick<JobRun, 'WorkerType' | 'NumberOfWorkers' | 'MaxCapacity'>): Workers {
  if (run.WorkerType === undefined && run.MaxCapacity !== undefined) {
    return { label: `${run.MaxCapacity} DPU`, cores: Math.max(1, Math.round((run.MaxCapacity - 1) * vcpusOfDpu)) };
  }
  const type = run.WorkerType ?? 'G.1X';
  const count = run.NumberOfWorkers ?? 10;
  return { label: `${count} × ${type}`, cores: Math.max(1, count - 1) * (vcpus[type] ?? vcpusOfDpu) };
}

/** The cores that such a run gets on a machine with so many. */
export function coresHere(workers: Workers, machine: number): number {
  return Math.max(1, Math.min(workers.cores, machine));
}
