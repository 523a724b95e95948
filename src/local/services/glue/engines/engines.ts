import type { Kernel } from '../../../kernel.ts';
import { type Engine, RunFailure } from './engine.ts';
import { pythonShell } from './pythonShell.ts';
import { createSpark } from './spark/spark.ts';

/** The engine for each `Command.Name` of a job: https://docs.aws.amazon.com/glue/latest/webapi/API_JobCommand.html */
export function createEngines(kernel: Kernel): ReadonlyMap<string, Engine> {
  return new Map([
    ['pythonshell', pythonShell],
    ['glueetl', createSpark(kernel)],
    ['gluestreaming', refused('gluestreaming', 'streaming jobs')],
    ['glueray', refused('glueray', 'Ray jobs')],
  ]);
}

/** A kind of job that can be defined, and whose runs fail at once and say why. */
function refused(name: string, title: string): Engine {
  return {
    logGroup: '/aws-glue/jobs',
    async execute() {
      throw new RunFailure(
        `The local endpoint does not run ${title} (${name}). Spark jobs (glueetl) and Python shell jobs (pythonshell) run here; run this job on AWS.`,
      );
    },
  };
}
