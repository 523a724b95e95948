import { describe, expect, it } from 'vitest';
import { compare, computedTexts, l10nFaults, textsOf } from '../scripts/l10n.ts';

describe('the workbench', () => {
  it('has every text in Spanish too', async () => {
    expect(await l10nFaults(), 'node scripts/l10n.ts').toEqual([]);
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
