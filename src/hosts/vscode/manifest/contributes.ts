import type { Action, ActionTarget } from '../../../core/action.ts';
import type { Ctx } from '../../../platform/ctx.ts';
import { alertSettings } from './alertSettings.ts';
import { hostCommands } from './hostCommands.ts';
import { portsDefaults } from './ports.ts';
import { containerId, views, walkthrough, welcomes } from './views.ts';

/** Texts that package.json refers to as `%key%`, in English. */
export type Nls = Map<string, string>;

/** Written by scripts/manifest.ts. */
export const strataYamlSchemaFile = 'media/strata-yaml.schema.json';
export const dashboardSchemaFile = 'media/dashboard.schema.json';

const groups: Readonly<Record<Action<Ctx>['placement'], string>> = {
  inline: 'inline',
  run: '1_run',
  open: '2_open',
  copy: '5_copy',
  change: '6_change',
  destroy: '9_destroy',
};

/**
 * The `contributes` part of package.json, made from the services' actions and the workbench's own commands and views,
 * so that menus, palette and keyboard never know an action that the code does not. https://code.visualstudio.com/api/references/contribution-points
 */
export function contributes(actions: readonly Action<Ctx>[]): { contributes: object; nls: Nls } {
  const nls: Nls = new Map([['category', 'Strata']]);
  const text = (key: string, english: string): string => {
    nls.set(key, english);
    return `%${key}%`;
  };
  return {
    contributes: {
      viewsContainers: {
        activitybar: [{ id: containerId, title: text('container', 'Strata'), icon: 'media/strata.svg' }],
      },
      views: {
        [containerId]: views.map((view) => ({
          id: view.id,
          name: text(`view.${view.tree}`, view.name),
          contextualTitle: text('container', 'Strata'),
          icon: 'media/strata.svg',
          initialSize: view.weight,
        })),
      },
      viewsWelcome: welcomes.map((welcome, i) => ({ ...welcome, contents: text(`welcome.${i}`, welcome.contents) })),
      walkthroughs: [walkthroughOf(text)],
      commands: [
        ...hostCommands.map((command) => ({
          command: `strata.${command.id}`,
          title: text(`command.${command.id}`, command.title),
          category: '%category%',
          ...(command.icon ? { icon: `$(${command.icon})` } : {}),
        })),
        ...actions.map((action) => ({
          command: `strata.${action.id}`,
          title: text(`command.${action.id}`, action.title),
          category: text(`category.${serviceName(action)}`, `Strata ${serviceTitle(action)}`),
          ...(action.icon ? { icon: `$(${action.icon})` } : {}),
        })),
      ],
      menus: menus(actions),
      keybindings: [
        {
          command: 'strata.runSql',
          key: 'ctrl+enter',
          mac: 'cmd+enter',
          when: 'editorTextFocus && editorLangId == sql && !strata.dbtFile',
        },
        {
          command: 'strata.dbtPreviewSelection',
          key: 'ctrl+enter',
          mac: 'cmd+enter',
          when: 'editorTextFocus && strata.dbtFile && resourceExtname == .sql',
        },
      ],
      configuration: configuration(text),
      configurationDefaults: portsDefaults,
      // Read by the YAML extension where it is installed, for completion and hovers; our own diagnostics need nothing.
      yamlValidation: [
        { fileMatch: 'strata.yaml', url: `./${strataYamlSchemaFile}` },
        { fileMatch: '*.dashboard.yaml', url: `./${dashboardSchemaFile}` },
      ],
    },
    nls,
  };
}

function serviceName(action: Action<Ctx>): string {
  return action.id.slice(0, action.id.indexOf('.'));
}

function serviceTitle(action: Action<Ctx>): string {
  const titles: Readonly<Record<string, string>> = {
    s3: 'S3',
    sns: 'SNS',
    'glue-jobs': 'Glue Jobs',
    cloudformation: 'CloudFormation',
    dbt: 'dbt',
    rds: 'RDS',
    dms: 'DMS',
    quicksight: 'QuickSight',
  };
  const name = serviceName(action);
  return (
    titles[name] ??
    name.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => (dash ? ' ' : '') + letter.toUpperCase())
  );
}

function walkthroughOf(text: (key: string, english: string) => string): object {
  return {
    id: walkthrough.id,
    title: text('walkthrough.title', walkthrough.title),
    description: text('walkthrough.description', walkthrough.description),
    icon: 'media/strata.svg',
    steps: walkthrough.steps.map((step) => ({
      id: step.id,
      title: text(`walkthrough.${step.id}.title`, step.title),
      description: text(`walkthrough.${step.id}.description`, step.description),
      completionEvents: step.completionEvents,
      media: { svg: step.media, altText: text(`walkthrough.${step.id}.altText`, step.altText) },
    })),
  };
}

const trees = views.filter((view) => view.tree !== 'runs').map((view) => view.id);
const inTrees = `view =~ /^(${trees.join('|').replaceAll('.', '\\.')})$/`;

/** In an editor with SQL of a dbt project. */
const dbtSql = 'strata.dbtFile && resourceExtname == .sql';

function menus(actions: readonly Action<Ctx>[]): object {
  const runItem = (trait: string) => `view == strata.runs && viewItem =~ /^run\\|.*${trait}/`;
  return {
    commandPalette: [
      ...hostCommands.flatMap(({ id, palette }) => (palette ? [{ command: `strata.${id}`, when: palette }] : [])),
      ...actions.flatMap((action) =>
        action.connection
          ? [{ command: `strata.${action.id}`, when: `strata.connection == ${action.connection}` }]
          : [],
      ),
    ],
    'view/title': [
      ...views.map((view, i) => ({
        command: 'strata.refresh',
        when: `view == ${view.id}`,
        group: `navigation@${9 - (i % 2)}`,
      })),
      ...views
        .filter(({ filters }) => filters)
        .map(({ id, name }) => ({
          command: `strata.filter${name}`,
          when: `view == ${id} && !strata.filtered.${id}`,
          group: 'navigation@5',
        })),
      ...trees.map((id) => ({
        command: 'strata.clearFilter',
        when: `view == ${id} && strata.filtered.${id}`,
        group: 'navigation@5',
      })),
      { command: 'strata.deploy', when: 'view == strata.pipelines', group: 'navigation@1' },
      { command: 'strata.pipelineMap', when: 'view == strata.pipelines', group: 'navigation@2' },
      { command: 'strata.showAlerts', when: 'view == strata.runs', group: 'navigation@1' },
      { command: 'strata.selectConnection', when: 'view == strata.lake', group: '1_connection@1' },
      { command: 'strata.selectRegion', when: 'view == strata.lake', group: '1_connection@2' },
      {
        command: 'strata.startEndpoint',
        when: 'view == strata.lake && strata.connection != local',
        group: '2_endpoint@1',
      },
      {
        command: 'strata.stopEndpoint',
        when: 'view == strata.lake && strata.connection == local',
        group: '2_endpoint@2',
      },
    ],
    'view/item/context': [
      ...actions.flatMap(menuEntries),
      { command: 'strata.refreshNode', when: `${inTrees} && viewItem =~ /\\|expandable\\|/`, group: '8_tree@1' },
      { command: 'strata.filter', when: `${inTrees} && viewItem =~ /\\|expandable\\|/`, group: '8_tree@2' },
      {
        command: 'strata.dbtDocs',
        when: `${inTrees} && viewItem =~ /^dbt\\.(project|model|seed|snapshot|source|exposure|macro)\\|/`,
        group: '2_open@19',
      },
      { command: 'strata.openRun', when: runItem(''), group: '2_open@1' },
      { command: 'strata.stopRun', when: runItem('live'), group: 'inline@1' },
      { command: 'strata.stopRun', when: runItem('live'), group: '1_run@1' },
      { command: 'strata.copyRunId', when: runItem(''), group: '5_copy@1' },
    ],
    'editor/title/run': [
      { command: 'strata.runSql', when: 'editorLangId == sql && !strata.dbtFile', group: 'navigation' },
      { command: 'strata.dbtPreviewSelection', when: dbtSql, group: 'navigation' },
    ],
    'editor/title': [{ command: 'strata.dbtCompiledBeside', when: dbtSql, group: 'navigation' }],
    'editor/context': [
      { command: 'strata.dbtPreviewSelection', when: dbtSql, group: '1_strata@1' },
      { command: 'strata.dbtCompiledBeside', when: dbtSql, group: '1_strata@2' },
      { command: 'strata.dbtColumnLineage', when: dbtSql, group: '1_strata@3' },
      { command: 'strata.dbtWriteSkeleton', when: dbtSql, group: '1_strata@4' },
    ],
    'testing/message/content': [{ command: 'strata.dbtFailingRows', when: 'testMessage == strata.dbt.rows' }],
    'testing/message/context': [
      { command: 'strata.dbtFailingRows', when: 'testMessage == strata.dbt.rows', group: 'inline@1' },
    ],
    'testing/item/context': [
      { command: 'strata.dbtFailingRows', when: 'controllerId == strata.dbt', group: 'inline@1' },
    ],
  };
}

function menuEntries(action: Action<Ctx>, index: number): object[] {
  if (action.on.kinds.length === 0) return [];
  const when = whenClause(action.on, action.connection);
  const entry = (group: string) => ({ command: `strata.${action.id}`, when, group: `${group}@${(index % 20) + 1}` });
  // What is a button on the row is in the menu as well, as menus are how keyboards and screen readers find it.
  return action.placement === 'inline' ? [entry('inline'), entry(groups.run)] : [entry(groups[action.placement])];
}

/** Tree rows carry `kind|trait|trait|` as their context value. */
function whenClause(on: ActionTarget, connection: Action<Ctx>['connection']): string {
  const kinds = on.kinds.map((kind) => kind.replaceAll('.', '\\.')).join('|');
  return [
    inTrees,
    `viewItem =~ /^(${kinds})\\|/`,
    ...(on.with ?? []).map((trait) => `viewItem =~ /\\|${trait}\\|/`),
    ...(on.without ?? []).map((trait) => `!(viewItem =~ /\\|${trait}\\|/)`),
    ...(connection ? [`strata.connection == ${connection}`] : []),
  ].join(' && ');
}

function configuration(text: (key: string, english: string) => string): object {
  return {
    title: 'Strata',
    properties: {
      'strata.connection': {
        type: 'string',
        scope: 'machine',
        default: 'local',
        markdownDescription: text(
          'setting.connection',
          'The connection that a new window opens with: `local` for the local endpoint, or the name of an AWS profile.',
        ),
      },
      ...alertSettings(text),
      'strata.dbt.python': {
        type: 'string',
        scope: 'machine-overridable',
        default: '',
        markdownDescription: text(
          'setting.dbt.python',
          'A Python with a dbt of your own, absolute or from the workspace folder. Empty: a `.venv` of the project, else the environment of Strata.',
        ),
      },
      'strata.dbt.target': {
        type: 'string',
        scope: 'window',
        default: '',
        markdownDescription: text(
          'setting.dbt.target',
          'The target of profiles.yml that dbt commands of the workbench use. Empty: the default of the profile.',
        ),
      },
      'strata.endpoint.start': {
        type: 'string',
        enum: ['onFirstUse', 'manually'],
        enumDescriptions: [
          text(
            'setting.endpoint.start.onFirstUse',
            'As soon as something of Strata is opened, in a workspace where it was started before.',
          ),
          text('setting.endpoint.start.manually', 'Only with the command Start Local Endpoint.'),
        ],
        default: 'onFirstUse',
        scope: 'machine-overridable',
        description: text('setting.endpoint.start', 'When the local endpoint of a workspace is started.'),
      },
    },
  };
}
