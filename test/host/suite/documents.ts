import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, strata, workspaceFile } from './strata.ts';

export function documentTests(): void {
  describe('problems', () => {
    const problemsOf = (uri: vscode.Uri) =>
      vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Strata');

    async function typed(uri: vscode.Uri, from: string, to: string): Promise<void> {
      const document = await vscode.workspace.openTextDocument(uri);
      const at = document.getText().indexOf(from);
      assert.notEqual(at, -1);
      const edit = new vscode.WorkspaceEdit();
      edit.replace(uri, new vscode.Range(document.positionAt(at), document.positionAt(at + from.length)), to);
      await vscode.workspace.applyEdit(edit);
    }

    it('of a strata.yaml stand at their line while it is typed, and go with them', async () => {
      await strata();
      const uri = workspaceFile('batch-datalake', 'strata.yaml');
      await typed(uri, 'version: 1', 'version: 1\nflavour: x');
      const [problem] = await eventually('a problem', () => {
        const found = problemsOf(uri);
        return found.length > 0 ? found : undefined;
      });
      const document = await vscode.workspace.openTextDocument(uri);
      assert.equal(document.getText(problem?.range), 'flavour');
      await typed(uri, '\nflavour: x', '');
      await eventually('no problem', () => problemsOf(uri).length === 0);
    });

    it('of a state machine stand at the wrong value', async () => {
      await strata();
      const uri = workspaceFile('batch-datalake', 'orchestration', 'ventas_diarias.asl.json');
      await typed(uri, '"StartAt": "', '"StartAt": "No');
      const [problem] = await eventually('a problem', () => {
        const found = problemsOf(uri);
        return found.length > 0 ? found : undefined;
      });
      const document = await vscode.workspace.openTextDocument(uri);
      assert.match(document.getText(problem?.range), /^"No/);
      await typed(uri, '"StartAt": "No', '"StartAt": "');
      await eventually('no problem', () => problemsOf(uri).length === 0);
    });
  });

  describe('SQL files', () => {
    it('offer to run each statement', async () => {
      await strata();
      const uri = workspaceFile('batch-datalake', 'sql', '04_ventas_por_region.sql');
      const document = await vscode.workspace.openTextDocument(uri);
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 20);
      const ours = lenses.filter(({ command }) => command?.command === 'strata.runSql');
      assert.equal(
        ours.length,
        document
          .getText()
          .split(/;\s*$/m)
          .filter((each) => each.trim()).length,
      );
      for (const lens of ours) assert.notEqual(document.lineAt(lens.range.start.line).text.trim(), '');
    });
  });
}
