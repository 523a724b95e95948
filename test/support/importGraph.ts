import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface ImportEdge {
  readonly from: string;
  /** A file of the tree, relative to its root, or a package's name. */
  readonly to: string;
  readonly kind: 'static' | 'dynamic' | 'type';
}

/** The import statements of all TypeScript sources below some folders of a tree; tests are left out. */
export function importsOf(root: string, folders: readonly string[]): ImportEdge[] {
  return folders.flatMap((folder) =>
    sourcesBelow(path.join(root, folder)).flatMap((file) => importsOfFile(root, file)),
  );
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

const statement =
  /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

function importsOfFile(root: string, file: string): ImportEdge[] {
  const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const from = path.relative(root, file).split(path.sep).join('/');
  return [...text.matchAll(statement)].map((match) => {
    const target = match[2] ?? match[3] ?? '';
    const to = target.startsWith('.')
      ? path
          .relative(root, path.resolve(path.dirname(file), target))
          .split(path.sep)
          .join('/')
      : packageOf(target);
    return { from, to, kind: match[3] ? 'dynamic' : match[1] ? 'type' : 'static' };
  });
}

function packageOf(specifier: string): string {
  return specifier.startsWith('node:')
    ? specifier
    : specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');
}

/** Everything that a file loads when it is loaded: its static imports, theirs, and so on. */
export function loadedBy(edges: readonly ImportEdge[], start: string): Set<string> {
  const loaded = new Set([start]);
  for (const file of loaded) {
    for (const edge of edges) if (edge.from === file && edge.kind === 'static') loaded.add(edge.to);
  }
  return loaded;
}

/** A chain of static imports that comes back to where it began, for each group of files that form one. */
export function cyclesOf(edges: readonly ImportEdge[]): string[][] {
  const next = new Map<string, string[]>();
  for (const edge of edges) if (edge.kind === 'static') next.set(edge.from, [...(next.get(edge.from) ?? []), edge.to]);
  const cycles: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, path: string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) {
      cycles.push([...path.slice(at), file]);
      return;
    }
    if (done.has(file)) return;
    for (const each of next.get(file) ?? []) visit(each, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  return cycles;
}
