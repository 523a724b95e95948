/** The programs that make up an Airflow, and how each is called. */
import path from 'node:path';
import type { AirflowPlace } from './airflowSettings.ts';

export type ProgramName = 'web server' | 'scheduler' | 'dag processor' | 'triggerer';

export interface AirflowProgram {
  readonly name: ProgramName;
  readonly argv: readonly string[];
  /** Of what it prints; a file's name in the home's `output`. */
  readonly log: string;
}

/** What runs all the time; a triggerer only once a task waits in one. */
export function programsOf(place: AirflowPlace): readonly AirflowProgram[] {
  const program = (name: ProgramName, ...args: readonly string[]): AirflowProgram => ({
    name,
    argv: [place.python, '-m', 'airflow', ...args],
    log: path.join(place.home.output, `${name.replace(' ', '-')}.log`),
  });
  // Logs are files on this machine; the servers of logs would listen at fixed ports, for everybody.
  const scheduler = program('scheduler', 'scheduler', '--skip-serve-logs');
  const triggerer = program('triggerer', 'triggerer', '--skip-serve-logs');
  return place.version.major === 3
    ? [program('web server', 'api-server'), scheduler, program('dag processor', 'dag-processor'), triggerer]
    : [program('web server', 'webserver'), scheduler, triggerer];
}
