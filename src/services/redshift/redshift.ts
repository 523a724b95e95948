import { z } from 'zod';
import { action } from '../../core/action.ts';
import { t } from '../../core/l10n.ts';
import type { NodeAddress } from '../../core/node.ts';
import { copyArn, copyName, openInConsole, showDefinition } from '../../platform/commonActions.ts';
import { effectOfCommand } from '../../platform/connections/commandEffect.ts';
import type { Ctx } from '../../platform/ctx.ts';
import type { Service } from '../../platform/service.ts';

const actions = () => import('./actions.ts');
const catalog = () => import('./catalog.ts');
const documents = () => import('./documents.ts');
const statements = () => import('./statements.ts');
const warehouses = () => import('./warehouses.ts');

const places = ['redshift.cluster', 'redshift.workgroup'] as const;
const relations = ['redshift.table', 'redshift.view', 'redshift.materialized-view', 'redshift.external-table'] as const;

const where = {
  warehouse: z
    .string()
    .optional()
    .describe(
      'Workgroup or cluster, as workgroup:NAME or cluster:NAME where both have one; the first one when left out',
    ),
  database: z.string().optional().describe('Database to connect to; the warehouse’s own first one when left out'),
  secret: z
    .string()
    .optional()
    .describe('Secret to sign in with, by name or ARN; the connection’s identity when left out'),
  user: z.string().optional().describe('Database user of a cluster to get temporary credentials for'),
};
const statementInput = z.object({ sql: z.string().min(1).describe('One SQL statement'), ...where });
const scriptInput = z.object({
  statements: z.array(z.string().min(1)).min(1).max(40).describe('SQL statements, run in one transaction'),
  ...where,
});

const nameOf = (address: NodeAddress) => address.path[0] ?? '';

export const redshift: Service = {
  name: 'redshift',
  title: 'Redshift',
  roots: {
    pipelines: async () => ({
      items: [{ kind: 'redshift.warehouses', path: [], label: t('Redshift'), icon: 'server', expandable: true }],
    }),
  },
  children: {
    'redshift.warehouses': async (ctx, _, request, signal) => (await warehouses()).listWarehouses(ctx, request, signal),
    'redshift.cluster': async (ctx, parent, request, signal) =>
      (await catalog()).listDatabases(ctx, parent, request, signal),
    'redshift.workgroup': async (ctx, parent, request, signal) =>
      (await catalog()).listDatabases(ctx, parent, request, signal),
    'redshift.database': async (ctx, parent, request, signal) =>
      (await catalog()).listSchemas(ctx, parent, request, signal),
    'redshift.schema': async (ctx, parent, request, signal) =>
      (await catalog()).listRelations(ctx, parent, request, signal),
    'redshift.table': async (ctx, parent, request, signal) =>
      (await catalog()).listColumns(ctx, parent, request, signal),
    'redshift.view': async (ctx, parent, request, signal) =>
      (await catalog()).listColumns(ctx, parent, request, signal),
    'redshift.materialized-view': async (ctx, parent, request, signal) =>
      (await catalog()).listColumns(ctx, parent, request, signal),
    'redshift.external-table': async (ctx, parent, request, signal) =>
      (await catalog()).listColumns(ctx, parent, request, signal),
  },
  find: {
    'redshift.cluster': async (ctx, address, signal) => (await warehouses()).findWarehouse(ctx, address, signal),
    'redshift.workgroup': async (ctx, address, signal) => (await warehouses()).findWarehouse(ctx, address, signal),
  },
  actions: [
    // A statement is judged by its words where it is sent (see commandEffect), so reading stays allowed everywhere.
    action<Ctx, z.infer<typeof statementInput>>({
      id: 'redshift.query',
      title: 'Query on Redshift…',
      on: { kinds: [] },
      effect: 'read',
      placement: 'run',
      input: statementInput,
      do: async (ctx, _, input, signal) => (await actions()).execute(ctx, input, signal),
    }),
    action<Ctx, z.infer<typeof statementInput>>({
      id: 'redshift.execute',
      title: 'Execute Statement on Redshift…',
      on: { kinds: [] },
      effect: 'write',
      effectOf: ({ sql }) => effectOfCommand('ExecuteStatement', { Sql: sql }),
      confirm: 'Run this statement? It may delete: {0}',
      placement: 'run',
      input: statementInput,
      do: async (ctx, _, input, signal) => (await actions()).execute(ctx, input, signal),
    }),
    action<Ctx, z.infer<typeof scriptInput>>({
      id: 'redshift.executeScript',
      title: 'Execute Statements in One Transaction on Redshift…',
      on: { kinds: [] },
      effect: 'write',
      effectOf: (input) => effectOfCommand('BatchExecuteStatement', { Sqls: input.statements }),
      confirm: 'Run these statements? They may delete: {0}',
      placement: 'run',
      input: scriptInput,
      do: async (ctx, _, input, signal) => (await actions()).executeScript(ctx, input, signal),
    }),
    action<Ctx, unknown>({
      id: 'redshift.previewTable',
      title: 'Preview First Rows',
      icon: 'open-preview',
      on: { kinds: relations },
      effect: 'read',
      placement: 'inline',
      do: async (ctx, target, _, signal) => (await actions()).preview(ctx, target, signal),
    }),
    action<Ctx, unknown>({
      id: 'redshift.refresh',
      title: 'Refresh Materialized View',
      icon: 'refresh',
      on: { kinds: ['redshift.materialized-view'] },
      effect: 'write',
      placement: 'inline',
      do: async (ctx, target, _, signal) => (await actions()).refresh(ctx, target, signal),
    }),
    action<Ctx, unknown>({
      id: 'redshift.newQuery',
      title: 'Query…',
      on: { kinds: [...places, 'redshift.database', 'redshift.schema', ...relations] },
      effect: 'read',
      placement: 'open',
      do: async (_, target) => (await documents()).queryDocument(target),
    }),
    action<Ctx, unknown>({
      id: 'redshift.showDdl',
      title: 'Show DDL',
      on: { kinds: relations },
      effect: 'read',
      placement: 'open',
      do: async (ctx, target, _, signal) => (await actions()).showDdl(ctx, target, signal),
    }),
    action<Ctx, unknown>({
      id: 'redshift.newCopy',
      title: 'Load from S3 (COPY)…',
      on: { kinds: ['redshift.table'] },
      effect: 'read',
      placement: 'open',
      do: async (_, target) => (await documents()).copyDocument(target),
    }),
    action<Ctx, unknown>({
      id: 'redshift.newUnload',
      title: 'Write to S3 (UNLOAD)…',
      on: { kinds: relations },
      effect: 'read',
      placement: 'open',
      do: async (_, target) => (await documents()).unloadDocument(target),
    }),
    copyName('redshift', ['redshift.database', 'redshift.schema', ...relations, 'redshift.column'], async (target) =>
      target.path.length === 4 ? (await documents()).relationName(target) : (target.path.at(-1) ?? ''),
    ),
    showDefinition('redshift', places, async (ctx, target, signal) =>
      (await warehouses()).describeWarehouse(ctx, target, signal),
    ),
    copyArn('redshift', places, async (ctx, target, signal) => (await warehouses()).findWarehouse(ctx, target, signal)),
    openInConsole('redshift', places, (target) =>
      target.kind === 'redshift.cluster'
        ? `redshiftv2/home#cluster-details?cluster=${nameOf(target)}`
        : `redshiftv2/home#serverless-workgroup?workgroup=${nameOf(target)}`,
    ),
    action<Ctx, unknown>({
      id: 'redshift.pause',
      title: 'Pause Cluster',
      on: { kinds: ['redshift.cluster'], with: ['available'] },
      effect: 'write',
      placement: 'change',
      confirm: 'Pause {0}? Nothing can be queried on it until it is resumed.',
      do: async (ctx, target, _, signal) => {
        await (await warehouses()).pauseCluster(ctx, nameOf(target), signal);
        return { kind: 'done', message: t('{0} is being paused.', nameOf(target)) };
      },
    }),
    action<Ctx, unknown>({
      id: 'redshift.resume',
      title: 'Resume Cluster',
      on: { kinds: ['redshift.cluster'], with: ['paused'] },
      effect: 'write',
      placement: 'change',
      do: async (ctx, target, _, signal) => {
        await (await warehouses()).resumeCluster(ctx, nameOf(target), signal);
        return { kind: 'done', message: t('{0} is being resumed.', nameOf(target)) };
      },
    }),
  ],
  runs: {
    list: async (ctx, request, signal) => (await statements()).listStatements(ctx, request, signal),
    describe: async (ctx, ref, signal) => (await statements()).describeStatement(ctx, ref, signal),
    steps: async (ctx, ref, signal) => (await statements()).statementSteps(ctx, ref, signal),
    stop: async (ctx, ref, signal) => (await statements()).cancelStatement(ctx, ref, signal),
    result: async (ctx, ref, signal) => (await import('./statementResult.ts')).statementResult(ctx, ref, signal),
  },
  facts: {
    'redshift.table': async function* (ctx, of, signal) {
      yield* (await import('./tableFacts.ts')).tableFacts(ctx, of, signal);
    },
  },
  sql: {
    dialect: 'redshift',
    open: async (ctx, place, signal) => (await import('./sqlSession.ts')).openSqlSession(ctx, place, signal),
  },
};
