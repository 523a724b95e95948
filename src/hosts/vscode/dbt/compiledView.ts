import * as vscode from 'vscode';
import { toAppError } from '../../../core/appError.ts';
import type { NodeAddress } from '../../../core/node.ts';
import type { LineMap } from '../../../services/dbt/language/lineMap.ts';
import { withProgress } from '../commands/withProgress.ts';
import type { Workbench } from '../workbench.ts';
import { addressOf, type DbtFiles } from './dbtFiles.ts';

/** Of documents with what models become. */
export const compiledScheme = 'strata-dbt-compiled';
const pauseMs = 60;

interface Shown {
  readonly model: vscode.Uri;
  readonly target: NodeAddress;
  text: string;
  map: LineMap | undefined;
}

/** The SQL that a model becomes, beside it: follows the cursor, and is made anew when the model is saved. */
export class CompiledView implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #workbench: Workbench;
  readonly #files: DbtFiles;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #shown = new Map<string, Shown>();
  readonly #mark = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
  });
  readonly #listening: vscode.Disposable;
  #following: NodeJS.Timeout | undefined;

  constructor(workbench: Workbench, files: DbtFiles) {
    this.#workbench = workbench;
    this.#files = files;
    this.#listening = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(compiledScheme, this),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#followSoon(textEditor)),
      files.onDidChange(() => void this.#refreshAll()),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (document.uri.scheme === compiledScheme) this.#shown.delete(document.uri.toString());
      }),
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#shown.get(uri.toString())?.text ?? '';
  }

  /** Opens it beside the model that is edited, or beside that of a node. */
  async open(target: NodeAddress | undefined): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    const file = editor && (await this.#files.fileOf(editor.document.uri));
    const wanted = target ?? (file?.node ? addressOf(file.project, file.node) : undefined);
    if (!editor || !wanted) return;
    const name = wanted.path[1]?.split('.').slice(2).join('.') ?? 'model';
    const uri = vscode.Uri.from({
      scheme: compiledScheme,
      path: `/${name}.compiled.sql`,
      query: wanted.path.join('&'),
    });
    const shown: Shown = { model: editor.document.uri, target: wanted, text: '', map: undefined };
    this.#shown.set(uri.toString(), shown);
    await withProgress(vscode.l10n.t('Compiling {0}', name), async (signal) => this.#refresh(uri, shown, signal));
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.languages.setTextDocumentLanguage(document, 'sql');
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
    this.#follow(editor);
  }

  async #refreshAll(): Promise<void> {
    for (const [key, shown] of this.#shown) {
      await this.#refresh(vscode.Uri.parse(key, true), shown, new AbortController().signal);
    }
  }

  async #refresh(uri: vscode.Uri, shown: Shown, signal: AbortSignal): Promise<void> {
    const { compiledSql } = await import('../../../services/dbt/actions.ts');
    const { lineMap } = await import('../../../services/dbt/language/lineMap.ts');
    try {
      const { text } = await compiledSql(await this.#files.ctx(), shown.target, signal);
      const model = await vscode.workspace.openTextDocument(shown.model);
      shown.text = text;
      shown.map = lineMap(model.getText(), text);
    } catch (error) {
      if (signal.aborted) throw error;
      this.#workbench.log.debug(`compiling ${shown.target.path[1]}: ${String(error)}`);
      // In its place, as what it became before is not what it is now.
      shown.text = `${toAppError(error).message.replace(/^/gm, '-- ')}\n`;
      shown.map = undefined;
    }
    this.#changed.fire(uri);
  }

  #followSoon(editor: vscode.TextEditor): void {
    if (this.#shown.size === 0) return;
    clearTimeout(this.#following);
    this.#following = setTimeout(() => this.#follow(editor), pauseMs);
  }

  #follow(editor: vscode.TextEditor): void {
    for (const [key, { model, map }] of this.#shown) {
      if (!map || model.toString() !== editor.document.uri.toString()) continue;
      const beside = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === key);
      if (!beside) continue;
      const from = map.toCompiled(editor.selection.start.line);
      const to = Math.max(from, map.toCompiled(editor.selection.end.line));
      const range = new vscode.Range(from, 0, to, 0);
      beside.setDecorations(this.#mark, [range]);
      beside.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    }
  }

  dispose(): void {
    clearTimeout(this.#following);
    this.#listening.dispose();
    this.#mark.dispose();
    this.#changed.dispose();
  }
}
