/** A project as dbt parsed it. https://docs.getdbt.com/reference/artifacts/manifest-json */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { DbtProject } from './projects.ts';
import { ownTarget } from './runFolder.ts';

export interface DbtColumn {
  readonly name: string;
  readonly description: string;
  readonly type: string;
}

/** A model, seed, snapshot, test, source, exposure or the like. */
export interface DbtNode {
  /** Such as `model.shop.fct_sales`. */
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly package: string;
  /** What `--select` takes for it and no other: `shop.marts.fct_sales`. */
  readonly fqn: string;
  /** From the folder of its package, with `/`. */
  readonly file: string;
  readonly description: string;
  readonly materialized: string;
  /** As SQL names it; empty for what has none. */
  readonly relation: string;
  readonly columns: readonly DbtColumn[];
  readonly tags: readonly string[];
  /** A source's own group of tables. */
  readonly source: string;
  /** What a test belongs to. */
  readonly tested: string | undefined;
  readonly testedColumn: string;
  /** The condition of the rows that a test looks at; empty for all. */
  readonly testedWhere: string;
  /** `package://path` of the YAML file that describes it. */
  readonly describedIn: string;
  /** As it is written, with its templates. */
  readonly raw: string;
  /** The SQL that it became when this manifest was written; empty when it was only parsed then. */
  readonly compiled: string;
}

export interface DbtMacro {
  readonly id: string;
  readonly name: string;
  readonly package: string;
  readonly file: string;
  readonly description: string;
  readonly arguments: readonly { readonly name: string; readonly type: string; readonly description: string }[];
  readonly code: string;
}

export interface DbtManifest {
  /** The root project's package. */
  readonly package: string;
  readonly adapter: string;
  /** When dbt wrote it, in milliseconds since the epoch. */
  readonly generatedAt: number;
  readonly nodes: ReadonlyMap<string, DbtNode>;
  readonly macros: ReadonlyMap<string, DbtMacro>;
  readonly parents: ReadonlyMap<string, readonly string[]>;
  readonly children: ReadonlyMap<string, readonly string[]>;
}

interface RawNode {
  readonly unique_id: string;
  readonly name: string;
  readonly resource_type: string;
  readonly package_name: string;
  readonly original_file_path: string;
  readonly fqn?: readonly string[];
  readonly description?: string;
  readonly config?: { readonly materialized?: string; readonly where?: string | null };
  readonly relation_name?: string | null;
  readonly columns?: Readonly<Record<string, { name: string; description?: string; data_type?: string | null }>>;
  readonly tags?: readonly string[];
  readonly source_name?: string;
  readonly attached_node?: string | null;
  readonly column_name?: string | null;
  readonly patch_path?: string | null;
  readonly raw_code?: string | null;
  readonly compiled_code?: string | null;
  readonly depends_on?: { readonly nodes?: readonly string[] };
}

interface RawMacro {
  readonly unique_id: string;
  readonly name: string;
  readonly package_name: string;
  readonly original_file_path: string;
  readonly description?: string;
  readonly macro_sql?: string;
  readonly arguments?: readonly { name: string; type?: string | null; description?: string }[];
}

interface RawManifest {
  readonly metadata: { readonly project_name?: string; readonly adapter_type?: string; readonly generated_at?: string };
  readonly nodes: Readonly<Record<string, RawNode>>;
  readonly sources: Readonly<Record<string, RawNode>>;
  readonly exposures?: Readonly<Record<string, RawNode>>;
  readonly unit_tests?: Readonly<Record<string, RawNode>>;
  readonly macros: Readonly<Record<string, RawMacro>>;
  readonly parent_map?: Readonly<Record<string, readonly string[]>>;
  readonly child_map?: Readonly<Record<string, readonly string[]>>;
}

/** The last manifest of each project that was read, with what its file was like. */
const read = new Map<string, { readonly stamp: string; readonly manifest: DbtManifest }>();

/** The newest manifest of a project: the user's own, or the one of a parse of ours. Undefined when there is none. */
export async function readManifest(root: string, project: DbtProject): Promise<DbtManifest | undefined> {
  const files = [project.target, ownTarget(root, project.path)].map((folder) => path.join(folder, 'manifest.json'));
  const found = await Promise.all(
    files.map(async (file) => ({ file, stats: await stat(file).catch(() => undefined) })),
  );
  const [newest] = found
    .flatMap(({ file, stats }) => (stats ? [{ file, time: stats.mtimeMs, size: stats.size }] : []))
    .sort((a, b) => b.time - a.time);
  if (!newest) return undefined;
  const stamp = `${newest.file} ${newest.time} ${newest.size}`;
  const known = read.get(project.folder);
  if (known?.stamp === stamp) return known.manifest;
  try {
    const manifest = toManifest(JSON.parse(await readFile(newest.file, 'utf8')) as RawManifest);
    read.set(project.folder, { stamp, manifest });
    return manifest;
  } catch {
    // It is being written just now, or was cut off: what was known before is the better answer.
    return known?.manifest;
  }
}

/** @param raw as dbt writes it, of any version since 1.8 */
export function toManifest(raw: RawManifest): DbtManifest {
  const all = [raw.nodes, raw.sources, raw.exposures ?? {}, raw.unit_tests ?? {}].flatMap((each) =>
    Object.values(each),
  );
  return {
    package: raw.metadata.project_name ?? '',
    adapter: raw.metadata.adapter_type ?? '',
    generatedAt: Date.parse(raw.metadata.generated_at ?? '') || 0,
    nodes: new Map(all.map((node) => [node.unique_id, toNode(node)])),
    macros: new Map(Object.values(raw.macros).map((macro) => [macro.unique_id, toMacro(macro)])),
    parents: new Map(Object.entries(raw.parent_map ?? {})),
    children: new Map(Object.entries(raw.child_map ?? {})),
  };
}

function toNode(raw: RawNode): DbtNode {
  return {
    id: raw.unique_id,
    name: raw.resource_type === 'source' ? `${raw.source_name ?? ''}.${raw.name}` : raw.name,
    type: raw.resource_type,
    package: raw.package_name,
    fqn: (raw.fqn ?? [raw.package_name, raw.name]).join('.'),
    file: raw.original_file_path.replaceAll('\\', '/'),
    description: raw.description ?? '',
    materialized: raw.config?.materialized ?? '',
    relation: raw.relation_name ?? '',
    columns: Object.values(raw.columns ?? {}).map(({ name, description = '', data_type }) => ({
      name,
      description,
      type: data_type ?? '',
    })),
    tags: raw.tags ?? [],
    source: raw.source_name ?? '',
    tested: raw.attached_node ?? (raw.resource_type === 'test' ? raw.depends_on?.nodes?.[0] : undefined),
    testedColumn: raw.column_name ?? '',
    testedWhere: raw.config?.where ?? '',
    describedIn: raw.patch_path ?? '',
    raw: raw.raw_code ?? '',
    compiled: raw.compiled_code ?? '',
  };
}

function toMacro(raw: RawMacro): DbtMacro {
  return {
    id: raw.unique_id,
    name: raw.name,
    package: raw.package_name,
    file: raw.original_file_path.replaceAll('\\', '/'),
    description: raw.description ?? '',
    arguments: (raw.arguments ?? []).map(({ name, type, description = '' }) => ({
      name,
      type: type ?? '',
      description,
    })),
    code: raw.macro_sql ?? '',
  };
}

/** The absolute path of a node's or macro's file: in the project, or in the package that it came with. */
export function fileOf(project: DbtProject, manifest: DbtManifest, of: { package: string; file: string }): string {
  return of.package === manifest.package
    ? path.join(project.folder, of.file)
    : path.join(project.folder, 'dbt_packages', of.package, of.file);
}
