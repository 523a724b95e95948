/** All columns of nodes, where something says them: dbt's catalog, the warehouse, the head of a seed's file. */
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { knownColumns } from '../columns.ts';
import { type DbtManifest, fileOf } from '../manifest.ts';
import type { DbtProject } from '../projects.ts';
import { ownTarget } from '../runFolder.ts';

/** As `dbt docs generate` writes it. https://docs.getdbt.com/reference/artifacts/catalog-json */
interface Catalog {
  readonly nodes?: Readonly<Record<string, CatalogTable>>;
  readonly sources?: Readonly<Record<string, CatalogTable>>;
}

interface CatalogTable {
  readonly columns: Readonly<Record<string, { readonly name: string; readonly index: number }>>;
}

/** Seeds' heads are no longer than this. */
const headBytes = 64 * 1024;

export async function columnsOfNodes(
  root: string,
  project: DbtProject,
  manifest: DbtManifest,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (const target of [project.target, ownTarget(root, project.path)]) {
    for (const [id, columns] of await readCatalog(path.join(target, 'catalog.json'))) found.set(id, columns);
  }
  for (const node of manifest.nodes.values()) {
    const asked = knownColumns(project, node.id);
    if (asked.length > 0)
      found.set(
        node.id,
        asked.map(({ name }) => name),
      );
    if (node.type !== 'seed') continue;
    const head = await headOf(fileOf(project, manifest, node));
    if (head) found.set(node.id, head);
  }
  return found;
}

async function readCatalog(file: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  try {
    const { nodes = {}, sources = {} } = JSON.parse(await readFile(file, 'utf8')) as Catalog;
    for (const [id, { columns }] of [...Object.entries(nodes), ...Object.entries(sources)]) {
      const inOrder = Object.values(columns).toSorted((a, b) => a.index - b.index);
      found.set(
        id,
        inOrder.map(({ name }) => name),
      );
    }
  } catch {
    // There is none, or it is being written.
  }
  return found;
}

async function headOf(file: string): Promise<string[] | undefined> {
  const handle = await open(file).catch(() => undefined);
  if (!handle) return undefined;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    const [line = ''] = buffer
      .toString('utf8', 0, bytesRead)
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/);
    // One apart by something else than commas says so in its configuration, which only dbt reads.
    if (!line.includes(',') && /[;|\t]/.test(line)) return undefined;
    const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)];
    return cells.map(([, quoted, plain = '']) => (quoted?.replaceAll('""', '"') ?? plain).trim());
  } finally {
    await handle.close();
  }
}
