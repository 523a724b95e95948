import * as vscode from 'vscode';
import { AppError } from '../../../core/appError.ts';
import type { AwsConnection, Connection, LocalConnection } from '../../../core/connection.ts';
import type { Log } from '../../../core/log.ts';
import type { ConnectionChoices } from '../../../platform/connections/profiles.ts';
import type { Ctx } from '../../../platform/ctx.ts';

/** What the user chose, kept outside of the workspace so that no repository can choose for them. */
const selectedKey = 'strata.selectedConnection';
const choicesKey = 'strata.connectionChoices';

/** Which connection this window works on, and the context for it. */
export class ConnectionStore implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #log: Log;
  readonly #changed = new vscode.EventEmitter<void>();
  #current: Connection | undefined;
  #ctx: Ctx | undefined;
  #opening: Promise<Connection | undefined> | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(context: vscode.ExtensionContext, log: Log) {
    this.#context = context;
    this.#log = log;
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
    this.#opening ??= this.#reopen(signal).finally(() => {
      this.#opening = undefined;
    });
    return await this.#opening;
  }

  async #reopen(signal: AbortSignal): Promise<Connection | undefined> {
    if (this.selected.startsWith('aws:')) return await this.selectProfile(this.selected.slice('aws:'.length));
    if (this.selected !== 'local' || !this.root) return undefined;
    const { endpointStatus, connectionTo } = await import('../../../platform/connections/localEndpoint.ts');
    const status = await endpointStatus(this.root, signal);
    if (status.state === 'running') return this.#use(connectionTo(status.file), 'local');
    // A workspace that has state has been used before; one that has none shows the welcome first.
    const start = vscode.workspace.getConfiguration('strata').get<string>('endpoint.start') === 'onFirstUse';
    return start && status.file ? await this.startLocal(signal) : undefined;
  }

  /** @throws AppError when no folder is open, the workspace is not trusted, or the endpoint does not start */
  async startLocal(signal: AbortSignal): Promise<LocalConnection> {
    if (!vscode.workspace.isTrusted) {
      throw new AppError('untrusted-workspace', vscode.l10n.t('This workspace is not trusted, so nothing is started.'));
    }
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
    return this.#use(connection, 'local');
  }

  async stopLocal(signal: AbortSignal): Promise<void> {
    if (!this.root) return;
    const { stopEndpoint } = await import('../../../platform/connections/localEndpoint.ts');
    await stopEndpoint(this.root, signal);
    if (this.#current?.kind === 'local') this.#use(undefined, undefined);
  }

  /** @param name a profile of the AWS files; empty: the environment's own credentials */
  async selectProfile(name: string): Promise<AwsConnection> {
    const { awsConnection, listProfiles } = await import('../../../platform/connections/profiles.ts');
    const profile = name === '' ? undefined : (await listProfiles()).find((each) => each.name === name);
    if (name !== '' && !profile) {
      throw new AppError('not-found', vscode.l10n.t('There is no AWS profile {0}.', name), {
        hint: vscode.l10n.t('Profiles come from ~/.aws/config and ~/.aws/credentials.'),
      });
    }
    return this.#use(awsConnection(profile, this.#choices()[name]), `aws:${name}`);
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
    if (this.#current?.kind === 'local') this.#use({ ...this.#current, region }, 'local');
  }

  /**
   * The context of the connection in use.
   * @throws AppError when there is none, saying how to get one
   */
  async ctx(signal: AbortSignal): Promise<Ctx> {
    const connection = await this.open(signal);
    if (!connection) {
      throw new AppError('unreachable', vscode.l10n.t('No connection yet.'), {
        hint: vscode.l10n.t('Start the local endpoint or select an AWS profile in the status bar.'),
      });
    }
    if (!this.#ctx) {
      const { createCtx } = await import('../../../platform/createCtx.ts');
      this.#ctx = createCtx({
        connection,
        workspace: { root: this.root, trusted: vscode.workspace.isTrusted },
        report: (message) => this.#log.info(message),
        log: this.#log,
      });
    }
    return this.#ctx;
  }

  #choices(): Record<string, ConnectionChoices> {
    return this.#context.globalState.get<Record<string, ConnectionChoices>>(choicesKey) ?? {};
  }

  #use<C extends Connection | undefined>(connection: C, remember: string | undefined): C {
    this.#ctx?.aws[Symbol.dispose]();
    this.#ctx = undefined;
    this.#current = connection;
    if (remember !== undefined) void this.#context.workspaceState.update(selectedKey, remember);
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
