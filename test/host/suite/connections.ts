import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, strata, workspaceFile } from './strata.ts';

export function connectionTests(): void {
  describe('connections', () => {
    it('starts the local endpoint on demand, with its state in the workspace', async () => {
      const { exports } = await strata();
      await vscode.commands.executeCommand('strata.startEndpoint');
      const connection = await eventually('a connection', () => exports.connection());
      assert.equal(connection.kind, 'local');
      const state = await vscode.workspace.fs.readDirectory(workspaceFile('.strata'));
      assert.ok(state.some(([name]) => name === 'endpoint.json'));
    });

    it('starts again what was stopped, and finds what was there', async () => {
      const { exports } = await strata();
      await vscode.commands.executeCommand('strata.stopEndpoint');
      await eventually('no connection', () => exports.connection() === undefined);
      // Views look for what there is; that alone must not start what the user has just stopped.
      await vscode.commands.executeCommand('strata.lake.focus');
      await vscode.commands.executeCommand('strata.refresh');
      await new Promise((resolve) => setTimeout(resolve, 2000));
      assert.equal(exports.connection(), undefined);
      await vscode.commands.executeCommand('strata.startEndpoint');
      await eventually('a connection', () => exports.connection());
    });
  });
}
