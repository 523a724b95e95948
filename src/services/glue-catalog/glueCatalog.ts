import { action } from '../../core/action.ts';
import type { NodeAddress } from '../../core/node.ts';
import { quoteName } from '../../core/sqlQuoting.ts';
import { copyArn, copyName, openInConsole, showDefinition } from '../../platform/commonActions.ts';
import type { Ctx } from '../../platform/ctx.ts';
import type { Service } from '../../platform/service.ts';

const api = () => import('./glueCatalogApi.ts');
const relations = ['glue-catalog.table', 'glue-catalog.view'] as const;

/** `database.table` as SQL names it, quoted where it must be. */
function sqlName(address: NodeAddress): string {
  return address.path.map((name) => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : quoteName(name))).join('.');
}

export const glueCatalog: Service = {
  name: 'glue-catalog',
  title: 'Glue Data Catalog',
  roots: {
    catalog: async (ctx, request, signal) => (await api()).listDatabases(ctx, request, signal),
  },
  children: {
    'glue-catalog.database': async (ctx, parent, request, signal) =>
      (await api()).listTables(ctx, parent.path[0] ?? '', request, signal),
    'glue-catalog.table': async (ctx, parent, _, signal) => (await api()).tableParts(ctx, parent, signal),
    'glue-catalog.view': async (ctx, parent, _, signal) => (await api()).tableParts(ctx, parent, signal),
    'glue-catalog.partitions': async (ctx, parent, request, signal) =>
      (await api()).listPartitions(ctx, parent, request, signal),
  },
  find: {
    'glue-catalog.database': async (ctx, address, signal) => (await api()).findDatabase(ctx, address, signal),
    'glue-catalog.table': async (ctx, address, signal) => (await api()).findTable(ctx, address, signal),
    'glue-catalog.view': async (ctx, address, signal) => (await api()).findTable(ctx, address, signal),
  },
  facts: {
    'glue-catalog.table': async function* (ctx, of, signal) {
      yield* (await import('./tableFacts.ts')).tableFacts(ctx, of, signal);
    },
  },
  actions: [
    copyName('glue-catalog', ['glue-catalog.database', ...relations, 'glue-catalog.column'], (target) =>
      target.kind === 'glue-catalog.column' ? (target.path.at(-1) ?? '') : sqlName(target),
    ),
    showDefinition('glue-catalog', relations, async (ctx, target, signal) =>
      (await api()).describeTable(ctx, target, signal),
    ),
    openInConsole(
      'glue-catalog',
      relations,
      (target) => `glue/home#/v2/data-catalog/tables/view/${target.path[1]}?database=${target.path[0]}`,
    ),
    copyArn('glue-catalog', relations, async (ctx, target, signal) => (await api()).findTable(ctx, target, signal)),
    action<Ctx, unknown>({
      id: 'glue-catalog.deleteTable',
      title: 'Delete from Catalog',
      on: { kinds: relations },
      effect: 'destroy',
      placement: 'destroy',
      confirm: 'Delete {0} from the catalog? Its data stays in S3.',
      do: async (ctx, target, _, signal) => {
        await (await api()).deleteTable(ctx, target, signal);
        return { kind: 'done' };
      },
    }),
  ],
};
