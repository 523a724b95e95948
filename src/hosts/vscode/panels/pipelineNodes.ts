import path from 'node:path';
import * as vscode from 'vscode';
import { AppError } from '../../../core/appError.ts';
import { translated } from '../../../core/l10n.ts';
import type { Node, NodeAddress } from '../../../core/node.ts';
import { mapMermaid } from '../../../core/pipeline-map/mapMermaid.ts';
import { mapOpenLineage } from '../../../core/pipeline-map/mapOpenLineage.ts';
import { mapSvg } from '../../../core/pipeline-map/mapSvg.ts';
import type { MapNow } from '../../../core/pipeline-map/mapText.ts';
import type { MapNode, PipelineMap } from '../../../core/pipeline-map/pipelineMap.ts';
import type { Ctx } from '../../../platform/ctx.ts';
import type { MapFormat, NodeAction } from '../../../protocol/pipelineProtocol.ts';

/** What shows a thing, by its kind; what has none here is shown by its last run, else by the file that makes it. */
const opening: Readonly<Record<string, string>> = {
  'glue-catalog.table': 'athena.previewTable',
  'redshift.table': 'redshift.previewTable',
  'rds.table': 'rds.previewTable',
  'cubes.cube': 'cubes.open',
  'dbt.model': 'dbt.openFile',
  'dbt.seed': 'dbt.openFile',
  'dbt.snapshot': 'dbt.openFile',
  'dbt.exposure': 'dbt.openFile',
};

/** The command that opens a node; undefined where a run or a file does. */
export async function openingCommand(node: MapNode): Promise<string | undefined> {
  const wanted = node.address && opening[node.address.kind];
  if (wanted === undefined) return undefined;
  const { actionWithId } = await import('../../../services/index.ts');
  return actionWithId(wanted) ? `strata.${wanted}` : undefined;
}

/** Opens the line that says that a node is there. */
export async function openFile(root: string, file: string, line: number): Promise<void> {
  const full = path.resolve(root, file);
  const inside = path.relative(root, full);
  if (inside.startsWith('..') || path.isAbsolute(inside)) throw new AppError('not-found', `${file} lies outside.`);
  const at = new vscode.Position(line - 1, 0);
  await vscode.window.showTextDocument(vscode.Uri.file(full), { selection: new vscode.Range(at, at), preview: true });
}

/** What can be done with a node here, in the order of its menu in the trees. */
export async function actionsOf(ctx: Ctx, node: MapNode, signal: AbortSignal): Promise<NodeAction[]> {
  const { allActions, serviceOf } = await import('../../../services/index.ts');
  const addresses = [node.address, node.table].filter((each) => each !== undefined);
  const found: NodeAction[] = [];
  for (const address of addresses) {
    const known = await findNode(serviceOf(address.kind)?.find?.[address.kind], ctx, address, signal);
    const traits = new Set(known?.traits ?? []);
    for (const { id, title, on, effect, connection } of allActions) {
      if (!on.kinds.includes(address.kind) || (connection && connection !== ctx.connection.kind)) continue;
      if (on.with?.some((trait) => !traits.has(trait)) || on.without?.some((trait) => traits.has(trait))) continue;
      found.push({ id, title: translated(title), destructive: effect === 'destroy' });
    }
  }
  return found;
}

/** The address of a node that an action is for. */
export async function addressFor(node: MapNode, action: string): Promise<NodeAddress | undefined> {
  const { actionWithId } = await import('../../../services/index.ts');
  const kinds = actionWithId(action)?.on.kinds ?? [];
  return [node.address, node.table].find((address) => address && kinds.includes(address.kind));
}

type Find = ((ctx: Ctx, address: NodeAddress, signal: AbortSignal) => Promise<Node>) | undefined;

async function findNode(find: Find, ctx: Ctx, address: NodeAddress, signal: AbortSignal): Promise<Node | undefined> {
  try {
    return await find?.(ctx, address, signal);
  } catch {
    // What nobody has made yet, or nobody can be asked about, has no traits.
    return undefined;
  }
}

const endings: Readonly<Record<MapFormat, string>> = { svg: 'svg', mermaid: 'mmd', openlineage: 'json' };

/** Writes the map to a file that the user names. */
export async function exportMap(
  root: string | undefined,
  map: PipelineMap,
  now: MapNow,
  format: MapFormat,
  region: string | undefined,
): Promise<void> {
  const ending = endings[format];
  const name = `pipeline-map.${ending}`;
  const uri = await vscode.window.showSaveDialog({
    ...(root === undefined ? {} : { defaultUri: vscode.Uri.file(path.join(root, name)) }),
    filters: { [format]: [ending] },
  });
  if (!uri) return;
  const place = region === undefined ? {} : { region };
  const text =
    format === 'svg'
      ? mapSvg(map, now)
      : format === 'mermaid'
        ? mapMermaid(map, now)
        : `${JSON.stringify(mapOpenLineage(map, place, now.now), undefined, 2)}\n`;
  await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
}
