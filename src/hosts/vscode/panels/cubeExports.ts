/** What a cube shows, as a file where the user says. */
import * as vscode from 'vscode';
import type { Cube } from '../../../core/cube/cube.ts';
import { formatNumber } from '../../../core/format.ts';
import type { PivotAnswer } from '../../../services/cubes/openCube.ts';

/** Where a file is proposed, and what it is called. */
export interface ExportPlace {
  readonly root: string | undefined;
  /** Of the cube. */
  readonly name: string;
}

export async function exportPivot(
  place: ExportPlace,
  cube: Cube,
  pivot: PivotAnswer,
  format: 'csv' | 'xlsx',
): Promise<null> {
  const target = await askFile(place, format);
  if (!target) return null;
  const { writePivot } = await import('../../../services/cubes/writePivot.ts');
  const rows = await writePivot(cube, pivot, format, target.fsPath);
  const written = [formatNumber(rows), target.fsPath] as const;
  const message = pivot.more
    ? vscode.l10n.t('{0} rows written to {1}. There are more cells than were read.', ...written)
    : vscode.l10n.t('{0} rows written to {1}.', ...written);
  await offerToOpen(message, target);
  return null;
}

/** @param png in base64 */
export async function exportImage(place: ExportPlace, png: string): Promise<null> {
  const target = await askFile(place, 'png');
  if (!target) return null;
  await vscode.workspace.fs.writeFile(target, Buffer.from(png, 'base64'));
  await offerToOpen(vscode.l10n.t('The picture is in {0}.', target.fsPath), target);
  return null;
}

async function askFile({ root, name }: ExportPlace, extension: string): Promise<vscode.Uri | undefined> {
  const file = `${name.replace(/[^\p{L}\p{N}_-]+/gu, '_')}.${extension}`;
  return await vscode.window.showSaveDialog({
    ...(root ? { defaultUri: vscode.Uri.joinPath(vscode.Uri.file(root), file) } : {}),
    filters: { [extension.toUpperCase()]: [extension] },
  });
}

async function offerToOpen(message: string, target: vscode.Uri): Promise<void> {
  const open = vscode.l10n.t('Open');
  const choice = await vscode.window.showInformationMessage(message, open);
  if (choice === open) await vscode.commands.executeCommand('vscode.open', target);
}
