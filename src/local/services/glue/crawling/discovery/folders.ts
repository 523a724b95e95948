import type { ClassifiedFile, FileSchema } from '../formats/fileSchema.ts';
import { mergeSchemas, similar } from './similarity.ts';

/** What a table or a partition holds, for the parameters that Glue writes. */
export interface Totals {
  readonly files: number;
  /** As stored. */
  readonly bytes: number;
  readonly records: number;
  readonly recordBytes: number;
}

export interface FoundFile extends Totals {
  readonly name: string;
  readonly schema: FileSchema;
}

/** Files of one folder that are like each other. */
export interface FileGroup {
  readonly schema: FileSchema;
  readonly totals: Totals;
  /** The first of them; a folder of a million like files need not be held. */
  readonly files: readonly FoundFile[];
}

/** A folder below a crawler's include path. */
export interface Folder {
  readonly name: string;
  /** From the include path on: empty for its own folder, else it ends in a slash. */
  readonly path: string;
  readonly folders: Map<string, Folder>;
  groups: FileGroup[];
}

/** A folder of files that are unlike each other becomes a table for each, up to here. */
export const mostFilesHeld = 1000;

export const nothing: Totals = { files: 0, bytes: 0, records: 0, recordBytes: 0 };

export function sum(a: Totals, b: Totals): Totals {
  return {
    files: a.files + b.files,
    bytes: a.bytes + b.bytes,
    records: a.records + b.records,
    recordBytes: a.recordBytes + b.recordBytes,
  };
}

export function emptyFolder(name: string, path: string): Folder {
  return { name, path, folders: new Map(), groups: [] };
}

/** The folder at a path below `root`, made when it is not there. */
export function folderAt(root: Folder, path: string): Folder {
  let folder = root;
  for (const name of path.split('/').slice(0, -1)) {
    const next = folder.folders.get(name) ?? emptyFolder(name, `${folder.path}${name}/`);
    folder.folders.set(name, next);
    folder = next;
  }
  return folder;
}

/** Puts a file beside those of its folder that are like it. */
export function addFile(folder: Folder, name: string, bytes: number, file: ClassifiedFile): void {
  const { schema, records, recordBytes } = file;
  const totals: Totals = { files: 1, bytes, records, recordBytes };
  const found: FoundFile = { name, schema, ...totals };
  const at = folder.groups.findIndex((group) => similar(group.schema, schema));
  const group = folder.groups[at];
  if (!group) {
    folder.groups.push({ schema, totals, files: [found] });
    return;
  }
  folder.groups[at] = {
    schema: mergeSchemas(group.schema, schema),
    totals: sum(group.totals, totals),
    files: group.files.length < mostFilesHeld ? [...group.files, found] : group.files,
  };
}
