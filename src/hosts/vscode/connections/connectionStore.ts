import * as vscode from 'vscode';
import { AppError } from '../../../core/appError.ts';
import { type Connection, type ConnectionHome, localConnectionId } from '../../../core/connection.ts';
import type { Log } from '../../../core/log.ts';
import { type SharedWork, shareWork } from '../../../core/sharedWork.ts';
import type { ConnectionChoices } from '../../../platform/connections/profiles.ts';
import type { Ctx } from '../../../platform/ctx.ts';
import type { Workspace } from '../../../platform/workspace/workspace.ts';
import { KeptLogins } from './keptLogins.ts';
import { KeptWebLogins } from './keptWebLogins.ts';

/** What the user chose, kept outside of the workspace so that no repository can choose for them. */
const selectedKey = 'strata.selectedConnection';
const choicesKey = 'strata.connectionChoices';

/** Which connection this window works on, and the context for it. */
export class ConnectionStore implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #log: Log;
  readonly #logins: KeptLogins;
  readonly #webLogins: KeptWebLogins;
  readonly #changed = new vscode.EventEmitter<void>();
  #current: Connection | undefined;
  #ctx: Ctx | undefined;
  #opening: SharedWork<Connection | undefined> | undefined;
  /** Counts what the user chose: what takes a while never replaces what was chosen after it. */
  #choice = 0;

  readonly onDidChange = this.#changed.event;

  constructor(context: vscode.ExtensionContext, log: Log) {
    this.#context = context;
    this.#log = log;
    this.#logins = new KeptLogins(context.secrets);
    this.#webLogins = new KeptWebLogins(context.secrets);
    this.#setContextKey();
  }

  get current(): Connection | undefined {
    return this.#current;
  }

  /** The folder whose `.strata/` holds the local endpoint's state. */
  get root(): string | undefined {
    const [first] = vscode.workspace.workspaceFolders ?? [];
    return first?.uri.scheme === 'file' ? first.uri.fsPath : undefined;
  }

  /** The name that a new window opens with: `local`, `aws:` + profile, or `none` where the user disconnected. */
  get selected(): string {
    const chosen = this.#context.workspaceState.get<string>(selectedKey);
    if (chosen !== undefined) return chosen;
    const setting = vscode.workspace.getConfiguration('strata').get<string>('connection') ?? 'local';
    return setting === 'local' ? 'local' : `aws:${setting}`;
  }

  /**
   * Connects as chosen before, once; later calls give the same connection. In an untrusted workspace nothing is
   * connected. An endpoint that is not running is left so unless the settings say that first use starts it.
   */
  async open(signal: AbortSignal): Promise<Connection | undefined> {
    if (this.#current || !vscode.workspace.isTrusted) return this.#current;
    if (!this.#opening || this.#opening.abandoned) {
      const opening = shareWork(async (shared) => {
        try {
          return await this.#reopen(this.#choice, shared);
        } finally {
          if (this.#opening === opening) this.#opening = undefined;
        }
      });
      this.#opening = opening;
    }
    // Each view gives up by itself; the others go on waiting.
    await this.#opening.wait(signal);
    return this.#current;
  }

  async #reopen(choice: number, signal: AbortSignal): Promise<Connection | undefined> {
    if (this.selected.startsWith('aws:')) return await this.#useProfile(this.selected.slice('aws:'.length), choice);
    if (this.selected !== 'local' || !this.root) return undefined;
    const { endpointStatus, connectionTo } = await import('../../../platform/connections/localEndpoint.ts');
    const status = await endpointStatus(this.root, signal);
    if (status.state === 'running') return this.#use(connectionTo(status.file), 'local', choice);
    // A workspace that has state has been used before; one that has none shows the welcome first.
    const start = vscode.workspace.getConfiguration('strata').get<string>('endpoint.start') === 'onFirstUse';
    return start && status.file ? await this.#useLocal(choice, signal) : undefined;
  }

  /** @throws AppError when no folder is open, the workspace is not trusted, or the endpoint does not start */
  async startLocal(signal: AbortSignal): Promise<void> {
    await this.#useLocal(++this.#choice, signal);
  }

  async #useLocal(choice: number, signal: AbortSignal): Promise<Connection | undefined> {
    refuseUntrusted();
    if (!this.root) {
      throw new AppError(
        'invalid-input',
        vscode.l10n.t('The local endpoint keeps its state in a folder; none is open.'),
        {
          hint: vscode.l10n.t('Open the folder of a pipeline first.'),
        },
      );
    }
    const { startEndpoint } = await import('../../../platform/connections/localEndpoint.ts');
    const connection = await startEndpoint(
      this.root,
      (message) => void vscode.window.showWarningMessage(message),
      signal,
    );
    this.#log.info(`local endpoint at ${connection.endpoint}`);
    return this.#use(connection, 'local', choice);
  }

  /** Stops the endpoint of this workspace; until the user starts it again, views do not either. */
  async stopLocal(signal: AbortSignal): Promise<void> {
    if (!this.root) return;
    const choice = ++this.#choice;
    const { stopEndpoint } = await import('../../../platform/connections/localEndpoint.ts');
    await stopEndpoint(this.root, signal);
    if (this.#current?.kind !== 'aws') this.#use(undefined, 'none', choice);
  }

  /**
   * @param name a profile of the AWS files; empty: the environment's own credentials
   * @throws AppError when there is no such profile, or the workspace is not trusted
   */
  async selectProfile(name: string): Promise<void> {
    await this.#useProfile(name, ++this.#choice);
  }

  async #useProfile(name: string, choice: number): Promise<Connection | undefined> {
    refuseUntrusted();
    const { awsConnection, listProfiles } = await import('../../../platform/connections/profiles.ts');
    const profile = name === '' ? undefined : (await listProfiles()).find((each) => each.name === name);
    if (name !== '' && !profile) {
      throw new AppError('not-found', vscode.l10n.t('There is no AWS profile {0}.', name), {
        hint: vscode.l10n.t('Profiles come from ~/.aws/config and ~/.aws/credentials.'),
      });
    }
    return this.#use(awsConnection(profile, this.#choices()[name]), `aws:${name}`, choice);
  }

  /** Changes what was decided about the AWS connection in use. */
  async choose(choices: ConnectionChoices): Promise<void> {
    if (this.#current?.kind !== 'aws') return;
    const name = this.#current.profile ?? '';
    const all = this.#choices();
    await this.#context.globalState.update(choicesKey, { ...all, [name]: { ...all[name], ...choices } });
    await this.selectProfile(name);
  }

  /** The region of the local endpoint lasts as long as the window. */
  useRegion(region: string): void {
    if (this.#current?.kind === 'local') this.#use({ ...this.#current, region }, 'local', ++this.#choice);
  }

  /**
   * Connects to where something belongs, starting the local endpoint where that is it.
   * @throws AppError as `startLocal` and `selectProfile` do
   */
  async switchTo(home: ConnectionHome, signal: AbortSignal): Promise<void> {
    if (home.id === localConnectionId) await this.startLocal(signal);
    else await this.selectProfile(home.id.slice('aws:'.length));
    if (this.#current?.id !== home.id || this.#current.region === home.region) return;
    if (this.#current.kind === 'aws') await this.choose({ region: home.region });
    else this.useRegion(home.region);
  }

  /**
   * The context of the connection in use.
   * @throws AppError when there is none, saying how to get one
   */
  async ctx(signal: AbortSignal): Promise<Ctx> {
    const { createCtx } = await import('../../../platform/createCtx.ts');
    refuseUntrusted();
    await this.open(signal);
    const connection = this.#current;
    if (!connection) {
      throw new AppError('unreachable', vscode.l10n.t('No connection yet.'), {
        hint: vscode.l10n.t('Start the local endpoint or select an AWS profile in the status bar.'),
      });
    }
    // Made without a pause after the connection was looked at, as another one may be chosen in any.
    this.#ctx ??= createCtx({
      connection,
      workspace: workspaceOf(this.root),
      logins: this.#logins,
      webLogins: this.#webLogins,
      report: (message) => this.#log.info(message),
      log: this.#log,
    });
    return this.#ctx;
  }

  #choices(): Record<string, ConnectionChoices> {
    return this.#context.globalState.get<Record<string, ConnectionChoices>>(choicesKey) ?? {};
  }

  /** The connection in use from now on, unless another was chosen meanwhile; gives the one that is. */
  #use(connection: Connection | undefined, remember: string, choice: number): Connection | undefined {
    if (choice !== this.#choice) return this.#current;
    this.#ctx?.aws[Symbol.dispose]();
    this.#ctx = undefined;
    this.#current = connection;
    this.#context.workspaceState.update(selectedKey, remember).then(undefined, (error: unknown) => {
      this.#log.warn(`the choice of the connection was not kept: ${String(error)}`);
    });
    this.#setContextKey();
    this.#changed.fire();
    return connection;
  }

  #setContextKey(): void {
    void vscode.commands.executeCommand('setContext', 'strata.connection', this.#current?.kind ?? 'none');
  }

  dispose(): void {
    this.#ctx?.aws[Symbol.dispose]();
    this.#changed.dispose();
  }
}

/** @throws AppError where the user has not said that the workspace may be trusted */
function refuseUntrusted(): void {
  if (vscode.workspace.isTrusted) return;
  throw new AppError('untrusted-workspace', vscode.l10n.t('This workspace is not trusted, so nothing is started.'));
}

/** Trust and settings are read when they are asked for, as they change while a context is in use. */
function workspaceOf(root: string | undefined): Workspace {
  const settings = () => vscode.workspace.getConfiguration('strata.dbt');
  return {
    root,
    get trusted() {
      return vscode.workspace.isTrusted;
    },
    get dbt() {
      return {
        python: settings().get<string>('python') || undefined,
        target: settings().get<string>('target') || undefined,
      };
    },
  };
}
