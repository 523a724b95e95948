import path from 'node:path';
import * as vscode from 'vscode';
import type { Ctx } from '../../../platform/ctx.ts';
import type { DbtManifest, DbtNode } from '../../../services/dbt/manifest.ts';
import type { DbtProject } from '../../../services/dbt/projects.ts';
import type { Workbench } from '../workbench.ts';

/** A file of a dbt project, with what the project says of it. */
export interface DbtFile {
  readonly project: DbtProject;
  readonly manifest: DbtManifest;
  /** From the project's folder, with `/`. */
  readonly file: string;
  /** The model, test, seed or the like that it holds. */
  readonly node: DbtNode | undefined;
}

/** Files that belong to dbt, and when what is known of them has changed. */
export class DbtFiles implements vscode.Disposable {
  readonly #workbench: Workbench;
  readonly #changed = new vscode.EventEmitter<DbtProject>();
  /** A project was parsed or ran. */
  readonly onDidChange = this.#changed.event;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  get root(): string | undefined {
    return this.#workbench.connections.root;
  }

  changed(project: DbtProject): void {
    this.#changed.fire(project);
  }

  async projects(): Promise<readonly DbtProject[]> {
    if (!this.root) return [];
    return await (await import('../../../services/dbt/projects.ts')).findProjects(this.root);
  }

  async projectOf(uri: vscode.Uri): Promise<DbtProject | undefined> {
    if (!this.root || uri.scheme !== 'file') return undefined;
    const { projectAround } = await import('../../../services/dbt/projects.ts');
    return await projectAround(this.root, path.dirname(uri.fsPath));
  }

  async manifestOf(project: DbtProject): Promise<DbtManifest | undefined> {
    const { readManifest } = await import('../../../services/dbt/manifest.ts');
    return this.root ? await readManifest(this.root, project) : undefined;
  }

  /** Undefined for a file of no dbt project, and before a project was parsed. */
  async fileOf(uri: vscode.Uri): Promise<DbtFile | undefined> {
    const project = await this.projectOf(uri);
    const manifest = project && (await this.manifestOf(project));
    if (!manifest) return undefined;
    const { nodeInFile } = await import('../../../services/dbt/language/lookup.ts');
    const file = path.relative(project.folder, uri.fsPath).split(path.sep).join('/');
    return { project, manifest, file, node: nodeInFile(manifest, file) };
  }

  /** @throws AppError when the workspace is not trusted, or there is no connection */
  async ctx(): Promise<Ctx> {
    return await this.#workbench.connections.ctx(new AbortController().signal);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

/** The address of a node for actions. */
export function addressOf(project: DbtProject, node: DbtNode) {
  const type = node.type === 'unit_test' ? 'test' : node.type;
  return { kind: `dbt.${type}`, path: [project.path, node.id] } as const;
}
