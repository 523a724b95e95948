import type * as vscode from 'vscode';
import type { Ctx } from '../../../platform/ctx.ts';
import type { StrataYaml } from '../../../platform/workspace/strataYaml.ts';
import { directiveOf, redshiftPlace, type SqlEngine, type StatementPlace } from './statementPlace.ts';

/**
 * Where a document's statements run: what its first lines say, else the engine that the user chose for it, with what
 * the strata.yaml around it says; Athena where nothing says more.
 */
export async function placeOfDocument(
  ctx: Ctx,
  document: vscode.TextDocument,
  chosen: SqlEngine | undefined,
  signal: AbortSignal,
): Promise<StatementPlace> {
  const said = directiveOf(document.getText());
  if (said) return said;
  return (await placeOfFolder(ctx, document.uri, chosen, signal)) ?? { engine: chosen ?? 'athena' };
}

async function placeOfFolder(
  ctx: Ctx,
  uri: vscode.Uri,
  chosen: SqlEngine | undefined,
  signal: AbortSignal,
): Promise<StatementPlace | undefined> {
  if (!ctx.workspace.root || !ctx.workspace.trusted || uri.scheme !== 'file') return undefined;
  const { pipelineAround } = await import('../../../platform/workspace/pipelineFolders.ts');
  const { stackOutputs } = await import('../../../platform/workspace/stackOutputs.ts');
  const { fillOutputs } = await import('../../../platform/workspace/strataYaml.ts');
  const around = await pipelineAround(ctx.workspace.root, uri.fsPath);
  if (!around) return undefined;
  const engine = chosen ?? engineOf(around.declared);
  if (engine === 'rds') return sourcePlace(around.declared);
  const declared = around.declared[engine];
  if (!declared) return undefined;
  const outputs = await stackOutputs(ctx, around.stack, signal);
  if (!outputs) return { engine };
  const filled = Object.fromEntries(
    Object.entries(declared).map(([name, text]) => [name, fillOutputs(text ?? '', outputs)]),
  );
  return engine === 'athena' ? { engine, ...filled } : redshiftPlace(filled);
}

/** The first database that the folder names, where it names any. */
function sourcePlace({ sources = {} }: StrataYaml): StatementPlace {
  const [first] = Object.keys(sources);
  return { engine: 'rds', ...(first === undefined ? {} : { place: `source:${first}` }) };
}

/** A folder that speaks of one of them only means that one. */
export function engineOf(declared: Pick<StrataYaml, 'athena' | 'redshift' | 'sources'>): SqlEngine {
  if (declared.athena) return 'athena';
  if (declared.redshift) return 'redshift';
  return declared.sources ? 'rds' : 'athena';
}
