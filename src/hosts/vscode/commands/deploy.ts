import * as vscode from 'vscode';
import { AppError } from '../../../core/appError.ts';
import type { Connection } from '../../../core/connection.ts';
import type { Ctx } from '../../../platform/ctx.ts';
import type { Deployment } from '../../../platform/workspace/deployPipeline.ts';
import type { PipelineFolder } from '../../../platform/workspace/pipelineFolders.ts';
import { showError } from '../showError.ts';
import type { Workbench } from '../workbench.ts';
import { type Confirmation, confirmByName } from './confirm.ts';
import { withProgress } from './withProgress.ts';

/** Deploys the template of a pipeline of this workspace to the connection in use. */
export function registerDeploy(workbench: Workbench): void {
  workbench.context.subscriptions.push(
    vscode.commands.registerCommand('strata.deploy', async () => {
      try {
        await deploy(workbench);
      } catch (error) {
        showError(workbench.log, error);
      }
    }),
  );
}

async function deploy(workbench: Workbench): Promise<void> {
  const { connections } = workbench;
  if (!connections.root) throw new AppError('invalid-input', vscode.l10n.t('Open the folder of a pipeline first.'));
  const { pipelineFolders } = await import('../../../platform/workspace/pipelineFolders.ts');
  const target = await chosen(await pipelineFolders(connections.root));
  if (!target) return;
  const ctx = await connections.ctx(new AbortController().signal);
  const confirmation = await confirmed(ctx.connection, target.stack);
  if (!confirmation) return;
  const done = await deployTo(ctx, target, confirmation, false);
  await vscode.commands.executeCommand('strata.refresh');
  // Ends the walkthrough's step, which a deployment that failed must not.
  await vscode.commands.executeCommand('setContext', 'strata.deployed', true);
  vscode.window.showInformationMessage(
    done.changed
      ? vscode.l10n.t('The stack {0} is deployed.', done.stack)
      : vscode.l10n.t('The stack {0} was up to date.', done.stack),
  );
  const [first = ''] = done.kept;
  if (first === '') return;
  const all = vscode.l10n.t('Upload All');
  const text = vscode.l10n.t(
    '{0} files were not uploaded, as other data is in their places: {1}',
    done.kept.length,
    first,
  );
  if ((await vscode.window.showWarningMessage(text, all)) === all) await deployTo(ctx, target, confirmation, true);
}

async function deployTo(
  ctx: Ctx,
  target: PipelineFolder,
  confirmation: Confirmation,
  uploadAll: boolean,
): Promise<Deployment> {
  return await withProgress(vscode.l10n.t('Deploying {0}', target.stack), async (signal, report) => {
    const { reportingTo, withGrant } = await import('../../../platform/createCtx.ts');
    const { deployPipeline } = await import('../../../platform/workspace/deployPipeline.ts');
    // An update may delete what the template no longer has.
    return await reportingTo(ctx, report, (reporting) =>
      withGrant(reporting, 'destroy', confirmation.typedName, (granted) =>
        deployPipeline(granted, target, {}, { uploadAll }, signal),
      ),
    );
  });
}

async function chosen(pipelines: readonly PipelineFolder[]): Promise<PipelineFolder | undefined> {
  const [first, ...more] = pipelines;
  if (!first) {
    throw new AppError('not-found', vscode.l10n.t('No strata.yaml was found in this folder or right below it.'), {
      hint: vscode.l10n.t(
        'A strata.yaml beside the template says what the pipeline is: version: 1, template: template.yaml',
      ),
    });
  }
  if (more.length === 0) return first;
  const items = pipelines.map((pipeline) => ({
    label: pipeline.declared.name ?? pipeline.stack,
    description: pipeline.stack,
    detail: vscode.workspace.asRelativePath(pipeline.template),
    pipeline,
  }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Deploy which pipeline?') }))?.pipeline;
}

/** Nothing is asked on the local endpoint, nor where it will be refused; an account is named before it changes. */
async function confirmed(connection: Connection, stack: string): Promise<Confirmation | undefined> {
  if (connection.kind === 'local' || connection.access === 'read-only') return {};
  const where = [stack, connection.label, connection.region] as const;
  const typed = await confirmByName(connection, vscode.l10n.t('Deploy {0} to {1} ({2})', ...where));
  if (typed !== 'not-asked') return typed;
  const go = vscode.l10n.t('Deploy');
  const detail = vscode.l10n.t('Resources that the template no longer has are deleted.');
  const question = vscode.l10n.t('Deploy {0} to {1} ({2})?', ...where);
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, go)) === go ? {} : undefined;
}
