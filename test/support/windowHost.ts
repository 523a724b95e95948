/**
 * What a window does, in a process of its own: it joins the workspace's endpoint or starts it, tells which that is, and
 * runs each line of its input as a statement of Redshift's through the service that panels use.
 */
import { createInterface } from 'node:readline';
import { startEndpoint } from '../../src/platform/connections/localEndpoint.ts';
import { createCtx, withGrant } from '../../src/platform/createCtx.ts';
import { openSqlSession } from '../../src/services/redshift/sqlSession.ts';

const root = process.argv[2] ?? '';
const { signal } = new AbortController();
const say = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);

const connection = await startEndpoint(root, () => {}, signal);
say({ endpoint: connection.endpoint, port: connection.warehouse?.port });
const ctx = createCtx({
  connection,
  workspace: { root, trusted: true },
  report: () => {},
  log: { debug() {}, info() {}, warn() {}, error() {} },
});
for await (const sql of createInterface({ input: process.stdin })) {
  await withGrant(ctx, 'write', undefined, async (granted) => {
    await using session = await openSqlSession(granted, { database: 'dev' }, signal);
    say((await session.query(sql, 100, signal)).rows);
  }).catch((error: unknown) => say({ error: String(error) }));
}
