import type { CubeEngine } from '../../core/cube/cube.ts';
import type { Ctx } from '../../platform/ctx.ts';

/** What executes the SQL of a cube: on the local endpoint it is DuckDB, whatever speaks. */
export function engineName(ctx: Ctx, engine: CubeEngine): string {
  if (engine === 'files') return 'DuckDB';
  const name = engine === 'athena' ? 'Athena' : 'Redshift';
  return ctx.connection.kind === 'local' ? `${name} · DuckDB` : name;
}
