import { z } from 'zod';
import { type Action, action } from '../../core/action.ts';
import type { NodeKind } from '../../core/node.ts';
import type { Ctx } from '../../platform/ctx.ts';
import type { Around } from './selection.ts';

const does = () => import('./actions.ts');

const project: readonly NodeKind[] = ['dbt.project'];
const many: readonly NodeKind[] = ['dbt.project', 'dbt.folder'];
const buildable: readonly NodeKind[] = ['dbt.model', 'dbt.seed', 'dbt.snapshot'];
const tested: readonly NodeKind[] = [
  'dbt.project',
  'dbt.folder',
  'dbt.model',
  'dbt.seed',
  'dbt.snapshot',
  'dbt.source',
  'dbt.test',
];
const withRows: readonly NodeKind[] = [
  'dbt.model',
  'dbt.seed',
  'dbt.snapshot',
  'dbt.source',
  'dbt.test',
  'dbt.analysis',
];
const withColumns: readonly NodeKind[] = ['dbt.model', 'dbt.seed', 'dbt.snapshot', 'dbt.source'];
const withFile: readonly NodeKind[] = [...withRows, 'dbt.exposure', 'dbt.macro'];

/** A command over what a row stands for. */
function command(
  verb: string,
  title: string,
  kinds: readonly NodeKind[],
  words: readonly string[],
  more: Partial<Action<Ctx>> & { readonly around?: Around } = {},
): Action<Ctx> {
  const { around = 'alone', ...rest } = more;
  return action<Ctx, unknown>({
    id: `dbt.${verb}`,
    title,
    on: { kinds },
    effect: 'write',
    placement: 'run',
    do: async (ctx, target, _, signal) => (await does()).runOn(ctx, target, words, { around }, signal),
    ...rest,
  });
}

const options = z.object({
  command: z.enum(['build', 'run', 'test', 'seed', 'snapshot', 'compile']).default('build').describe('The dbt command'),
  select: z
    .string()
    .optional()
    .describe('What to select, such as +fct_sales tag:nightly; nothing for what was clicked'),
  exclude: z.string().optional().describe('What to leave out of it'),
  target: z.string().optional().describe('The target of profiles.yml; nothing for its default'),
  vars: z.record(z.string(), z.unknown()).default({}).describe('Variables, such as {"smallest_order": 10}'),
  state: z.string().optional().describe('A folder with the manifest of production, to defer to; nothing not to defer'),
  flags: z.string().optional().describe('More of dbt’s own options, such as --threads 8 --fail-fast'),
});
type Options = z.infer<typeof options>;

/** dbt's own words for what a form asks. */
function flagsOf({ exclude, target, vars, state, flags }: Options): string[] {
  return [
    ...(exclude ? ['--exclude', exclude] : []),
    ...(target ? ['--target', target] : []),
    ...(Object.keys(vars).length > 0 ? ['--vars', JSON.stringify(vars)] : []),
    ...(state ? ['--defer', '--state', state] : []),
    ...(flags?.split(/\s+/).filter(Boolean) ?? []),
  ];
}

const runWithOptions = action<Ctx, Options>({
  id: 'dbt.runWithOptions',
  title: 'Run with Options…',
  on: { kinds: [...many, ...buildable] },
  effect: 'write',
  effectOf: ({ flags }) => (/(^|\s)(--full-refresh|-f)\b/.test(flags ?? '') ? 'destroy' : 'write'),
  confirm: 'Build the tables of {0} anew? Rows that their sources no longer have are lost.',
  placement: 'run',
  input: options,
  do: async (ctx, target, input, signal) => {
    const own = input.select ? { ...target, kind: 'dbt.project' as const } : target;
    const extra = [...(input.select ? ['--select', ...input.select.split(/\s+/)] : []), ...flagsOf(input)];
    return (await does()).runOn(ctx, own, [input.command], { extra }, signal);
  },
});

/** Everything that can be done with a dbt project, by menus, the command line and MCP. */
export const dbtActions: readonly Action<Ctx>[] = [
  command('build', 'Build', [...many, ...buildable], ['build'], { icon: 'play', placement: 'inline' }),
  command('run', 'Run', [...many, 'dbt.model'], ['run']),
  command('buildUpstream', 'Build with Upstream', buildable, ['build'], { around: 'upstream' }),
  command('buildDownstream', 'Build with Downstream', [...buildable, 'dbt.source'], ['build'], {
    around: 'downstream',
  }),
  command('buildAround', 'Build with Upstream and Downstream', buildable, ['build'], { around: 'both' }),
  command('test', 'Test', tested, ['test'], { icon: 'beaker', placement: 'inline' }),
  runWithOptions,
  action<Ctx, unknown>({
    id: 'dbt.fullRefresh',
    title: 'Build with Full Refresh',
    on: { kinds: [...many, 'dbt.model', 'dbt.seed'] },
    effect: 'destroy',
    confirm: 'Build the tables of {0} anew? Rows that their sources no longer have are lost.',
    placement: 'change',
    do: async (ctx, target, _, signal) =>
      (await does()).runOn(ctx, target, ['build'], { extra: ['--full-refresh'] }, signal),
  }),
  action<Ctx, unknown>({
    id: 'dbt.preview',
    title: 'Preview Rows',
    icon: 'table',
    on: { kinds: withRows },
    effect: 'read',
    placement: 'inline',
    do: async (ctx, target, _, signal) => (await does()).preview(ctx, target, signal),
  }),
  action<Ctx, unknown>({
    id: 'dbt.openFile',
    title: 'Open File',
    icon: 'go-to-file',
    on: { kinds: withFile },
    effect: 'read',
    placement: 'open',
    do: async (ctx, target, _, signal) => (await does()).openFile(ctx, target, signal),
  }),
  action<Ctx, unknown>({
    id: 'dbt.showCompiled',
    title: 'Show Compiled SQL',
    on: { kinds: ['dbt.model', 'dbt.test', 'dbt.analysis', 'dbt.snapshot'] },
    effect: 'read',
    placement: 'open',
    do: async (ctx, target, _, signal) => ({
      kind: 'document',
      language: 'sql',
      ...(await (await does()).compiledSql(ctx, target, signal)),
    }),
  }),
  action<Ctx, { column: string }>({
    id: 'dbt.columnLineage',
    title: 'Show Column Lineage…',
    on: { kinds: withColumns },
    effect: 'read',
    placement: 'open',
    input: z.object({ column: z.string().describe('The column') }),
    choices: async (ctx, target, _, signal) => (await does()).columnNames(ctx, target, signal),
    do: async (ctx, target, { column }, signal) => (await does()).showColumn(ctx, target, column, signal),
  }),
  action<Ctx, unknown>({
    id: 'dbt.listSelected',
    title: 'List Nodes',
    on: { kinds: [...many, ...buildable] },
    effect: 'read',
    placement: 'open',
    do: async (ctx, target, _, signal) => (await does()).listSelected(ctx, target, signal),
  }),
  action<Ctx, unknown>({
    id: 'dbt.parse',
    title: 'Parse Project',
    icon: 'refresh',
    on: { kinds: project },
    effect: 'read',
    placement: 'run',
    do: async (ctx, target, _, signal) => (await does()).reparse(ctx, target, signal),
  }),
  command('seed', 'Load Seeds', project, ['seed']),
  command('snapshot', 'Take Snapshots', project, ['snapshot']),
  command('freshness', 'Check Source Freshness', [...project, 'dbt.source'], ['source', 'freshness'], {
    effect: 'read',
  }),
  command('compile', 'Compile', many, ['compile'], { effect: 'read' }),
  command('docs', 'Generate Docs', project, ['docs', 'generate'], { effect: 'read' }),
  command('deps', 'Install Packages', project, ['deps']),
  command('clean', 'Clean', project, ['clean'], {
    effect: 'destroy',
    confirm: 'Delete the compiled files and the packages of {0}?',
    placement: 'destroy',
  }),
  action<Ctx, unknown>({
    id: 'dbt.retry',
    title: 'Retry What Failed',
    on: { kinds: project },
    effect: 'write',
    placement: 'run',
    do: async (ctx, target, _, signal) => (await does()).retry(ctx, target, signal),
  }),
];
