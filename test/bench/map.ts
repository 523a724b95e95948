/** A pipeline map of 2,000 nodes: read from the files of a workspace, laid out, and on screen. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { layOutMap } from '../../src/core/pipeline-map/layout.ts';
import { readPipelineMap } from '../../src/platform/lineage/readPipelineMap.ts';
import { tempFolder } from '../support/tempFolder.ts';
import type { Benchmark } from './support/benchmark.ts';
import { mapOnScreen } from './support/mapOnScreen.ts';
import { measured, timed } from './support/measuring.ts';

const pixelsAimMs = 1000;

export const mapBenchmark: Benchmark = {
  name: 'map',
  title: 'A pipeline map of 2,000 nodes',
  async run({ quick, product, say }, signal) {
    const models = quick ? 200 : 1900;
    const rounds = quick ? 2 : 7;
    await using folder = tempFolder('strata-bench-map');
    const root = path.join(folder.path, 'workspace');
    await writeProject(root, models);
    const [reads, layouts]: [number[], number[]] = [[], []];
    let nodes = 0;
    for (let round = 0; round < rounds; round++) {
      const read = await timed(() => readPipelineMap(root, {}, signal));
      const layout = await timed(async () => layOutMap(read.result));
      nodes = read.result.nodes.length;
      reads.push(read.ms);
      layouts.push(layout.ms);
    }
    const shown = await mapOnScreen(root, nodes, (await product()).folder, rounds, say, signal);
    return {
      measures: [
        measured('the files read', 'ms', reads),
        measured('the map laid out', 'ms', layouts),
        measured('in the workbench: from the command to the first nodes', 'ms', [shown.open]),
        measured('from Refresh to the map on screen', 'ms', shown.refresh, pixelsAimMs),
        measured('longest frame of a drag, close enough to read', 'ms', shown.near),
        measured('longest frame of a drag, the whole map on screen', 'ms', shown.whole),
      ],
      how: [
        `A dbt project of ${models} models on ${Math.ceil(models / 20)} source tables, each model on two earlier ones: ${nodes} nodes; no manifest, so that every file is read.`,
        'On screen: the production build in code-server and a headless Chromium, without a GPU; until the frame with the new map has been handed over.',
      ],
    };
  },
};

/** A dbt project in which every model joins two earlier ones, or reads a source. */
async function writeProject(root: string, models: number): Promise<void> {
  const folder = path.join(root, 'models');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(root, 'strata.yaml'), 'version: 1\nname: Large\n');
  await writeFile(path.join(root, 'dbt_project.yml'), 'name: large\nversion: "1.0"\nprofile: large\n');
  const sources = Math.ceil(models / 20);
  const tables = Array.from({ length: sources }, (_, i) => `      - name: table_${i}`).join('\n');
  await writeFile(path.join(folder, 'sources.yml'), `sources:\n  - name: lake\n    tables:\n${tables}\n`);
  for (let i = 0; i < models; i++) {
    const sql =
      i < sources
        ? `select * from {{ source('lake', 'table_${i}') }}`
        : `select * from {{ ref('model_${(i * 7) % i}') }} join {{ ref('model_${Math.floor(i / 3)}') }} using (id)`;
    await writeFile(path.join(folder, `model_${i}.sql`), `${sql}\n`);
  }
}
