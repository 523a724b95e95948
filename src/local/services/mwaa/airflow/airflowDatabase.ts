/** Airflow's own database: made by Airflow, looked at by the endpoint where asking Airflow would mean to start it. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { runProgram } from '../../../../runtimes/runProgram.ts';
import { writeFileAtomically } from '../../../state/writeFileAtomically.ts';
import type { AirflowHome } from './airflowHome.ts';
import type { AirflowPlace } from './airflowSettings.ts';

const patienceMs = 30_000;

/**
 * Makes the database, or brings it to this version; done once for each version.
 * @throws AppError `failed` with Airflow's own words
 */
export async function migrate(
  place: AirflowPlace,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  const { home, python, version } = place;
  const stamp = path.join(home.root, 'migrated');
  const known = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (known === version.version && existsSync(home.database)) return;
  const options = { env: { ...env }, cwd: home.root };
  await runProgram(python, ['-m', 'airflow', 'db', 'migrate'], options, signal);
  if (version.major === 2) {
    const { user, password } = home.secrets;
    const names = ['--username', user, '--firstname', 'Local', '--lastname', 'User', '--email', 'local@localhost'];
    const args = ['-m', 'airflow', 'users', 'create', ...names, '--role', 'Admin', '--password', password];
    await runProgram(python, args, options, signal);
  }
  writeFileAtomically(stamp, version.version);
}

/**
 * To be called before a scheduler starts and after everything has ended: says of the earlier schedulers that they are
 * gone, which Airflow would notice after minutes, and so has the new one take up what they left.
 */
export function forgetEarlierJobs(home: AirflowHome): void {
  using database = openDatabase(home);
  // Readers and writers do not wait for each other; a setting of the file, and so of Airflow's programs too.
  database.sql.exec('PRAGMA journal_mode = WAL');
  database.sql.exec("UPDATE job SET state = 'failed' WHERE state = 'running'");
}

/** Whether anything is to happen by itself: a DAG that is not paused, or a run that has not ended. */
export function hasWork(home: AirflowHome): boolean {
  if (!existsSync(home.database)) return false;
  using database = openDatabase(home);
  const asked = `SELECT EXISTS (SELECT 1 FROM dag_run WHERE state IN ('queued', 'running'))
    OR EXISTS (SELECT 1 FROM dag WHERE NOT is_paused AND NOT ${staleColumn(database.sql)}) AS work`;
  return database.sql.prepare(asked).get()?.work === 1;
}

/** The runs that have not ended. */
export function activeRuns(home: AirflowHome): readonly { readonly dag: string; readonly run: string }[] {
  using database = openDatabase(home);
  const rows = database.sql.prepare("SELECT dag_id, run_id FROM dag_run WHERE state IN ('queued', 'running')").all();
  return rows.map(({ dag_id, run_id }) => ({ dag: String(dag_id), run: String(run_id) }));
}

/** Whether a task waits in a triggerer. */
export function hasDeferred(home: AirflowHome): boolean {
  using database = openDatabase(home);
  const asked = "SELECT EXISTS (SELECT 1 FROM task_instance WHERE state = 'deferred') AS deferred";
  return database.sql.prepare(asked).get()?.deferred === 1;
}

/** Airflow 2 says of a DAG whose file is gone that it is not active, Airflow 3 that it is stale. */
function staleColumn(sql: DatabaseSync): string {
  const columns = sql.prepare('PRAGMA table_info(dag)').all();
  return columns.some(({ name }) => name === 'is_stale') ? 'is_stale' : 'NOT is_active';
}

function openDatabase({ database }: AirflowHome): { readonly sql: DatabaseSync } & Disposable {
  const sql = new DatabaseSync(database, { timeout: patienceMs });
  return { sql, [Symbol.dispose]: () => sql.close() };
}
