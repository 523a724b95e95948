import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bareTexts, compare, computedTexts, l10nFaults, textsOf } from '../scripts/l10n.ts';
import { configureL10n } from '../src/core/l10n.ts';
import { gridWord } from '../webview/grid/gridWords.ts';

const root = path.resolve(import.meta.dirname, '..');

describe('the workbench', () => {
  it('has every text in Spanish too', async () => {
    expect(await l10nFaults(), 'node scripts/l10n.ts').toEqual([]);
  });

  it('has the words of the grid’s own table in Spanish', () => {
    const source = readFileSync(path.join(root, 'node_modules/hightable/dist/HighTable.js'), 'utf8');
    const literals = [...source.matchAll(/(?:label|title|"aria-[a-z]+"): (?:"([A-Z][^"]+)"|'([A-Z][^']+)')/g)];
    const templates = [...source.matchAll(/`((?:Press|Column menu|Width)[^`]*\$\{\w\}[^`]*)`/g)];
    const words = [
      ...literals.map((match) => match[1] ?? match[2] ?? ''),
      ...templates.map((match) => (match[1] ?? '').replace(/\$\{\w\}/, 'pedido')),
    ];
    expect(words.length).toBeGreaterThan(8);
    const spanish = JSON.parse(readFileSync(path.join(root, 'l10n/bundle.l10n.es.json'), 'utf8'));
    configureL10n('es', spanish as Record<string, string>);
    onTestFinished(() => configureL10n('en', undefined));
    expect(words.filter((word) => gridWord(word) === word)).toEqual([]);
  });
});

const imported = "import { t } from '../core/l10n.ts';\n";

describe('textsOf', () => {
  it('finds the texts of hosts, services and pages', async () => {
    const texts = await textsOf([
      { name: 'host.ts', contents: "import * as vscode from 'vscode';\nvscode.l10n.t('Open');" },
      { name: 'service.ts', contents: `${imported}f(t(\n  'It\\'s {0}',\n  name,\n), () => t("Two"));` },
      { name: 'page.tsx', contents: `${imported}const it = <b title={t('Copy')}>{t('{0} rows', n)}</b>;` },
      { name: 'core.ts', contents: "import { displayLanguage, t } from './l10n.ts';\nt('Near');" },
    ]);
    expect(texts.toSorted()).toEqual(['Copy', "It's {0}", 'Near', 'Open', 'Two', '{0} rows']);
  });

  it('takes no other function of that name, and nothing that only looks like a call', async () => {
    const texts = await textsOf([
      { name: 'other.ts', contents: "import { t } from 'elsewhere';\nt('No');" },
      { name: 'comment.ts', contents: `${imported}// t('No')\nwait('No'); it.t('No');` },
    ]);
    expect(texts).toEqual([]);
  });
});

describe('computedTexts', () => {
  it('tells of texts that no catalogue can have', () => {
    const contents = `${imported}t(name); t('a' + b); t(\`c\`); t('fine'); t('fine {0}', name);`;
    expect(computedTexts([{ name: 'x.ts', contents }])).toEqual([
      expect.stringContaining('not a literal, in x.ts: vscode.l10n.t(name)'),
      expect.stringContaining("'a' + b"),
      expect.stringContaining('`c`'),
    ]);
  });
});

describe('bareTexts', () => {
  it('tells of messages and groups that pass the catalogue by', () => {
    const contents =
      "a = { kind: 'done', message: 'Sent.' }; b = { kind: 'done', message: t('Sent.') };" +
      "c = { kind: 'x.y', path: [], label: 'Things' }; d = { path: [], label: t('Things') };" +
      "e = { kind: 'done',\n message: `${n} sent.` };";
    expect(bareTexts([{ name: 'x.ts', contents }])).toEqual([
      "not translated, in x.ts: kind: 'done', message: 'Sent.'",
      "not translated, in x.ts: path: [], label: 'Things'",
      "not translated, in x.ts: kind: 'done', message: `${n} sent.`",
    ]);
  });
});

describe('compare', () => {
  it('says what is missing, stale or out of order', () => {
    expect(compare(new Set(['A', 'B']), { B: 'B', C: 'C' })).toEqual(['missing: "A"', 'stale: "C"']);
    expect(compare(new Set(['A', 'B']), { B: 'B', A: 'A' })).toEqual(['not sorted by the English texts']);
  });

  it('says where placeholders, links and ellipses differ', () => {
    const bundle = {
      'Open…': 'Abrir',
      '[Go](command:a)': '[Ir](command:b)',
      '{0} of {1}': '{1}: {0}',
      '{0} rows': '{1} filas',
    };
    const faults = compare(new Set(Object.keys(bundle)), bundle);
    expect(faults.map((fault) => fault.split('"')[1])).toEqual(['Open…', '[Go](command:a)', '{0} rows']);
  });
});
