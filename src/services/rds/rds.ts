import { z } from 'zod';
import { action } from '../../core/action.ts';
import { t } from '../../core/l10n.ts';
import type { NodeAddress } from '../../core/node.ts';
import { copyArn, copyName, openInConsole, showDefinition } from '../../platform/commonActions.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { effectOfPostgresSql } from '../../platform/postgres/statementEffect.ts';
import type { ListChildren, Service } from '../../platform/service.ts';

const actions = () => import('./actions.ts');
const catalog = () => import('./catalog.ts');
const documents = () => import('./documents.ts');
const instances = () => import('./instances.ts');
const servers = () => import('./servers.ts');
const statements = () => import('./statements.ts');

const instance = ['rds.instance'] as const;
const relations = ['rds.table', 'rds.view', 'rds.materialized-view', 'rds.foreign-table'] as const;

const statementInput = z.object({
  sql: z.string().min(1).describe('One SQL statement'),
  place: z
    .string()
    .optional()
    .describe(
      'DB instance, or source of strata.yaml, as instance:NAME or source:NAME where both have one; the first one when left out',
    ),
  database: z.string().optional().describe('Database to connect to; the place’s own first one when left out'),
});
type StatementInput = z.infer<typeof statementInput>;

const nameOf = (address: NodeAddress) => address.path[0] ?? '';
const columns: ListChildren = async (ctx, parent, request, signal) =>
  (await catalog()).listColumns(ctx, parent, request, signal);
const databases: ListChildren = async (ctx, parent, request, signal) =>
  (await catalog()).listDatabases(ctx, parent, request, signal);

export const rds: Service = {
  name: 'rds',
  title: 'RDS and PostgreSQL',
  roots: {
    pipelines: async () => ({
      items: [{ kind: 'rds.servers', path: [], label: t('RDS and PostgreSQL'), icon: 'database', expandable: true }],
    }),
  },
  children: {
    'rds.servers': async (ctx, _, request, signal) => (await servers()).listServers(ctx, request, signal),
    'rds.instance': databases,
    'rds.source': databases,
    'rds.database': async (ctx, parent, request, signal) => (await catalog()).listSchemas(ctx, parent, request, signal),
    'rds.schema': async (ctx, parent, request, signal) => (await catalog()).listRelations(ctx, parent, request, signal),
    'rds.table': columns,
    'rds.view': columns,
    'rds.materialized-view': columns,
    'rds.foreign-table': columns,
  },
  find: {
    'rds.instance': async (ctx, address, signal) => (await servers()).findServer(ctx, address, signal),
    'rds.source': async (ctx, address, signal) => (await servers()).findServer(ctx, address, signal),
  },
  refine: {
    'rds.instance': async (ctx, node, signal) => (await instances()).settledInstance(ctx, node, signal),
  },
  actions: [
    // A statement is judged by its words before it is sent, and the server is told to let nothing else through.
    action<Ctx, StatementInput>({
      id: 'rds.query',
      title: 'Query on PostgreSQL…',
      on: { kinds: [] },
      effect: 'read',
      placement: 'run',
      input: statementInput,
      do: async (ctx, _, input, signal) => (await actions()).execute(ctx, input, signal),
    }),
    action<Ctx, StatementInput>({
      id: 'rds.execute',
      title: 'Execute Statement on PostgreSQL…',
      on: { kinds: [] },
      effect: 'write',
      effectOf: ({ sql }) => effectOfPostgresSql(sql),
      confirm: 'Run this statement? It may delete: {0}',
      placement: 'run',
      input: statementInput,
      do: async (ctx, _, input, signal) => (await actions()).execute(ctx, input, signal),
    }),
    action<Ctx, unknown>({
      id: 'rds.previewTable',
      title: 'Preview First Rows',
      icon: 'open-preview',
      on: { kinds: relations },
      effect: 'read',
      placement: 'inline',
      do: async (ctx, target, _, signal) => (await actions()).preview(ctx, target, signal),
    }),
    action<Ctx, unknown>({
      id: 'rds.newQuery',
      title: 'Query…',
      on: { kinds: ['rds.source', 'rds.database', 'rds.schema', ...relations] },
      effect: 'read',
      placement: 'open',
      do: async (_, target) => (await documents()).queryDocument(target),
    }),
    action<Ctx, unknown>({
      id: 'rds.queryInstance',
      title: 'Query Instance…',
      on: { kinds: instance, with: ['available', 'postgres'] },
      effect: 'read',
      placement: 'open',
      do: async (_, target) => (await documents()).queryDocument(target),
    }),
    action<Ctx, unknown>({
      id: 'rds.showView',
      title: 'Show Query of View',
      on: { kinds: ['rds.view', 'rds.materialized-view'] },
      effect: 'read',
      placement: 'open',
      do: async (ctx, target, _, signal) => (await actions()).showView(ctx, target, signal),
    }),
    action<Ctx, unknown>({
      id: 'rds.copyEndpoint',
      title: 'Copy Endpoint',
      on: { kinds: ['rds.instance', 'rds.source'], with: ['reachable'] },
      effect: 'read',
      placement: 'copy',
      do: async (ctx, target, _, signal) => ({
        kind: 'copy',
        text: await (await actions()).endpointText(ctx, target, signal),
      }),
    }),
    copyName('rds', ['rds.database', 'rds.schema', ...relations, 'rds.column'], async (target) =>
      target.path.length === 4 ? (await documents()).relationName(target) : (target.path.at(-1) ?? ''),
    ),
    showDefinition('rds', instance, async (ctx, target, signal) =>
      (await instances()).describeInstance(ctx, nameOf(target), signal),
    ),
    copyArn('rds', instance, async (ctx, target, signal) => (await servers()).findServer(ctx, target, signal)),
    openInConsole('rds', instance, (target) => `rds/home#database:id=${nameOf(target)};is-cluster=false`),
    action<Ctx, unknown>({
      id: 'rds.start',
      title: 'Start Instance',
      icon: 'play',
      on: { kinds: instance, with: ['stopped'] },
      effect: 'write',
      placement: 'inline',
      do: async (ctx, target, _, signal) => {
        await (await instances()).startInstance(ctx, nameOf(target), signal);
        return { kind: 'done', message: t('{0} is being started.', nameOf(target)) };
      },
    }),
    action<Ctx, unknown>({
      id: 'rds.stop',
      title: 'Stop Instance',
      on: { kinds: instance, with: ['available'] },
      effect: 'write',
      placement: 'change',
      confirm: 'Stop {0}? Everyone who is connected to it is cut off, until it is started again.',
      do: async (ctx, target, _, signal) => {
        await (await instances()).stopInstance(ctx, nameOf(target), signal);
        return { kind: 'done', message: t('{0} is being stopped.', nameOf(target)) };
      },
    }),
    action<Ctx, unknown>({
      id: 'rds.reboot',
      title: 'Reboot Instance',
      on: { kinds: instance, with: ['available'] },
      effect: 'write',
      placement: 'change',
      confirm: 'Reboot {0}? Everyone who is connected to it is cut off.',
      do: async (ctx, target, _, signal) => {
        await (await instances()).rebootInstance(ctx, nameOf(target), signal);
        return { kind: 'done', message: t('{0} is being rebooted.', nameOf(target)) };
      },
    }),
  ],
  runs: {
    list: async (ctx, request) => (await statements()).listStatements(ctx, request),
    describe: async (ctx, ref) => (await statements()).describeStatement(ctx, ref),
    stop: async (ctx, ref, signal) => (await statements()).cancelStatement(ctx, ref, signal),
    result: async (ctx, ref) => (await statements()).statementResult(ctx, ref),
  },
  facts: {
    'rds.table': async function* (ctx, of, signal) {
      yield* (await import('./tableFacts.ts')).tableFacts(ctx, of, signal);
    },
  },
  sql: {
    open: async (ctx, place, signal) => (await import('./sqlSession.ts')).openSqlSession(ctx, place, signal),
  },
};
