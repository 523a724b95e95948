import { configureL10n } from '../../src/core/l10n.ts';
import { type Api, type Channel, createRpc, type Rpc } from '../../src/protocol/rpc.ts';

/** What VS Code gives a page; https://code.visualstudio.com/api/extension-guides/webview. */
interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export interface PageHost<Host> {
  readonly rpc: Rpc<Host>;
  /** What the page kept before it was loaded anew, as when its tab is moved to another window; else what it was given. */
  readonly state: unknown;
  /** What a reload of the window brings back from now on. */
  readonly keepState: (state: object) => void;
}

/** Connects a page with its host: texts, the state that a reload brings back, and calls both ways. */
export function connectToHost<Host extends object>(handlers: Api): PageHost<Host> {
  const vscode = acquireVsCodeApi();
  const root = document.getElementById('app');
  const { l10n, state } = root?.dataset ?? {};
  const texts = l10n ? (JSON.parse(l10n) as Record<string, string>) : undefined;
  configureL10n(document.documentElement.lang || 'en', texts);
  const kept: unknown = vscode.getState() ?? JSON.parse(state ?? '{}');
  vscode.setState(kept);
  const channel: Channel = {
    post: (message) => vscode.postMessage(message),
    on: (listener) => window.addEventListener('message', (event: MessageEvent<unknown>) => listener(event.data)),
  };
  return {
    rpc: createRpc<Host>(channel, handlers),
    state: kept,
    keepState: (latest) => vscode.setState(latest),
  };
}

/** Where the page is drawn. */
export function appRoot(): HTMLElement {
  const root = document.getElementById('app');
  if (!root) throw new Error('The page has no #app.');
  return root;
}
