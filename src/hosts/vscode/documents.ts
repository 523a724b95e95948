import * as vscode from 'vscode';

const scheme = 'strata-document';

/** Read-only texts in editors: definitions, messages, SQL that ran. */
export class Documents implements vscode.TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return (
      this.#texts.get(uri.toString()) ??
      vscode.l10n.t('This text was not kept over the restart of the editor. Open it again from Strata.')
    );
  }

  /** Keeps a text under a title, for whoever shows it; the same title again has the new text. */
  put(title: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme, path: `/${title.replaceAll('/', '∕')}` });
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
    return uri;
  }

  /** Opens a text under a title; the same title again shows the new text in the same tab. */
  async open(title: string, language: string, text: string): Promise<void> {
    const uri = this.put(title, text);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.languages.setTextDocumentLanguage(document, language);
    await vscode.window.showTextDocument(document, { preview: true });
  }

  /** For a document that is closed; one that gets its language is closed and opened again, and keeps its text. */
  forget(document: vscode.TextDocument): void {
    if (document.isClosed) this.#texts.delete(document.uri.toString());
  }
}

/** The one store of read-only texts of a window. */
export function registerDocuments(context: vscode.ExtensionContext): Documents {
  const documents = new Documents();
  context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(scheme, documents),
    vscode.workspace.onDidCloseTextDocument((document) => documents.forget(document)),
  );
  return documents;
}
