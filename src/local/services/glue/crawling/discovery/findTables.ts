/**
 * Which folders are tables and which are partitions:
 * https://docs.aws.amazon.com/glue/latest/dg/crawler-s3-folder-table-partition.html
 */
import type { FileSchema } from '../formats/fileSchema.ts';
import { type FileGroup, type Folder, type FoundFile, mostFilesHeld, nothing, sum, type Totals } from './folders.ts';
import { hiveKeyOf, hiveValueOf } from './hiveFolder.ts';
import { mergeSchemas, sameFormat, similar } from './similarity.ts';

export interface FoundPartition {
  readonly values: readonly string[];
  /** From the include path on; ends in a slash. */
  readonly path: string;
  readonly schema: FileSchema;
  readonly totals: Totals;
}

export interface FoundTable {
  /** From the include path on: a folder, which ends in a slash or is empty, or a file. */
  readonly path: string;
  readonly schema: FileSchema;
  readonly totals: Totals;
  /** By level: the name in `name=value`, undefined where folders have no names for their values. */
  readonly keys: readonly (string | undefined)[];
  readonly partitions: readonly FoundPartition[];
  /** Paths below it that do not go with the rest. */
  readonly strays: readonly string[];
}

export interface GroupingOptions {
  /** Files of one format are one table, however their columns differ. */
  readonly combine: boolean;
  /** How many folders below the include path each table begins, whatever the schemas say. */
  readonly tableLevel?: number | undefined;
}

/** The tables at and below a folder, in the order of their paths. @throws Error for more tables than a crawl can make */
export function findTables(root: Folder, options: GroupingOptions): FoundTable[] {
  const alike = options.combine ? sameFormat : similar;
  const known = new Map<Folder, FoundTable | undefined>();

  /** The folder as one table; undefined when it is none, or holds nothing. */
  const asTable = (folder: Folder, forced: boolean): FoundTable | undefined => {
    if (known.has(folder)) return known.get(folder);
    const table = oneTable(folder, forced);
    known.set(folder, table);
    return table;
  };

  const oneTable = (folder: Folder, forced: boolean): FoundTable | undefined => {
    const children = [...folder.folders.values()].filter(holdsFiles);
    if (children.length === 0) return tableOfFiles(folder, alike, forced);
    const key = commonKey(children);
    if (folder.groups.length > 0 && key === undefined && !forced) return undefined;
    const shapes = children.map((child) => asTable(child, forced));
    const whole = shapes.filter((shape) => shape !== undefined);
    const [first] = whole;
    if (!first) return undefined;
    const isLenient = key !== undefined || forced;
    if (!isLenient && (whole.length < shapes.length || !whole.every((shape) => fits(first, shape, alike)))) {
      return undefined;
    }
    const kept = isLenient ? largestGroup(whole, alike) : whole;
    const keptSet = new Set<FoundTable | undefined>(kept);
    const left = children.filter((_, index) => !keptSet.has(shapes[index])).map((child) => child.path);
    const files = folder.groups.flatMap((group) => group.files.map((file) => `${folder.path}${file.name}`));
    return above(folder, key, kept, [...left, ...files]);
  };

  const tablesOf = (folder: Folder, depth: number): FoundTable[] => {
    const forced = options.combine || (options.tableLevel !== undefined && depth >= options.tableLevel);
    const isTooHigh = options.tableLevel !== undefined && depth < options.tableLevel;
    const whole = isTooHigh ? undefined : asTable(folder, forced);
    if (whole) return [whole];
    const below = [...folder.folders.values()].flatMap((child) => tablesOf(child, depth + 1));
    return [...tablesOfFiles(folder), ...below];
  };

  return tablesOf(root, 0);
}

/** A folder of files alone is a table when most of them are alike. */
function tableOfFiles(folder: Folder, alike: typeof similar, forced: boolean): FoundTable | undefined {
  const merged: FileGroup[] = [];
  for (const each of folder.groups) {
    const at = merged.findIndex((group) => alike(group.schema, each.schema));
    const group = merged[at];
    if (group) merged[at] = together(group, each);
    else merged.push(each);
  }
  const most = merged.toSorted((a, b) => b.totals.files - a.totals.files)[0];
  const all = merged.reduce((count, group) => count + group.totals.files, 0);
  if (!most || (merged.length > 1 && !forced && most.totals.files * 2 <= all)) return undefined;
  const strays = merged.filter((group) => group !== most).flatMap((group) => group.files);
  return {
    path: folder.path,
    schema: most.schema,
    totals: most.totals,
    keys: [],
    partitions: [],
    strays: strays.map((file) => `${folder.path}${file.name}`),
  };
}

function together(a: FileGroup, b: FileGroup): FileGroup {
  return {
    schema: mergeSchemas(a.schema, b.schema),
    totals: sum(a.totals, b.totals),
    files: [...a.files, ...b.files],
  };
}

/** Files that are unlike each other, or lie beside folders, are a table each. */
function tablesOfFiles(folder: Folder): FoundTable[] {
  const files = folder.groups.flatMap((group) => group.files);
  const count = folder.groups.reduce((total, group) => total + group.totals.files, 0);
  if (count > mostFilesHeld) {
    throw new Error(
      `The ${count} files directly in ${folder.path || 'the include path'} are unlike each other and would become a ` +
        `table each; a crawl makes at most ${mostFilesHeld}. Give each kind a folder of its own, or exclude some.`,
    );
  }
  return files
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, schema, ...totals }: FoundFile) => ({
      path: `${folder.path}${name}`,
      schema,
      totals: { files: totals.files, bytes: totals.bytes, records: totals.records, recordBytes: totals.recordBytes },
      keys: [],
      partitions: [],
      strays: [],
    }));
}

/** The folder above tables that are alike: they are its partitions. */
function above(folder: Folder, key: string | undefined, below: readonly FoundTable[], left: string[]): FoundTable {
  const [first] = below;
  const partitions = below.flatMap((table): FoundPartition[] => {
    const value = partitionValue(table.path, key);
    if (table.keys.length === 0) {
      return [{ values: [value], path: table.path, schema: table.schema, totals: table.totals }];
    }
    return table.partitions.map((each) => ({ ...each, values: [value, ...each.values] }));
  });
  return {
    path: folder.path,
    schema: below.map((table) => table.schema).reduce(mergeSchemas),
    totals: below.reduce((total, table) => sum(total, table.totals), nothing),
    keys: [key, ...(first?.keys ?? [])],
    partitions,
    strays: [...below.flatMap((table) => table.strays), ...left],
  };
}

function partitionValue(path: string, key: string | undefined): string {
  const name = path.split('/').at(-2) ?? '';
  return key === undefined ? name : hiveValueOf(name);
}

function fits(a: FoundTable, b: FoundTable, alike: typeof similar): boolean {
  return (
    a.keys.length === b.keys.length && a.keys.every((key, index) => key === b.keys[index]) && alike(a.schema, b.schema)
  );
}

/** Those that go together and are most. */
function largestGroup(tables: readonly FoundTable[], alike: typeof similar): readonly FoundTable[] {
  const groups: FoundTable[][] = [];
  for (const table of tables) {
    const group = groups.find(([first]) => fits(first!, table, alike));
    if (group) group.push(table);
    else groups.push([table]);
  }
  return groups.reduce((most, group) => (group.length > most.length ? group : most), []);
}

/** The key that all folders have in `key=value`. */
function commonKey(folders: readonly Folder[]): string | undefined {
  const [key, ...others] = folders.map((folder) => hiveKeyOf(folder.name));
  return others.every((each) => each === key) ? key : undefined;
}

function holdsFiles(folder: Folder): boolean {
  return folder.groups.length > 0 || [...folder.folders.values()].some(holdsFiles);
}
