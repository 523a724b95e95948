import * as vscode from 'vscode';
import type { Workbench } from '../workbench.ts';

/** Airflow reads changed files every few seconds; after that its word of one does not change by itself. */
const looksAfterSaveMs = [2000, 5000, 10_000, 20_000, 40_000];

/** What Airflow could not import, at its line in the DAG file; read when a DAG file is opened or saved. */
export class ImportDiagnostics implements vscode.Disposable {
  readonly #workbench: Workbench;
  readonly #collection = vscode.languages.createDiagnosticCollection('strata-airflow');
  #looking = new AbortController();
  #timers: NodeJS.Timeout[] = [];

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  /** Looks now, and again while Airflow may still be reading. */
  look(again: boolean): void {
    this.#stop();
    void this.#read();
    if (again) this.#timers = looksAfterSaveMs.map((ms) => setTimeout(() => void this.#read(), ms));
  }

  async #read(): Promise<void> {
    const { connections, log } = this.#workbench;
    const { signal } = this.#looking;
    // It is no reason to connect.
    if (!connections.current) return this.#collection.clear();
    try {
      const { importFaults } = await import('../../../services/airflow/importFaults.ts');
      const faults = await importFaults(await connections.ctx(signal), signal);
      const byFile = Map.groupBy(faults, ({ file }) => file);
      this.#collection.clear();
      for (const [file, own] of byFile) {
        this.#collection.set(
          vscode.Uri.file(file),
          own.map(({ line, message }) => {
            const { Error: error } = vscode.DiagnosticSeverity;
            const diagnostic = new vscode.Diagnostic(new vscode.Range(line - 1, 0, line - 1, 1000), message, error);
            diagnostic.source = 'Airflow';
            return diagnostic;
          }),
        );
      }
    } catch (error) {
      if (!signal.aborted) log.debug(`import errors could not be read: ${String(error)}`);
    }
  }

  #stop(): void {
    this.#looking.abort();
    this.#looking = new AbortController();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
  }

  dispose(): void {
    this.#stop();
    this.#collection.dispose();
  }
}
