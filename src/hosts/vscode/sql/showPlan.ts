import * as vscode from 'vscode';
import { AppError } from '../../../core/appError.ts';
import { withProgress } from '../commands/withProgress.ts';
import type { Workbench } from '../workbench.ts';
import type { StatementPlace } from './statementPlace.ts';

const mostLines = 10_000;

/** Opens the plan that the engine makes of a statement, which is not carried out. */
export async function showPlan(workbench: Workbench, place: StatementPlace, sql: string): Promise<void> {
  const { serviceNamed } = await import('../../../services/index.ts');
  const source = serviceNamed(place.engine)?.sql;
  if (!source) throw new AppError('unsupported', vscode.l10n.t('{0} shows no plans.', place.engine));
  const { database } = place;
  const workgroup = place.workgroup ?? place.warehouse ?? place.place;
  const text = await withProgress(vscode.l10n.t('Explaining the statement…'), async (signal) => {
    const ctx = await workbench.connections.ctx(signal);
    const where = { ...(database ? { database } : {}), ...(workgroup ? { workgroup } : {}) };
    await using session = await source.open(ctx, where, signal);
    const { rows } = await session.query(`EXPLAIN ${sql}`, mostLines, signal);
    return rows.map((row) => row.map((cell) => cell ?? '').join('\t')).join('\n');
  });
  await workbench.documents.open(vscode.l10n.t('Plan'), 'plaintext', `${text}\n`);
}
