import * as vscode from 'vscode';
import type { DagInFile } from '../../../platform/workspace/airflow/readDags.ts';
import type { Workbench } from '../workbench.ts';

/** Whether a file lies where DAGs do, and what it declares; nothing is read of an untrusted workspace. */
export class DagDocuments {
  readonly #workbench: Workbench;
  readonly #known = new Map<string, { readonly version: number; readonly dags: readonly DagInFile[] }>();

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  async isDagFile({ uri, languageId }: vscode.TextDocument): Promise<boolean> {
    const { root } = this.#workbench.connections;
    if (languageId !== 'python' || uri.scheme !== 'file' || !root || !vscode.workspace.isTrusted) return false;
    const { dagFolders } = await import('../../../platform/workspace/airflow/dagFolders.ts');
    const where = { workspace: { root, trusted: true }, log: this.#workbench.log };
    const folders = await dagFolders(where);
    return folders.some(({ folder }) =>
      uri.fsPath.startsWith(vscode.Uri.joinPath(vscode.Uri.file(folder), '/').fsPath),
    );
  }

  /** As it was saved last: an editor's changes are not what Airflow reads. */
  async dagsOf(document: vscode.TextDocument, signal: AbortSignal): Promise<readonly DagInFile[]> {
    if (!(await this.isDagFile(document))) return [];
    const { fsPath } = document.uri;
    const known = this.#known.get(fsPath);
    if (known && (known.version === document.version || document.isDirty)) return known.dags;
    const { readDags } = await import('../../../platform/workspace/airflow/readDags.ts');
    const [read] = await readDags([fsPath], signal);
    // While it is no Python, what it declared before is more than nothing.
    const dags = read?.fault ? (known?.dags ?? []) : (read?.dags ?? []);
    this.#known.set(fsPath, { version: document.version, dags });
    return dags;
  }
}
