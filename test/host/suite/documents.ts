import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { strata, workspaceFile } from './strata.ts';

export function documentTests(): void {
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
