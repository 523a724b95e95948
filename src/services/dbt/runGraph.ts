import type { RunGraph, Step } from '../../core/run.ts';
import type { DbtManifest } from './manifest.ts';
import { shortName } from './runSteps.ts';

/** Tests beyond this number would hide the picture of what is built. */
const mostTests = 60;

/**
 * The picture of a run: its nodes, joined as the project joins them. Nodes between two of them that do not run leave an
 * edge of their own.
 */
export function runGraph(manifest: DbtManifest, steps: readonly Step[]): RunGraph | undefined {
  const withTests = steps.filter(({ type }) => type === 'test').length <= mostTests;
  const shown = steps.filter(({ type }) => type !== 'hook' && (withTests || type !== 'test'));
  if (shown.length < 2) return undefined;
  const ids = new Set(shown.map(({ id }) => id));
  return {
    nodes: shown.map(({ id, type }) => ({ id: shortName(id), label: shortName(id), type })),
    edges: shown.flatMap(({ id }) =>
      [...closestAbove(manifest, id, ids)].map((from) => ({
        from: shortName(from),
        to: shortName(id),
        kind: 'next' as const,
      })),
    ),
  };
}

function closestAbove(manifest: DbtManifest, id: string, wanted: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const queue = [...(manifest.parents.get(id) ?? [])];
  for (let parent = queue.pop(); parent !== undefined; parent = queue.pop()) {
    if (seen.has(parent)) continue;
    seen.add(parent);
    if (wanted.has(parent)) found.add(parent);
    else queue.push(...(manifest.parents.get(parent) ?? []));
  }
  return found;
}
