import type { MapEdge, MapNode, PipelineMap } from './pipelineMap.ts';

/**
 * A map of a size, for benchmarks and tests: sources are copied to raw, refined in jobs, and modelled in a star whose
 * later models join several of the earlier ones. The same size gives the same map.
 */
export function testMap(size: number): PipelineMap {
  const evidence = [{ kind: 'file', file: 'sample.sql', line: 1 }] as const;
  const nodes: MapNode[] = [];
  const edges: MapEdge[] = [];
  const chains = Math.max(1, Math.floor(size / 10));
  const node = (id: string, kind: MapNode['kind'], layer: string) => {
    nodes.push({ id, kind, label: id, layer, evidence });
    return id;
  };
  const join = (from: string, to: string) => edges.push({ from, to, kind: 'data', evidence });
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  for (let i = 0; i < chains; i++) {
    const steps = [
      node(`source_${i}`, 'source-table', 'source'),
      node(`replicate_${i}`, 'dms-task', 'raw'),
      node(`raw_${i}`, 'lake-folder', 'raw'),
      node(`refine_${i}`, 'glue-job', 'silver'),
      node(`silver_${i}`, 'catalog-table', 'silver'),
      node(`load_${i}`, 'glue-job', 'warehouse'),
      node(`lake_${i}`, 'warehouse-table', 'warehouse'),
      node(`stg_${i}`, 'model', 'models'),
      node(`fct_${i}`, 'model', 'models'),
      node(`cube_${i}`, 'cube', 'cubes'),
    ];
    for (const [k, to] of steps.slice(1).entries()) join(steps[k] ?? '', to);
    for (let k = 0; k < 3; k++) join(`stg_${random(i + 1)}`, `fct_${i}`);
  }
  const names = ['source', 'raw', 'silver', 'warehouse', 'models', 'cubes'];
  return { nodes, edges, layers: names.map((name) => ({ name, title: name })), faults: [] };
}
