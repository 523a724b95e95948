import type { Step } from '../../core/run.ts';
import { readEvents } from './events.ts';
import { readRun, runFolder, runIds } from './runFolder.ts';
import { RunSteps } from './runSteps.ts';

/** How many runs back it is looked for. */
const mostRuns = 30;

/** The steps of runs that are over, by the runs' folders. */
const known = new Map<string, readonly Step[]>();

/** How each node of a project went the last time, by its id. */
export async function lastStates(root: string, project: string): Promise<ReadonlyMap<string, Step>> {
  const states = new Map<string, Step>();
  let looked = 0;
  for (const id of await runIds(root)) {
    const record = await readRun(root, id).catch(() => undefined);
    if (record?.project !== project || record.purpose !== 'command') continue;
    if (++looked > mostRuns) break;
    const folder = runFolder(root, id);
    const over = record.endedAt !== undefined;
    const steps = known.get(folder) ?? (await stepsIn(folder, over));
    if (over) known.set(folder, steps);
    for (const step of steps) if (!states.has(step.id) && step.state !== 'skipped') states.set(step.id, step);
  }
  return states;
}

async function stepsIn(folder: string, over: boolean): Promise<readonly Step[]> {
  const steps = new RunSteps();
  steps.add(await readEvents(folder));
  return steps.steps(over);
}
