import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { type Api, createRpc, type Rpc } from '../../../protocol/rpc.ts';

export type PageName = 'run' | 'results' | 'cube' | 'lineage' | 'pipeline' | 'dashboard';

export interface PanelPage<Page> extends vscode.Disposable {
  readonly panel: vscode.WebviewPanel;
  readonly rpc: Rpc<Page>;
}

const viewTypes: Readonly<Record<PageName, string>> = {
  run: 'strata.run',
  results: 'strata.results',
  cube: 'strata.cube',
  lineage: 'strata.lineage',
  pipeline: 'strata.pipeline',
  dashboard: 'strata.dashboard',
};

/** An empty panel in front; `fillPanel` gives it its page. */
export function createPanel(page: PageName, title: string): vscode.WebviewPanel {
  return vscode.window.createWebviewPanel(viewTypes[page], title, vscode.ViewColumn.Active, {
    enableFindWidget: true,
    retainContextWhenHidden: true,
  });
}

/**
 * Fills a panel with one of our pages and connects to it.
 * @param state what the page keeps, and gets back, over a reload of the window
 * @param onRestart the page was loaded anew and shows nothing, as when its tab was moved to another window
 */
export function fillPanel<Page extends object>(
  context: vscode.ExtensionContext,
  panel: vscode.WebviewPanel,
  page: PageName,
  state: object,
  handlers: Api,
  onRestart: () => void,
): PanelPage<Page> {
  const dist = vscode.Uri.joinPath(context.extensionUri, 'dist', 'webview');
  panel.webview.options = { enableScripts: true, localResourceRoots: [dist] };
  // A tab's icon is drawn as it is; only the activity bar colours its own by the theme.
  const icon = (theme: string) => vscode.Uri.joinPath(context.extensionUri, 'media', `strata-${theme}.svg`);
  panel.iconPath = { light: icon('light'), dark: icon('dark') };
  const listeners: ((message: unknown) => void)[] = [];
  const receiving = panel.webview.onDidReceiveMessage((message: unknown) => {
    for (const listener of listeners) listener(message);
  });
  const rpc = createRpc<Page>(
    {
      post: (message) => void panel.webview.postMessage(message),
      on: (listener) => listeners.push(listener),
    },
    handlers,
    { onRestart },
  );
  panel.webview.html = pageHtml(panel.webview, dist, page, state);
  return {
    panel,
    rpc,
    dispose() {
      receiving.dispose();
      rpc[Symbol.dispose]();
    },
  };
}

/** The page: our own script and styles and nothing else; data comes over messages, never as HTML. */
function pageHtml(webview: vscode.Webview, dist: vscode.Uri, page: PageName, state: object): string {
  const nonce = randomBytes(16).toString('base64');
  const texts = vscode.l10n.bundle ? JSON.stringify(vscode.l10n.bundle) : '';
  const uri = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    // A chart becomes a picture by way of one that the page itself has drawn.
    ...(page === 'cube' ? ['img-src data:'] : []),
    // Neither falls back to default-src.
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${uri('codicon.css')}">
<link rel="stylesheet" href="${uri(`${page}.css`)}">
</head>
<body>
<div id="app" data-state="${escapeAttribute(JSON.stringify(state))}" data-l10n="${escapeAttribute(texts)}"></div>
<script type="module" nonce="${nonce}" src="${uri(`${page}.js`)}"></script>
</body>
</html>`;
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
