import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifestFiles } from '../scripts/manifest.ts';
import { allActions, services } from '../src/services/index.ts';
import { cyclesOf, importsOf, loadedBy } from './support/importGraph.ts';

const root = path.resolve(import.meta.dirname, '..');
const edges = importsOf(root, ['src', 'webview']);

/** Rooms of the house, the first that a path begins with, and the rooms that each may import. */
const rooms: readonly (readonly [string, readonly string[]])[] = [
  ['src/core/', ['src/core/']],
  ['src/runtimes/', ['src/core/', 'src/runtimes/']],
  ['src/protocol/', ['src/core/', 'src/protocol/']],
  ['src/platform/', ['src/core/', 'src/runtimes/', 'src/protocol/', 'src/platform/']],
  ['src/services/', ['src/core/', 'src/platform/', 'src/services/']],
  ['src/local/', ['src/core/', 'src/runtimes/', 'src/local/']],
  [
    'src/hosts/vscode/',
    ['src/core/', 'src/platform/', 'src/services/', 'src/protocol/', 'src/runtimes/', 'src/hosts/vscode/'],
  ],
  ['src/hosts/verbs/', ['src/core/', 'src/platform/', 'src/services/', 'src/protocol/', 'src/hosts/verbs/']],
  ['src/hosts/mcp/', ['src/core/', 'src/platform/', 'src/services/', 'src/hosts/verbs/', 'src/hosts/mcp/']],
  [
    'src/hosts/cli/',
    [
      'src/core/',
      'src/platform/',
      'src/services/',
      'src/protocol/',
      'src/runtimes/',
      'src/hosts/verbs/',
      'src/hosts/cli/',
      'src/hosts/mcp/',
    ],
  ],
  ['webview/', ['src/core/', 'src/protocol/', 'webview/']],
];

const inside = edges.filter((edge) => /^(src|webview)\//.test(edge.to));

describe('the house', () => {
  it('has imports that go one way only', () => {
    const wrong = inside.filter((edge) => {
      const room = rooms.find(([prefix]) => edge.from.startsWith(prefix));
      return !room?.[1].some((allowed) => edge.to.startsWith(allowed));
    });
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it('has no cycles', () => {
    expect(cyclesOf(inside)).toEqual([]);
  });

  it('keeps services apart from each other, here and in the local endpoint', () => {
    const folderOf = (file: string) => /^src\/(?:local\/)?services\/([^/]+)\//.exec(file)?.[1];
    const wrong = inside.filter(({ from, to }) => {
      const [a, b] = [folderOf(from), folderOf(to)];
      return a !== undefined && b !== undefined && a !== b;
    });
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it('imports vscode in its own host only', () => {
    const wrong = edges.filter((edge) => edge.to === 'vscode' && !edge.from.startsWith('src/hosts/vscode/'));
    expect(wrong.map(({ from }) => from)).toEqual([]);
  });

  it('speaks to AWS from platform and services only', () => {
    const wrong = edges.filter(
      (edge) =>
        edge.to.startsWith('@aws-sdk/') && edge.kind !== 'type' && !/^src\/(platform|services)\//.test(edge.from),
    );
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it('loads nothing at activation but what registers', () => {
    const loaded = [...loadedBy(edges, 'src/hosts/vscode/extension.ts')];
    const heavy = loaded.filter((file) => /^(@aws-sdk|@duckdb|zod$|src\/services\/|src\/local\/)/.test(file));
    expect(heavy).toEqual([]);
  });

  it('starts the local endpoint without its engines', () => {
    const loaded = [...loadedBy(edges, 'src/local/main.ts')];
    expect(loaded.filter((file) => /^(@duckdb|hyparquet|jsonata|asl-validator)/.test(file))).toEqual([]);
  });
});

describe('the manifest', () => {
  it('is in step with the actions', async () => {
    for (const [name, content] of await manifestFiles()) {
      expect(readFileSync(path.join(root, name), 'utf8'), `${name}: npm run manifest`).toBe(content);
    }
  });
});

describe('the files of the manifest', () => {
  it('are there', () => {
    const manifest = readFileSync(path.join(root, 'package.json'), 'utf8');
    const named = [...manifest.matchAll(/"(?:\.\/)?(media\/[^"]+)"/g)].map(([, file = '']) => file);
    expect(named).toContain('media/walkthrough/run.svg');
    expect(named.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });
});

describe('services', () => {
  it('name their kinds and actions after themselves', () => {
    for (const service of services) {
      for (const kind of Object.keys(service.children ?? {})) expect(kind.startsWith(`${service.name}.`)).toBe(true);
      for (const action of service.actions) expect(action.id.startsWith(`${service.name}.`)).toBe(true);
    }
  });

  it('have actions with ids of their own, and say what is asked before a loss', () => {
    const ids = allActions.map((action) => action.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const action of allActions) if (action.effect === 'destroy') expect(action.confirm, action.id).toBeTruthy();
  });

  it('show an ellipsis where more is asked', () => {
    for (const action of allActions) {
      if (action.input) expect(action.title, action.id).toMatch(/…$/);
    }
  });
});
