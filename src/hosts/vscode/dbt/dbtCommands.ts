import path from 'node:path';
import * as vscode from 'vscode';
import type { ActionOutcome } from '../../../core/action.ts';
import { AppError } from '../../../core/appError.ts';
import type { NodeAddress } from '../../../core/node.ts';
import { withProgress } from '../commands/withProgress.ts';
import type { Panels } from '../panels/registerPanels.ts';
import type { DbtFile, DbtFiles } from './dbtFiles.ts';

/** Rows of the selected part of a model; of the model as it is edited, when nothing is selected. */
export async function previewSelection(files: DbtFiles, panels: Panels): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return;
  const file = await fileOf(files, editor.document.uri);
  const { selection, document } = editor;
  const sql = document.getText(selection.isEmpty ? undefined : selection);
  const title = selection.isEmpty
    ? (file.node?.name ?? path.basename(file.file))
    : vscode.l10n.t('Selection of {0}', file.node?.name ?? path.basename(file.file));
  await showRows(files, panels, file, sql, title);
}

/** Rows of one of a model's expressions, as the model is edited. */
export async function previewCte(files: DbtFiles, panels: Panels, uri: vscode.Uri, name: string): Promise<void> {
  const { cteQuery, ctesOf } = await import('../../../services/dbt/language/ctes.ts');
  const text = (await vscode.workspace.openTextDocument(uri)).getText();
  const cte = ctesOf(text).find((each) => each.name === name);
  if (!cte) throw new AppError('not-found', vscode.l10n.t('The model has no expression {0} any more.', name));
  await showRows(files, panels, await fileOf(files, uri), cteQuery(text, cte), name);
}

async function showRows(files: DbtFiles, panels: Panels, file: DbtFile, sql: string, title: string): Promise<void> {
  const { previewSql } = await import('../../../services/dbt/actions.ts');
  const ctx = await files.ctx();
  const target: NodeAddress = { kind: 'dbt.project', path: [file.project.path] };
  const outcome: ActionOutcome = await withProgress(vscode.l10n.t('Preview of {0}', title), (signal) =>
    previewSql(ctx, target, sql, title, signal),
  );
  if (outcome.kind === 'relation') await panels.showRelation(outcome.relation);
}

/** Describes a model's real columns in its YAML file; what is there stays as it is. The file is left unsaved. */
export async function writeSkeleton(files: DbtFiles): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return;
  const file = await fileOf(files, editor.document.uri);
  const { node, project } = file;
  const group = { model: 'models', seed: 'seeds', snapshot: 'snapshots' }[node?.type ?? ''];
  if (!node || !group)
    throw new AppError('invalid-input', vscode.l10n.t('Open the file of a model, a seed or a snapshot.'));
  const { readColumns } = await import('../../../services/dbt/columns.ts');
  const { skeletonEdit } = await import('../../../services/dbt/language/skeleton.ts');
  const ctx = await files.ctx();
  const columns = await withProgress(vscode.l10n.t('Reading the columns of {0}', node.name), (signal) =>
    readColumns(ctx, project, node, signal),
  );
  if (columns.length === 0) {
    throw new AppError('not-found', vscode.l10n.t('{0} has no columns in the warehouse.', node.name), {
      hint: vscode.l10n.t('Build it first.'),
    });
  }
  const described = node.describedIn.split('://')[1];
  const uri = vscode.Uri.file(path.join(project.folder, described ?? path.join(path.dirname(node.file), 'schema.yml')));
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(uri, { ignoreIfExists: true });
  await vscode.workspace.applyEdit(edit);
  const document = await vscode.workspace.openTextDocument(uri);
  const change = skeletonEdit(document.getText(), group, node.name, columns);
  if (!change) {
    vscode.window.showInformationMessage(vscode.l10n.t('All columns of {0} are described.', node.name));
  } else {
    const insertion = new vscode.WorkspaceEdit();
    insertion.insert(uri, document.positionAt(change.at), change.insert);
    await vscode.workspace.applyEdit(insertion);
  }
  const at = document.positionAt(change?.at ?? 0);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
}

/** Where the column under the cursor comes from and goes to; one of the model's is asked for when none is there. */
export async function showColumnLineage(files: DbtFiles, panels: Panels): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return;
  const { node, project } = await fileOf(files, editor.document.uri);
  if (!node) throw new AppError('invalid-input', vscode.l10n.t('Open the file of a model, a seed or a snapshot.'));
  const { freshLineage } = await import('../../../services/dbt/lineage/readLineage.ts');
  const { columnAt } = await import('../../../services/dbt/lineage/columnAt.ts');
  const { traceColumn } = await import('../../../services/dbt/lineage/columnGraph.ts');
  const ctx = await files.ctx();
  const lineage = await withProgress(vscode.l10n.t('Tracing the columns of {0}', node.name), (signal) =>
    freshLineage(ctx, project, node.id, signal),
  );
  const offset = editor.document.offsetAt(editor.selection.active);
  const at = columnAt(lineage, node.id, editor.document.getText(), offset);
  const names = at ? [] : lineage.rowsOf(node.id).columns.map(({ name }) => name);
  const column = at?.column ?? (await vscode.window.showQuickPick(names, { title: vscode.l10n.t('Column Lineage') }));
  if (column === undefined) return;
  const id = at?.id ?? node.id;
  const type = id.split('.')[0] ?? 'model';
  await panels.showColumn({ kind: `dbt.${type}`, path: [project.path, id] }, column, traceColumn(lineage, id, column));
}

/** Which target commands use from now on in this workspace. */
export async function selectTarget(files: DbtFiles): Promise<void> {
  const { readProfile } = await import('../../../services/dbt/profiles.ts');
  const found = new Map<string, string>();
  for (const project of await files.projects()) {
    const profile = await readProfile(project);
    for (const { name, adapter } of profile.targets)
      found.set(name, [adapter, project.name].filter(Boolean).join(' · '));
  }
  const byDefault = { label: vscode.l10n.t('Default of the profile'), value: '' };
  const picks = [...found].map(([label, description]) => ({ label, description, value: label }));
  const picked = await vscode.window.showQuickPick([byDefault, ...picks], { title: vscode.l10n.t('dbt Target') });
  if (!picked) return;
  await vscode.workspace
    .getConfiguration('strata.dbt')
    .update('target', picked.value || undefined, vscode.ConfigurationTarget.Workspace);
}

async function fileOf(files: DbtFiles, uri: vscode.Uri): Promise<DbtFile> {
  const file = await files.fileOf(uri);
  if (file) return file;
  const project = await files.projectOf(uri);
  if (!project) throw new AppError('invalid-input', vscode.l10n.t('Open a file of a dbt project.'));
  const { parsedProject } = await import('../../../services/dbt/tree.ts');
  await parsedProject(await files.ctx(), project.path, new AbortController().signal);
  return await fileOf(files, uri);
}
