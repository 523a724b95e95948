import * as vscode from 'vscode';
import { AppError } from '../../../core/appError.ts';
import { isFinal } from '../../../core/run.ts';
import { withProgress } from '../commands/withProgress.ts';
import { showError } from '../showError.ts';
import type { Workbench } from '../workbench.ts';

/** Regions that profiles are pointed at; any other can be typed. */
const regions = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ca-central-1',
  'sa-east-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'eu-central-1',
  'eu-north-1',
  'eu-south-1',
  'eu-south-2',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-northeast-1',
  'ap-northeast-2',
  'me-central-1',
  'af-south-1',
];

/** What the palette and the status bar do with connections: choose, start, stop, allow, protect. */
export function registerConnectionCommands(workbench: Workbench): void {
  const { connections, context, log } = workbench;
  const command = (id: string, run: () => Promise<unknown>) =>
    context.subscriptions.push(
      vscode.commands.registerCommand(`strata.${id}`, async () => {
        try {
          await run();
        } catch (error) {
          showError(log, error);
        }
      }),
    );

  command('startEndpoint', () =>
    withProgress(vscode.l10n.t('Starting the local endpoint'), (signal) => connections.startLocal(signal)),
  );
  command('stopEndpoint', () => stopEndpoint(workbench));
  command('selectConnection', () => selectConnection(workbench));
  command('selectRegion', () => selectRegion(workbench));
  command('allowChanges', () => allowChanges(workbench));
  command('makeReadOnly', () => connections.choose({ access: 'read-only' }));
  command('protectConnection', () => connections.choose({ protected: true }));
  command('openWalkthrough', async () =>
    vscode.commands.executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#start`, false),
  );
  command('openOutbox', async () => {
    if (!connections.root) throw new AppError('invalid-input', vscode.l10n.t('Open the folder of a pipeline first.'));
    const { outboxFolder } = await import('../../../services/sns/outbox.ts');
    const folder = vscode.Uri.file(outboxFolder(connections.root));
    const isThere = await vscode.workspace.fs.stat(folder).then(
      () => true,
      () => false,
    );
    if (isThere) await vscode.commands.executeCommand('revealFileInOS', folder);
    else vscode.window.showInformationMessage(vscode.l10n.t('The outbox is empty: SNS has sent no mail yet.'));
  });
}

/** An endpoint that hangs must be stopped all the same. */
const patienceMs = 10_000;

/** Asks first where that would break off what runs: nobody else brings it to its end. */
async function stopEndpoint({ connections, log }: Workbench): Promise<void> {
  const title = vscode.l10n.t('Stopping the local endpoint');
  const live = await withProgress(title, async (signal) => {
    try {
      return await liveTitles(connections, AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]));
    } catch (error) {
      signal.throwIfAborted();
      log.warn(`what runs could not be found out: ${String(error)}`);
      return [];
    }
  });
  if (live.length > 0) {
    const stop = vscode.l10n.t('Stop');
    const detail = live.slice(0, 10).join(', ');
    const question = vscode.l10n.t('Stop the local endpoint? What runs is broken off.');
    if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, stop)) !== stop) return;
  }
  await withProgress(title, (signal) => connections.stopLocal(signal));
}

/** What runs on the local endpoint; nothing where this window is not connected to it. */
async function liveTitles(connections: Workbench['connections'], signal: AbortSignal): Promise<string[]> {
  if (connections.current?.kind !== 'local') return [];
  const { newestRuns } = await import('../../../platform/runs/newestRuns.ts');
  const { services } = await import('../../../services/index.ts');
  const { runs } = await newestRuns(await connections.ctx(signal), services, Number.POSITIVE_INFINITY, signal);
  return [...new Set(runs.filter(({ state }) => !isFinal(state)).map(({ title }) => title))];
}

type Pick = vscode.QuickPickItem & { readonly use?: () => Promise<unknown> };

async function selectConnection({ connections }: Workbench): Promise<void> {
  const { listProfiles } = await import('../../../platform/connections/profiles.ts');
  const profiles = await listProfiles();
  const { current } = connections;
  const mark = (selected: boolean) => (selected ? { description: vscode.l10n.t('in use') } : {});
  const separator = (label: string): Pick => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const picks: Pick[] = [
    separator(vscode.l10n.t('On this machine')),
    {
      label: `$(vm) ${vscode.l10n.t('Local endpoint')}`,
      detail: vscode.l10n.t('Speaks the AWS APIs and really executes; no account needed'),
      ...mark(current?.kind === 'local'),
      use: () => withProgress(vscode.l10n.t('Starting the local endpoint'), (signal) => connections.startLocal(signal)),
    },
    ...(current?.kind === 'local'
      ? [
          {
            label: `$(debug-stop) ${vscode.l10n.t('Stop Local Endpoint')}`,
            use: async () => vscode.commands.executeCommand('strata.stopEndpoint'),
          },
        ]
      : []),
    separator(vscode.l10n.t('AWS profiles')),
    ...profiles.map((profile) => ({
      label: `$(account) ${profile.name}`,
      detail: [profile.region, profile.source, profile.endpoint].filter(Boolean).join(' · '),
      ...mark(current?.kind === 'aws' && current.profile === profile.name),
      use: () => connections.selectProfile(profile.name),
    })),
    {
      label: `$(terminal) ${vscode.l10n.t('Environment')}`,
      detail: vscode.l10n.t('Credentials of the environment that the editor was started in'),
      ...mark(current?.kind === 'aws' && current.profile === undefined),
      use: () => connections.selectProfile(''),
    },
    ...(current
      ? [
          separator(vscode.l10n.t('This connection')),
          {
            label: `$(globe) ${vscode.l10n.t('Select Region…')}`,
            description: current.region,
            use: async () => vscode.commands.executeCommand('strata.selectRegion'),
          },
        ]
      : []),
    ...(current?.kind === 'aws'
      ? [
          current.access === 'read-only'
            ? {
                label: `$(edit) ${vscode.l10n.t('Allow Changes…')}`,
                use: async () => vscode.commands.executeCommand('strata.allowChanges'),
              }
            : {
                label: `$(lock) ${vscode.l10n.t('Make Read-Only')}`,
                use: async () => vscode.commands.executeCommand('strata.makeReadOnly'),
              },
        ]
      : []),
  ];
  const picked = await vscode.window.showQuickPick(picks, {
    title: vscode.l10n.t('Strata: Select Connection'),
    matchOnDetail: true,
  });
  await picked?.use?.();
}

async function selectRegion({ connections }: Workbench): Promise<void> {
  const { connection: current } = await connections.ctx(new AbortController().signal);
  const other = vscode.l10n.t('Another region…');
  const items = regions.map((label) => ({
    label,
    ...(label === current.region ? { description: vscode.l10n.t('in use') } : {}),
  }));
  const picked = await vscode.window.showQuickPick([...items, { label: other }], {
    title: vscode.l10n.t('Region of {0}', current.label),
  });
  const region =
    picked?.label === other
      ? await vscode.window.showInputBox({
          title: vscode.l10n.t('Region of {0}', current.label),
          value: current.region,
          validateInput: (text) =>
            /^[a-z]{2}(-[a-z]+)+-\d$/.test(text) ? undefined : vscode.l10n.t('A region looks like eu-west-1.'),
        })
      : picked?.label;
  if (!region) return;
  if (current.kind === 'aws') await connections.choose({ region });
  else connections.useRegion(region);
}

async function allowChanges({ connections }: Workbench): Promise<void> {
  const { current } = connections;
  if (current?.kind !== 'aws') return;
  const allow = vscode.l10n.t('Allow Changes');
  const allowProtected = vscode.l10n.t('Allow, but Ask for Its Name');
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t('Allow Strata to start, change and delete things with the AWS profile {0}?', current.label),
    { modal: true, detail: vscode.l10n.t('Each deletion still asks first.') },
    allow,
    allowProtected,
  );
  if (choice === allow) await connections.choose({ access: 'read-write', protected: false });
  if (choice === allowProtected) await connections.choose({ access: 'read-write', protected: true });
}
