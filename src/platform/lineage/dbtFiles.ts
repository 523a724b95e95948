/** A dbt project by its files: what `ref` and `source` name in them. What a macro decides, only dbt itself knows. */
import { glob, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import type { DbtItem } from './dbtManifest.ts';
import { json } from './templateValues.ts';

interface Place {
  readonly database: string | undefined;
  readonly schema: string | undefined;
}

export interface DbtFiles {
  readonly items: readonly DbtItem[];
  /** When the newest of them was changed, in milliseconds since the epoch. */
  readonly changedAt: number;
}

/** @param folder of the project, absolute */
export async function dbtFiles(
  folder: string,
  settings: Readonly<Record<string, unknown>>,
  target: Place,
): Promise<DbtFiles> {
  const project = String(settings.name ?? path.basename(folder));
  const reader = new Reader(project, target);
  let changedAt = 0;
  const each = async (paths: unknown, fallback: string, pattern: string, use: (file: string, text: string) => void) => {
    for (const top of Array.isArray(paths) ? paths.map(String) : [fallback]) {
      for await (const found of glob(pattern, { cwd: path.join(folder, top) })) {
        const file = path.join(folder, top, found);
        changedAt = Math.max(changedAt, (await stat(file)).mtimeMs);
        use([top, ...found.split(path.sep)].join('/'), await readFile(file, 'utf8'));
      }
    }
  };
  const [models, snapshots, seeds] = [settings['model-paths'], settings['snapshot-paths'], settings['seed-paths']];
  await each(seeds, 'seeds', '**/*.csv', (file) => reader.seed(file));
  await each(models, 'models', '**/*.sql', (file, text) => reader.model(file, text));
  await each(snapshots, 'snapshots', '**/*.{yml,yaml}', (file, text) => reader.yaml(file, text));
  await each(snapshots, 'snapshots', '**/*.sql', (file, text) => reader.snapshots(file, text));
  await each(models, 'models', '**/*.{yml,yaml}', (file, text) => reader.yaml(file, text));
  return { items: reader.items(), changedAt };
}

/** An item whose parents are still names. */
interface Draft extends Omit<DbtItem, 'parents'> {
  readonly refs: readonly string[];
  readonly sources: readonly string[];
}

class Reader {
  readonly #drafts = new Map<string, Draft>();
  readonly #byName = new Map<string, string>();
  readonly #project: string;
  readonly #target: Place;

  constructor(project: string, target: Place) {
    this.#project = project;
    this.#target = target;
  }

  items(): DbtItem[] {
    return [...this.#drafts.values()].map(({ refs, sources, ...item }) => ({
      ...item,
      parents: [
        ...refs.flatMap((name) => this.#byName.get(name) ?? []),
        ...sources.map((name) => `source.${this.#project}.${name}`),
      ],
    }));
  }

  seed(file: string): void {
    this.#add('seed', path.posix.basename(file, '.csv'), file, '', 1);
  }

  model(file: string, text: string): void {
    this.#add('model', path.posix.basename(file, '.sql'), file, text, 1);
  }

  snapshots(file: string, text: string): void {
    for (const { 1: name = '', 2: body = '', index } of text.matchAll(
      /\{%-?\s*snapshot\s+(\w+)[\s\S]*?%\}([\s\S]*?)\{%-?\s*endsnapshot/g,
    )) {
      this.#add('snapshot', name, file, body, text.slice(0, index).split('\n').length);
    }
  }

  /** Sources, exposures, and snapshots that are written as YAML. */
  yaml(file: string, text: string): void {
    let read: Readonly<Record<string, unknown>>;
    try {
      read = json(parse(text));
    } catch {
      return;
    }
    const lineOf = (name: string) => {
      const at = text.search(new RegExp(`name:\\s*['"]?${name.replace(/\W/g, '\\$&')}['"]?\\s*$`, 'm'));
      return at < 0 ? 1 : text.slice(0, at).split('\n').length;
    };
    for (const source of list(read.sources)) {
      const group = String(source.name);
      for (const table of list(source.tables)) {
        const name = String(table.name);
        const id = `source.${this.#project}.${group}.${name}`;
        const schema = String(source.schema ?? group);
        const place = [plain(source.database) ?? this.#target.database, schema, String(table.identifier ?? name)];
        this.#drafts.set(id, {
          id,
          label: `${group}.${name}`,
          relation: place.filter((part) => part !== undefined),
          file,
          line: lineOf(name),
          refs: [],
          sources: [],
          description: String(table.description ?? ''),
        });
      }
    }
    for (const exposure of list(read.exposures)) {
      const name = String(exposure.name);
      const owner = json(exposure.owner);
      const ownedBy = owner.name ?? owner.email;
      this.#drafts.set(`exposure.${this.#project}.${name}`, {
        id: `exposure.${this.#project}.${name}`,
        label: String(exposure.label ?? name),
        relation: [],
        file,
        line: lineOf(name),
        ...named(Array.isArray(exposure.depends_on) ? exposure.depends_on.join(' ') : ''),
        ...(ownedBy === undefined ? {} : { owner: String(ownedBy) }),
        description: String(exposure.description ?? ''),
      });
    }
    for (const snapshot of list(read.snapshots)) {
      if (snapshot.relation !== undefined) {
        this.#add(
          'snapshot',
          String(snapshot.name),
          file,
          `{{ ${String(snapshot.relation)} }}`,
          lineOf(String(snapshot.name)),
        );
      }
    }
  }

  #add(type: string, name: string, file: string, text: string, line: number): void {
    const id = `${type}.${this.#project}.${name}`;
    const config = (key: string) => new RegExp(`\\b${key}\\s*=\\s*['"]([^'"]+)['"]`).exec(text)?.[1];
    const own = config('schema');
    const schema = own === undefined ? this.#target.schema : [this.#target.schema, own].filter(Boolean).join('_');
    const relation = [config('database') ?? this.#target.database, schema, config('alias') ?? name];
    this.#byName.set(name, id);
    this.#drafts.set(id, {
      id,
      label: name,
      relation: relation.filter((part) => part !== undefined),
      file,
      line,
      ...named(text),
      description: '',
    });
  }
}

/** What a text names by `ref` and `source`. */
function named(text: string): Pick<Draft, 'refs' | 'sources'> {
  const bare = text.replace(/\{#[\s\S]*?#\}/g, ' ');
  const word = `\\s*['"]([^'"]+)['"]\\s*`;
  const refs = [...bare.matchAll(new RegExp(`\\bref\\(${word}(?:,${word})?[,)]`, 'g'))].map(([, a = '', b]) => b ?? a);
  const sources = [...bare.matchAll(new RegExp(`\\bsource\\(${word},${word}\\)`, 'g'))].map(([, a, b]) => `${a}.${b}`);
  return { refs: [...new Set(refs)], sources: [...new Set(sources)] };
}

function list(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(json) : [];
}

function plain(value: unknown): string | undefined {
  return typeof value === 'string' && !value.includes('{{') ? value : undefined;
}
