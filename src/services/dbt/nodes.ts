/** A project's tree, from its manifest: by folder, and from each node by what it depends on and what depends on it. */
import { formatAge } from '../../core/format.ts';
import { t } from '../../core/l10n.ts';
import type { Node, NodeKind } from '../../core/node.ts';
import type { Step } from '../../core/run.ts';
import { stateWord } from '../../core/stateText.ts';
import type { DbtMacro, DbtManifest, DbtNode } from './manifest.ts';
import type { DbtProject } from './projects.ts';

export type LastStates = ReadonlyMap<string, Step>;

/** The groups of a project, in the order in which they are shown, by the type of what they hold. */
const groups: readonly { readonly type: string; readonly icon: string; readonly label: () => string }[] = [
  { type: 'model', icon: 'symbol-class', label: () => t('Models') },
  { type: 'seed', icon: 'symbol-array', label: () => t('Seeds') },
  { type: 'snapshot', icon: 'history', label: () => t('Snapshots') },
  { type: 'source', icon: 'database', label: () => t('Sources') },
  { type: 'test', icon: 'beaker', label: () => t('Tests') },
  { type: 'unit_test', icon: 'beaker', label: () => t('Unit tests') },
  { type: 'exposure', icon: 'dashboard', label: () => t('Exposures') },
  { type: 'analysis', icon: 'telescope', label: () => t('Analyses') },
  { type: 'macro', icon: 'symbol-method', label: () => t('Macros') },
];

const kinds: Readonly<Record<string, NodeKind>> = {
  model: 'dbt.model',
  seed: 'dbt.seed',
  snapshot: 'dbt.snapshot',
  source: 'dbt.source',
  test: 'dbt.test',
  unit_test: 'dbt.test',
  exposure: 'dbt.exposure',
  analysis: 'dbt.analysis',
};

const icons: Readonly<Record<string, string>> = {
  view: 'eye',
  table: 'table',
  incremental: 'diff-added',
  ephemeral: 'symbol-interface',
  materialized_view: 'layers',
};

const stateColors: Readonly<Partial<Record<Step['state'], { readonly icon: string; readonly iconColor: string }>>> = {
  succeeded: { icon: 'pass', iconColor: 'charts.green' },
  failed: { icon: 'error', iconColor: 'charts.red' },
  caught: { icon: 'warning', iconColor: 'charts.yellow' },
  running: { icon: 'sync~spin', iconColor: 'charts.blue' },
  stopped: { icon: 'circle-slash', iconColor: 'charts.foreground' },
};

export function projectNode(project: DbtProject, target: string | undefined): Node {
  return {
    kind: 'dbt.project',
    path: [project.path],
    label: project.name,
    description: [project.path === '.' || project.path === project.name ? '' : project.path, target ?? '']
      .filter(Boolean)
      .join(' · '),
    tooltip: project.folder,
    icon: 'project',
    expandable: true,
  };
}

/** The groups of a project that hold something, with how much. */
export function groupNodes(project: string, manifest: DbtManifest): Node[] {
  return groups.flatMap(({ type, icon, label }) => {
    const count = type === 'macro' ? ownMacros(manifest).length : nodesOf(manifest, type).length;
    if (count === 0) return [];
    return {
      kind: 'dbt.group',
      path: [project, type],
      label: label(),
      description: String(count),
      icon,
      expandable: true,
      traits: [type],
    };
  });
}

/** What a group holds: models by folder, sources by their group, macros and the rest as lists. */
export function nodesInGroup(project: string, manifest: DbtManifest, type: string, states: LastStates): Node[] {
  if (type === 'model') return folderChildren(project, manifest, '', states);
  if (type === 'macro') return ownMacros(manifest).map((macro) => macroNode(project, macro));
  return nodesOf(manifest, type).map((node) => dbtNode(project, manifest, node, states));
}

/**
 * The folders and models right in a folder of models. The first level is below `models/`, and has a folder for each
 * package that brought models.
 * @param folder such as `marts/finance`; empty for the top
 */
export function folderChildren(project: string, manifest: DbtManifest, folder: string, states: LastStates): Node[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const folders = new Set<string>();
  const here: Node[] = [];
  for (const node of nodesOf(manifest, 'model')) {
    const place = placeOf(manifest, node);
    if (!place.startsWith(prefix)) continue;
    const [first = '', ...more] = place.slice(prefix.length).split('/');
    if (more.length > 0) folders.add(first);
    else here.push(dbtNode(project, manifest, node, states));
  }
  const shown = [...folders].sort().map(
    (name): Node => ({
      kind: 'dbt.folder',
      path: [project, prefix + name],
      label: name,
      icon: 'folder',
      expandable: true,
    }),
  );
  return [...shown, ...here];
}

/** Where a model stands: its path below the folder of models, behind the package's name for one of a package. */
function placeOf(manifest: DbtManifest, node: DbtNode): string {
  const below = node.file.split('/').slice(1).join('/');
  return node.package === manifest.package ? below : `${node.package}/${below}`;
}

/** What can be opened below a node: its parents, its children, its tests, where there are any. */
export function relativesOf(project: string, manifest: DbtManifest, id: string): Node[] {
  const shown: readonly (readonly [string, string, string])[] = [
    ['upstream', t('Upstream'), 'arrow-up'],
    ['downstream', t('Downstream'), 'arrow-down'],
    ['tests', t('Tests'), 'beaker'],
  ];
  return shown.flatMap(([which, label, icon]) => {
    const count = relatives(manifest, id, which).length;
    if (count === 0) return [];
    return {
      kind: 'dbt.relatives',
      path: [project, id, which],
      label,
      description: String(count),
      icon,
      expandable: true,
    };
  });
}

export function relativeNodes(
  project: string,
  manifest: DbtManifest,
  id: string,
  which: string,
  states: LastStates,
): Node[] {
  return relatives(manifest, id, which).map((node) => dbtNode(project, manifest, node, states));
}

function relatives(manifest: DbtManifest, id: string, which: string): DbtNode[] {
  const ids = (which === 'upstream' ? manifest.parents : manifest.children).get(id) ?? [];
  const nodes = ids.flatMap((each) => manifest.nodes.get(each) ?? []);
  const wanted = nodes.filter((node) => isTest(node) === (which === 'tests'));
  return wanted.sort((a, b) => a.name.localeCompare(b.name));
}

function isTest({ type }: DbtNode): boolean {
  return type === 'test' || type === 'unit_test';
}

function nodesOf(manifest: DbtManifest, type: string): DbtNode[] {
  return [...manifest.nodes.values()].filter((node) => node.type === type).sort((a, b) => a.name.localeCompare(b.name));
}

function ownMacros(manifest: DbtManifest): DbtMacro[] {
  return [...manifest.macros.values()]
    .filter((macro) => macro.package === manifest.package)
    .sort((a, b) => a.name.localeCompare(b.name));
}

function macroNode(project: string, macro: DbtMacro): Node {
  return {
    kind: 'dbt.macro',
    path: [project, macro.id],
    label: macro.name,
    description: macro.arguments.length > 0 ? `(${macro.arguments.map(({ name }) => name).join(', ')})` : '',
    tooltip: [macro.description, macro.file].filter(Boolean).join('\n'),
    icon: 'symbol-method',
    expandable: false,
  };
}

/** A node with how it went the last time. */
export function dbtNode(project: string, manifest: DbtManifest, node: DbtNode, states: LastStates): Node {
  const last = states.get(node.id);
  const kind = kinds[node.type] ?? 'dbt.node';
  const materialized = node.type === 'model' ? node.materialized : '';
  const age = last ? formatAge(last.endedAt ?? last.startedAt ?? 0, Date.now()) : '';
  const state = last ? `${stateWord(last.state)} ${age}` : '';
  // That it went well its icon says, where there is so little room.
  const brief = last?.state === 'succeeded' ? age : state;
  return {
    kind,
    path: [project, node.id],
    label: node.name,
    description: [materialized, brief].filter(Boolean).join(' · '),
    tooltip: [node.description, node.relation, node.file, state, last?.error?.message].filter(Boolean).join('\n'),
    icon: icons[materialized] ?? groups.find(({ type }) => type === node.type)?.icon ?? 'circle-outline',
    ...(last ? (stateColors[last.state] ?? {}) : {}),
    expandable: !isTest(node) && relativesOf(project, manifest, node.id).length > 0,
    traits: [...(materialized ? [materialized] : []), ...(last?.state === 'failed' ? ['failed'] : [])],
  };
}
