/** Views, welcome texts and the walkthrough, as package.json has them; texts are English and moved to package.nls. */
import type { TreeName } from '../../../core/node.ts';

export const containerId = 'strata';

export interface View {
  readonly id: string;
  readonly name: string;
  readonly tree: TreeName | 'runs';
  /** Its share of the side bar at first. */
  readonly weight: number;
  /** What its filter narrows: the view's own list, or the list below each of its first rows. Absent: no filter. */
  readonly filters?: 'list' | 'groups';
}

export const views: readonly View[] = [
  { id: 'strata.lake', name: 'Lake', tree: 'lake', weight: 4, filters: 'groups' },
  { id: 'strata.catalog', name: 'Catalog', tree: 'catalog', weight: 2, filters: 'list' },
  { id: 'strata.pipelines', name: 'Pipelines', tree: 'pipelines', weight: 5, filters: 'groups' },
  { id: 'strata.runs', name: 'Runs', tree: 'runs', weight: 3 },
];

export interface Welcome {
  readonly view: string;
  readonly when: string;
  readonly contents: string;
}

export const welcomes: readonly Welcome[] = [
  {
    view: 'strata.lake',
    when: '!isWorkspaceTrusted',
    contents:
      'Strata starts nothing and connects nowhere in a workspace that you do not trust.\n[Manage Workspace Trust](command:workbench.trust.manage)',
  },
  {
    view: 'strata.lake',
    when: 'isWorkspaceTrusted && strata.connection == none && workspaceFolderCount > 0',
    contents:
      'Run your AWS pipelines here, without an account: the local endpoint speaks the AWS APIs and really executes them.\n[Start Local Endpoint](command:strata.startEndpoint)\nOr look at a real account, read-only until you say otherwise.\n[Select Connection](command:strata.selectConnection)\n[Get Started](command:strata.openWalkthrough)',
  },
  {
    view: 'strata.lake',
    when: 'isWorkspaceTrusted && strata.connection == none && workspaceFolderCount == 0',
    contents:
      'Open the folder of a pipeline to run it on the local endpoint, or look at a real account.\n[Open Folder](command:workbench.action.files.openFolder)\n[Select Connection](command:strata.selectConnection)',
  },
  {
    view: 'strata.lake',
    when: 'strata.connection == local && strata.empty.lake',
    contents:
      'The lake is empty. Deploy the template of this workspace: its buckets appear here, its jobs and state machines under Pipelines.\n[Deploy Template](command:strata.deploy)',
  },
  {
    view: 'strata.catalog',
    when: 'strata.connection != none && strata.empty.catalog',
    contents: 'No databases yet. Deploy a template, or run a crawler: the tables that it finds appear here.',
  },
  {
    view: 'strata.catalog',
    when: 'strata.connection == none',
    contents: 'Databases, tables and views of the Glue Data Catalog appear here once you are connected.',
  },
  {
    view: 'strata.pipelines',
    when: 'strata.connection == none',
    contents: 'State machines, Glue jobs, crawlers, schedules, topics and stacks appear here once you are connected.',
  },
  {
    view: 'strata.runs',
    when: 'strata.connection == none',
    contents: 'Runs of every service appear here, newest first, once you are connected.',
  },
  {
    view: 'strata.runs',
    when: 'strata.connection != none && strata.empty.runs',
    contents: 'Nothing has run yet. Run a state machine or a job from Pipelines.',
  },
];

export interface WalkthroughStep {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly completionEvents: readonly string[];
  /** A drawing in the theme's colours: `--vscode-*` in attributes, as the editor lets no style sheet of ours in. */
  readonly media: string;
  /** What the drawing shows. */
  readonly altText: string;
}

export const walkthrough: {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly steps: readonly WalkthroughStep[];
} = {
  id: 'start',
  title: 'Your first pipeline with Strata',
  description: 'From raw files to a query, really executed on this machine.',
  steps: [
    {
      id: 'endpoint',
      title: 'Start the local endpoint',
      description:
        'It speaks the AWS APIs on this machine and executes for real: scripts in Python, SQL on DuckDB, state machines, schedules. Your boto3 and aws commands work against it too.\n[Start Local Endpoint](command:strata.startEndpoint)',
      completionEvents: ['onContext:strata.connection == local'],
      media: 'media/walkthrough/endpoint.svg',
      altText: 'A laptop on which storage, schedules, queries and state machines answer one local address.',
    },
    {
      id: 'deploy',
      title: 'Deploy your template',
      description:
        'The same CloudFormation template that you deploy to AWS; a strata.yaml beside it says which. Scripts are uploaded as aws cloudformation package does, and on the local endpoint the raw files that it names follow.\n[Deploy Template](command:strata.deploy)',
      completionEvents: ['onContext:strata.deployed'],
      media: 'media/walkthrough/deploy.svg',
      altText: 'A template that becomes a bucket, a job and a state machine.',
    },
    {
      id: 'run',
      title: 'Run the state machine and watch it',
      description:
        'Under Pipelines, open State machines and press ▷ beside one. Its graph, steps and logs are live; closing the panel stops nothing.\n[Show Pipelines](command:strata.pipelines.focus)',
      completionEvents: ['onCommand:strata.step-functions.run', 'onCommand:strata.step-functions.runWithInput'],
      media: 'media/walkthrough/run.svg',
      altText: 'The graph of a state machine with one state running, above its time line.',
    },
    {
      id: 'query',
      title: 'Query the result',
      description:
        'Preview a table from the Catalog, or open a .sql file and press Run Query above a statement.\n[Show Catalog](command:strata.catalog.focus)',
      completionEvents: ['onCommand:strata.athena.previewTable', 'onCommand:strata.runSql'],
      media: 'media/walkthrough/query.svg',
      altText: 'A SQL statement above the rows that it gives.',
    },
  ],
};
