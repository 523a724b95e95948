/**
 * Writes the parts of the manifest that follow from the code: package.json's `contributes`, package.nls.json, its
 * Spanish translation, and the JSON schemas of strata.yaml and of dashboards. `--check` only says whether they are in step.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { contributes, dashboardSchemaFile, strataYamlSchemaFile } from '../src/hosts/vscode/manifest/contributes.ts';
import { dashboardJsonSchema } from '../src/platform/workspace/dashboards.ts';
import { strataYamlJsonSchema } from '../src/platform/workspace/strataYaml.ts';
import { allActions } from '../src/services/index.ts';

const root = path.resolve(import.meta.dirname, '..');

/** The files as they should be, by name. A text without a translation stays English; test/l10n.test.ts finds it. */
export async function manifestFiles(): Promise<Map<string, string>> {
  const made = contributes(allActions);
  const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
  const spanish = JSON.parse(await readFile(path.join(root, 'l10n/bundle.l10n.es.json'), 'utf8')) as Record<
    string,
    string
  >;
  const nls = [...made.nls].sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map([
    ['package.json', json({ ...manifest, contributes: made.contributes })],
    ['package.nls.json', json(Object.fromEntries(nls))],
    ['package.nls.es.json', json(Object.fromEntries(nls.map(([key, english]) => [key, spanish[english] ?? english])))],
    [strataYamlSchemaFile, json(strataYamlJsonSchema())],
    [dashboardSchemaFile, json(dashboardJsonSchema())],
  ]);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

if (import.meta.main) {
  const check = process.argv.includes('--check');
  for (const [name, content] of await manifestFiles()) {
    const file = path.join(root, name);
    const before = await readFile(file, 'utf8').catch(() => '');
    if (before === content) continue;
    if (check) {
      process.stderr.write(`${name} is out of step: npm run manifest\n`);
      process.exitCode = 1;
    } else {
      await writeFile(file, content);
    }
  }
}
