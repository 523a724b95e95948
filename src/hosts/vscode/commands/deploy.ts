import * as vscode from 'vscode';
import type { Workbench } from '../workbench.ts';

export function registerDeploy(workbench: Workbench): void {
  workbench.context.subscriptions.push(vscode.commands.registerCommand('strata.deploy', () => {}));
}
