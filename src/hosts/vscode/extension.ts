import * as vscode from 'vscode';
import { configureL10n } from '../../core/l10n.ts';
import { registerAirflow } from './airflow/registerAirflow.ts';
import { registerAlerts } from './alerts/registerAlerts.ts';
import { registerActionCommands } from './commands/actionCommands.ts';
import { registerDeploy } from './commands/deploy.ts';
import { registerConnectionCommands } from './connections/connectionCommands.ts';
import { ConnectionStatus } from './connections/connectionStatus.ts';
import { ConnectionStore } from './connections/connectionStore.ts';
import { registerDbt } from './dbt/registerDbt.ts';
import { registerDiagnostics } from './diagnostics/registerDiagnostics.ts';
import { registerDocuments } from './documents.ts';
import { registerLog } from './extensionLog.ts';
import { registerPanels } from './panels/registerPanels.ts';
import { registerSql } from './sql/registerSql.ts';
import { registerTrees } from './tree/registerTrees.ts';
import { registerRunsView } from './tree/runsView.ts';
import type { Workbench } from './workbench.ts';

/** What tests and other extensions may ask of a running workbench. */
export interface StrataApi {
  readonly connection: () => { readonly kind: string; readonly label: string } | undefined;
}

/**
 * Registers, and does nothing else: trees load when they are shown, services when an action is first used, SDK clients
 * at their first call.
 */
export function activate(context: vscode.ExtensionContext): StrataApi {
  configureL10n(vscode.env.language, vscode.l10n.bundle);
  const log = registerLog(context);
  const connections = new ConnectionStore(context, log);
  const workbench: Workbench = { context, log, connections, documents: registerDocuments(context) };
  context.subscriptions.push(connections, new ConnectionStatus(connections));
  registerConnectionCommands(workbench);
  const panels = registerPanels(workbench);
  registerTrees(workbench, panels);
  registerRunsView(workbench, panels);
  registerActionCommands(workbench, panels);
  registerDeploy(workbench);
  registerSql(workbench, panels);
  registerDiagnostics(workbench);
  registerDbt(workbench, panels);
  registerAirflow(workbench);
  registerAlerts(workbench, panels);
  return { connection: () => connections.current };
}
