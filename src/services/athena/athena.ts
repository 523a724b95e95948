import { z } from 'zod';
import { action } from '../../core/action.ts';
import { t } from '../../core/l10n.ts';
import type { NodeAddress } from '../../core/node.ts';
import { quotePath } from '../../core/sqlQuoting.ts';
import { openInConsole } from '../../platform/commonActions.ts';
import { effectOfCommand } from '../../platform/connections/commandEffect.ts';
import type { Ctx } from '../../platform/ctx.ts';
import type { Service } from '../../platform/service.ts';

const queries = () => import('./queries.ts');
const relations = ['glue-catalog.table', 'glue-catalog.view'] as const;
const previewRows = 1000;

const queryInput = z.object({
  sql: z.string().min(1).describe('One SQL statement'),
  database: z.string().optional().describe('Database that unqualified names are looked up in'),
  workgroup: z
    .string()
    .optional()
    .describe('Workgroup; the connection’s first one that can store results when left out'),
});

function quoted(address: NodeAddress): string {
  return quotePath(address.path);
}

export const athena: Service = {
  name: 'athena',
  title: 'Athena',
  roots: {
    pipelines: async () => ({
      items: [{ kind: 'athena.workgroups', path: [], label: t('Athena workgroups'), icon: 'beaker', expandable: true }],
    }),
  },
  children: {
    'athena.workgroups': async (ctx, _, request, signal) =>
      (await import('./workgroups.ts')).listWorkgroups(ctx, request, signal),
    'athena.workgroup': async (ctx, parent, request, signal) =>
      (await import('./workgroups.ts')).listNamedQueries(ctx, parent.path[0] ?? '', request, signal),
  },
  actions: [
    // A query is judged by its statement where it is sent (see commandEffect), so reading stays allowed everywhere.
    action<Ctx, z.infer<typeof queryInput>>({
      id: 'athena.query',
      title: 'Query on Athena…',
      on: { kinds: [] },
      effect: 'read',
      placement: 'run',
      input: queryInput,
      do: async (ctx, _, input, signal) => (await queries()).runQuery(ctx, input, signal),
    }),
    action<Ctx, z.infer<typeof queryInput>>({
      id: 'athena.execute',
      title: 'Execute Statement on Athena…',
      on: { kinds: [] },
      effect: 'write',
      effectOf: ({ sql }) => effectOfCommand('StartQueryExecution', { QueryString: sql }),
      confirm: 'Run this statement? It may delete: {0}',
      placement: 'run',
      input: queryInput,
      do: async (ctx, _, input, signal) => (await queries()).runQuery(ctx, input, signal),
    }),
    action<Ctx, unknown>({
      id: 'athena.previewTable',
      title: 'Preview First Rows',
      icon: 'open-preview',
      on: { kinds: relations },
      effect: 'read',
      placement: 'inline',
      do: async (ctx, target, _, signal) =>
        (await queries()).runQuery(
          ctx,
          {
            sql: `SELECT * FROM ${quoted(target)} LIMIT ${previewRows}`,
            database: target.path[0],
            workgroup: undefined,
            title: target.path[1],
          },
          signal,
        ),
    }),
    action<Ctx, unknown>({
      id: 'athena.newQuery',
      title: 'Query…',
      on: { kinds: relations },
      effect: 'read',
      placement: 'open',
      do: async (_, target) => ({
        kind: 'document',
        title: `${target.path[1]}.sql`,
        language: 'sql',
        text: `-- athena database=${target.path[0]}\nSELECT *\nFROM ${quoted(target)}\nLIMIT 100;\n`,
        editable: true,
      }),
    }),
    action<Ctx, unknown>({
      id: 'athena.openNamedQuery',
      title: 'Open Query',
      icon: 'go-to-file',
      on: { kinds: ['athena.named-query'] },
      effect: 'read',
      placement: 'inline',
      do: async (ctx, target, _, signal) => ({
        kind: 'document',
        language: 'sql',
        editable: true,
        ...(await (await import('./workgroups.ts')).namedQueryText(ctx, target.path[1] ?? '', signal)),
      }),
    }),
    openInConsole('athena', ['athena.workgroup'], (target) => `athena/home#/workgroups/details/${target.path[0]}`),
  ],
  runs: {
    list: async (ctx, request, signal) => (await queries()).listQueries(ctx, request, signal),
    describe: async (ctx, ref, signal) => (await queries()).describeQuery(ctx, ref, signal),
    stop: async (ctx, ref, signal) => (await queries()).stopQuery(ctx, ref, signal),
    result: async (ctx, ref, signal) => (await queries()).queryResult(ctx, ref, signal),
  },
  sql: {
    dialect: 'trino',
    open: async (ctx, place, signal) => (await import('./sqlSession.ts')).openSqlSession(ctx, place, signal),
  },
};
