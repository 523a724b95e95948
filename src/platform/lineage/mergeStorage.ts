/** Folders in S3 as they belong together: with the tables that lie in them, and with each other. */
import { t } from '../../core/l10n.ts';
import { isDataset } from '../../core/pipeline-map/pipelineMap.ts';
import type { DeclaredPlace, DraftMap } from './mapBuilder.ts';

type Edge = DraftMap['edges'] extends Map<string, infer E> ? E : never;

/**
 * Leaves of the draft what people mean: a folder that is one table's files is that table; what a job writes for itself
 * alone is its own affair; a folder inside of another one belongs to it.
 */
export function mergeStorage(draft: DraftMap, layers: readonly DeclaredPlace[]): void {
  dropScratch(draft, layers);
  dropOwnReads(draft);
  foldIntoTables(draft);
  dropShortcuts(draft);
  nest(draft);
}

function touching(draft: DraftMap): ReadonlyMap<string, readonly Edge[]> {
  const found = new Map<string, Edge[]>();
  for (const edge of draft.edges.values()) {
    for (const id of [edge.from, edge.to]) found.set(id, [...(found.get(id) ?? []), edge]);
  }
  return found;
}

function remove(draft: DraftMap, id: string): void {
  draft.nodes.delete(id);
  for (const [key, edge] of draft.edges) if (edge.from === id || edge.to === id) draft.edges.delete(key);
}

/** What one job alone both writes and reads, such as a staging table; where strata.yaml names the folder, it is shown. */
function dropScratch(draft: DraftMap, layers: readonly DeclaredPlace[]): void {
  const edges = touching(draft);
  const own = new Map<string, string[]>();
  for (const [id, node] of draft.nodes) {
    if (node.kind !== 'lake-folder' && node.kind !== 'warehouse-table') continue;
    if (layers.some(({ folder }) => id.startsWith(folder))) continue;
    const around = edges.get(id) ?? [];
    const jobs = new Set(around.map(({ from, to }) => (from === id ? to : from)));
    const isRead = around.some(({ from }) => from === id);
    const isWritten = around.some(({ to }) => to === id);
    const [job] = jobs;
    if (jobs.size !== 1 || job === undefined || !isRead || !isWritten) continue;
    own.set(job, [...(own.get(job) ?? []), node.label]);
    remove(draft, id);
  }
  for (const [job, labels] of own) {
    const node = draft.nodes.get(job);
    const note = t('Keeps for itself: {0}', labels.join(', '));
    if (node) draft.nodes.set(job, { ...node, description: [node.description, note].filter(Boolean).join('\n') });
  }
}

/** A job that counts what it has written does not depend on it. */
function dropOwnReads(draft: DraftMap): void {
  for (const [key, { from, to, kind }] of draft.edges) {
    if (kind !== 'data' || !draft.edges.has(JSON.stringify([to, from, 'data']))) continue;
    const source = draft.nodes.get(from);
    if (source && isDataset(source)) draft.edges.delete(key);
  }
}

/** A folder that holds one table, which has no other folder, is that table. */
function foldIntoTables(draft: DraftMap): void {
  const holds = [...draft.edges.values()].filter(({ kind }) => kind === 'holds');
  for (const { from, to } of holds) {
    const folder = draft.nodes.get(from);
    const table = draft.nodes.get(to);
    if (folder?.kind !== 'lake-folder' || table?.kind === 'lake-folder' || !table) continue;
    if (holds.filter((edge) => edge.from === from).length > 1 || holds.filter((edge) => edge.to === to).length > 1)
      continue;
    draft.nodes.set(to, { ...table, place: from, evidence: [...table.evidence, ...folder.evidence].slice(0, 8) });
    for (const edge of [...draft.edges.values()]) {
      const moved = { ...edge, from: edge.from === from ? to : edge.from, to: edge.to === from ? to : edge.to };
      if (moved.from !== moved.to) merge(draft, moved);
    }
    remove(draft, from);
  }
}

function merge(draft: DraftMap, edge: Edge): void {
  const key = JSON.stringify([edge.from, edge.to, edge.kind]);
  const known = draft.edges.get(key);
  if (known) known.evidence = [...known.evidence, ...edge.evidence.filter((each) => !known.evidence.includes(each))];
  else draft.edges.set(key, edge);
}

/** Where a job writes a folder in which a table lies, the edge from job to table says nothing more. */
function dropShortcuts(draft: DraftMap): void {
  for (const { from, to, kind } of [...draft.edges.values()]) {
    if (kind !== 'holds') continue;
    for (const [key, edge] of draft.edges) {
      const isWriter = edge.kind === 'data' && edge.to === to;
      if (isWriter && draft.edges.has(JSON.stringify([edge.from, from, 'data']))) draft.edges.delete(key);
    }
  }
}

/** A folder that is written inside of one that is read goes into it; one that is read inside of one written comes of it. */
function nest(draft: DraftMap): void {
  const placed = [...draft.nodes.values()].flatMap((node) => {
    const place = node.kind === 'lake-folder' ? node.id : node.place;
    return place === undefined ? [] : [{ id: node.id, place }];
  });
  const byPlace = new Map(placed.map(({ id, place }) => [place, id]));
  const edges = touching(draft);
  const isRead = (id: string) => (edges.get(id) ?? []).some(({ from }) => from === id);
  const isWritten = (id: string) => (edges.get(id) ?? []).some(({ to }) => to === id);
  for (const { id, place } of placed) {
    // Only the closest folder around: that one is inside of the next.
    for (let above = parentOf(place); above !== undefined; above = parentOf(above)) {
      const outer = byPlace.get(above);
      if (outer === undefined || outer === id) continue;
      const evidence = draft.nodes.get(id)?.evidence ?? [];
      if (isWritten(id) && isRead(outer)) merge(draft, { from: id, to: outer, kind: 'holds', evidence: [...evidence] });
      else if (isWritten(outer)) merge(draft, { from: outer, to: id, kind: 'holds', evidence: [...evidence] });
      break;
    }
  }
}

function parentOf(place: string): string | undefined {
  const [, bucket = '', key = ''] = /^(s3:\/\/[^/]+\/)(.*)$/.exec(place) ?? [];
  if (key === '') return undefined;
  return bucket + key.replace(/[^/]*\/$/, '');
}
