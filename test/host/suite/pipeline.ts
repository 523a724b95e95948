import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, openTabs, strata } from './strata.ts';

const region = 'us-east-1';
const account = '000000000000';
const machine = `arn:aws:states:${region}:${account}:stateMachine:ventas-lake-diario`;

export function pipelineTests(): void {
  describe('the sample pipeline', () => {
    before(async () => {
      await strata();
      await vscode.commands.executeCommand('strata.startEndpoint');
      await vscode.commands.executeCommand('strata.deploy');
    });

    it('shows the definition of its state machine as a document', async () => {
      await vscode.commands.executeCommand('strata.step-functions.showDefinition', {
        kind: 'step-functions.machine',
        path: [machine],
      });
      const document = await eventually('the definition', () =>
        vscode.workspace.textDocuments.find(({ languageId, uri }) => languageId === 'json' && uri.scheme !== 'file'),
      );
      assert.ok('StartAt' in (JSON.parse(document.getText()) as object));
    });

    it('starts an execution and opens its panel', async () => {
      await vscode.commands.executeCommand('strata.step-functions.run', {
        kind: 'step-functions.machine',
        path: [machine],
      });
      await eventually('the run panel', () => openTabs().some((label) => label.startsWith('ventas-lake-diario')));
    });
  });
}
