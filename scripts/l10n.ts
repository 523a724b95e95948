/**
 * Compares every text that a user of the workbench reads with its Spanish translation, l10n/bundle.l10n.es.json: says
 * what is missing there, what the code no longer has, and where placeholders or links differ.
 *
 * Usage: node scripts/l10n.ts [--check]    --check: exit code 1 when anything is found
 */
import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';
import { type ZodType, z } from 'zod';
import { contributes } from '../src/hosts/vscode/manifest/contributes.ts';
import { allActions } from '../src/services/index.ts';

const root = path.resolve(import.meta.dirname, '..');
const bundleFile = 'l10n/bundle.l10n.es.json';

/** The local endpoint speaks as AWS does, in English, and tests speak to us. */
const silent = /^src\/local\/|\.test\.tsx?$|\.d\.ts$/;

/** A file of ours; `name` ends in `.ts` or `.tsx`. */
export interface Source {
  readonly name: string;
  readonly contents: string;
}

/** What is wrong with the translation as it is, a line for each; empty when every text is there in Spanish too. */
export async function l10nFaults(): Promise<string[]> {
  const sources = await readSources();
  const spanish = JSON.parse(await readFile(path.join(root, bundleFile), 'utf8')) as Record<string, string>;
  const texts = [...(await textsOf(sources)), ...contributes(allActions).nls.values(), ...actionTexts()];
  return [...computedTexts(sources), ...bareTexts(sources), ...compare(new Set(texts), spanish)];
}

/** The texts that sources pass to `t` of core/l10n.ts and to `vscode.l10n.t`. */
export async function textsOf(sources: readonly Source[]): Promise<string[]> {
  const found = await getL10nJson(
    sources.map((source) => ({ extension: path.extname(source.name), contents: forParser(source) })),
  );
  return Object.keys(found);
}

/** Calls whose text is put together where it is translated: no catalogue can have it. */
export function computedTexts(sources: readonly Source[]): string[] {
  const literal = String.raw`(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")`;
  const call = new RegExp(String.raw`\bvscode\.l10n\.t\((?!\s*${literal}\s*[,)])`, 'g');
  return sources.flatMap((source) =>
    [...forParser(source).matchAll(call)].map((match) => {
      const text = match.input.slice(match.index, match.index + 60).replace(/\s+/g, ' ');
      return `not a literal, in ${source.name}: ${text}`;
    }),
  );
}

/** Messages and names of groups that services give as they are, past the catalogue. */
export function bareTexts(sources: readonly Source[]): string[] {
  const bare = /kind: 'done',\s*message:[^t]*?(['`])(?:(?!\1).)*\1|path: \[\],\s*label: '[^']*'/g;
  return sources.flatMap(({ name, contents }) =>
    [...contents.matchAll(bare)].map(([text]) => `not translated, in ${name}: ${text.replace(/\s+/g, ' ')}`),
  );
}

/** @param translations English → the other language */
export function compare(texts: ReadonlySet<string>, translations: Readonly<Record<string, string>>): string[] {
  const known = Object.keys(translations);
  return [
    ...[...texts].filter((text) => !Object.hasOwn(translations, text)).map((text) => `missing: ${quoted(text)}`),
    ...known.filter((text) => !texts.has(text)).map((text) => `stale: ${quoted(text)}`),
    ...Object.entries(translations)
      .filter(([text, translation]) => !keeps(text, translation))
      .map(([text, translation]) => `differs: ${quoted(text)}: ${quoted(translation)}`),
    ...(known.every((text, i) => text === known.toSorted()[i]) ? [] : ['not sorted by the English texts']),
  ];
}

/** Whether a translation has the placeholders, the links' targets and the ellipsis that promises a question. */
function keeps(text: string, translation: string): boolean {
  const parts = (from: string) => [...from.matchAll(/\{\d+\}|\]\([^)]*\)|…$/g)].map(String).toSorted().join(' ');
  return translation !== '' && parts(text) === parts(translation);
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

/** The parser knows calls of `vscode.l10n.t` only; those of our own `t` are written so for it. */
function forParser({ contents }: Source): string {
  if (!/import \{[^}]*\bt\b[^}]*\} from '[./\w-]*\/l10n\.ts'/.test(contents)) return contents;
  return `import * as vscode from 'vscode';\n${contents.replace(/(?<![\w.$])t\(/g, 'vscode.l10n.t(')}`;
}

async function readSources(): Promise<Source[]> {
  const sources: Source[] = [];
  for await (const file of glob('{src,webview}/**/*.{ts,tsx}', { cwd: root })) {
    const name = file.split(path.sep).join('/');
    if (silent.test(name)) continue;
    sources.push({ name, contents: await readFile(path.join(root, name), 'utf8') });
  }
  return sources;
}

/** The texts that actions carry as data, beside their titles, which the manifest has: questions and labels of forms. */
function actionTexts(): string[] {
  return allActions.flatMap(({ confirm, input }) => [...(confirm ? [confirm] : []), ...(input ? labelsOf(input) : [])]);
}

function labelsOf(input: ZodType): string[] {
  const { properties = {} } = z.toJSONSchema(input, { io: 'input' });
  return Object.values(properties).flatMap((member) =>
    typeof member === 'object' && member.description ? [member.description] : [],
  );
}

if (import.meta.main) {
  const faults = await l10nFaults();
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  if (faults.length > 0) process.stderr.write(`Spanish texts are kept in ${bundleFile}.\n`);
  if (faults.length > 0 && process.argv.includes('--check')) process.exitCode = 1;
}
