import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AppError } from '../../core/appError.ts';
import { configureL10n } from '../../core/l10n.ts';
import { fillOutputs, parseStrataYaml, strataYamlFaults, strataYamlJsonSchema } from './strataYaml.ts';

const sample = new URL('../../../sample-workspace/batch-datalake/strata.yaml', import.meta.url);

function faultOf(text: string): string {
  try {
    parseStrataYaml(text);
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    return (error as AppError).message;
  }
  throw new Error('it was accepted');
}

describe('parseStrataYaml', () => {
  it('reads the sample’s', () => {
    const parsed = parseStrataYaml(readFileSync(sample, 'utf8'));
    expect(parsed.stack).toBe('ventas-lake');
    expect(parsed.layers?.map((layer) => layer.name)).toEqual(['raw', 'processed']);
    expect(parsed.uploads).toEqual([{ from: 'raw/', to: 's3://${LakeBucketName}/raw/' }]);
  });

  it('says the line of a wrong value, of an unknown name, and of every fault', () => {
    const fault = faultOf(
      'version: 1\nlayers:\n  - name: raw\n    location: /data/raw\n  - name: Gold\n    location: s3://b\n',
    );
    expect(fault).toMatch(/^strata\.yaml:4: layers\.0\.location: must be an S3 location/);
    expect(fault).toMatch(/\nstrata\.yaml:5: layers\.1\.name: must be lower case/);
    expect(faultOf('version: 1\nuploads:\n  - from: raw\n    to: s3://b\n    whither: x\n')).toMatch(
      /^strata\.yaml:5: uploads\.0: .*whither/,
    );
  });

  it('speaks the reader’s language, in zod’s words and in our own', () => {
    configureL10n('es', { 'must be a path inside this folder': 'debe ser una ruta dentro de esta carpeta' });
    onTestFinished(() => configureL10n('en', undefined));
    expect(faultOf('version: 1\nname: 5\ntemplate: ../other.yaml\n')).toBe(
      'strata.yaml:2: name: Entrada inválida: se esperaba texto, recibido número\n' +
        'strata.yaml:3: template: debe ser una ruta dentro de esta carpeta',
    );
  });

  it('says the line of a YAML fault', () => {
    expect(faultOf('version: 1\nlayers: [\n  - a\nname: x\n')).toMatch(/^strata\.yaml:\d+: /);
    expect(faultOf('version: 1\nname: a\nname: b\n')).toMatch(/^strata\.yaml:3: /);
  });

  it('keeps uploads and templates inside the folder', () => {
    expect(faultOf('version: 1\nuploads:\n  - from: ../../etc\n    to: s3://b/x\n')).toContain('inside this folder');
    expect(faultOf('version: 1\ntemplate: /etc/passwd\n')).toContain('strata.yaml:2: template: must be a path inside');
  });

  it('wants a version', () => {
    expect(faultOf('')).toContain('version');
    expect(faultOf('version: 2')).toContain('strata.yaml:1: version');
  });
});

describe('strataYamlFaults', () => {
  /** What an editor would underline, and the message. */
  const underlined = (text: string) =>
    strataYamlFaults(text).map(({ start, end, message }) => [text.slice(start, end), message]);

  it('are none in the sample’s', () => {
    expect(strataYamlFaults(readFileSync(sample, 'utf8'))).toEqual([]);
  });

  it('stand at the wrong value, and at the name that is not known', () => {
    expect(underlined('version: 1\nlayers:\n  - name: raw\n    location: /data # here\n')).toEqual([
      ['/data', expect.stringMatching(/^layers\.0\.location: must be an S3 location/)],
    ]);
    expect(underlined('version: 1\nflavour: x\nathena:\n  base: y\n  group: z\n')).toEqual([
      ['base', expect.stringContaining('base')],
      ['group', expect.stringContaining('group')],
      ['flavour', expect.stringContaining('flavour')],
    ]);
  });

  it('stand at a URL with a password, which no message repeats', () => {
    const url = 'postgres://ana:s3cret@db:5432/shop';
    const [[text, message] = []] = underlined(`version: 1\nsources:\n  shop:\n    url: ${url}\n`);
    expect(text).toBe(url);
    expect(message).toMatch(/^sources\.shop\.url: holds a password/);
    expect(message).not.toContain('s3cret');
    expect(underlined('version: 1\nsources:\n  Shop:\n    url: postgres://db/shop\n')).toHaveLength(1);
    expect(underlined('version: 1\nsources:\n  shop:\n    url: postgres://db/shop\n')).toEqual([]);
  });

  it('stand at the name of what lacks something, or is of the wrong kind', () => {
    expect(underlined('version: 1\nathena: [a]\n')).toEqual([['athena', expect.stringContaining('athena')]]);
    expect(underlined('version: 1\nuploads:\n  - from: raw\n')).toEqual([
      ['from: raw', expect.stringContaining('uploads.0.to')],
    ]);
    expect(underlined('name: x\n')).toEqual([['name: x', expect.stringContaining('version')]]);
  });

  it('stand within the text where YAML itself is broken, or there is nothing', () => {
    for (const text of ['', 'version: 1\nlayers: [\n', 'version: 1\nname: "a\n', '\tversion: 1', '- a']) {
      const faults = strataYamlFaults(text);
      expect(faults.length, text).toBeGreaterThan(0);
      for (const { start, end } of faults) {
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThanOrEqual(start);
        expect(end).toBeLessThanOrEqual(text.length);
      }
    }
  });

  it('outlive aliases that grow without end', () => {
    const layers = Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(',')}]`);
    expect(strataYamlFaults(`a0: &a0 x\n${layers.join('\n')}\n`)).not.toEqual([]);
  });
});

describe('fillOutputs', () => {
  it('fills in, and names what is missing', () => {
    const text = 's3://${Bucket}/raw/';
    expect(fillOutputs(text, { Bucket: 'lake' })).toBe('s3://lake/raw/');
    expect(() => fillOutputs(text, { Other: 'x' })).toThrow('Bucket');
  });
});

it('makes a JSON schema with every property described', () => {
  const schema = strataYamlJsonSchema() as { properties: Record<string, { description?: string }> };
  expect(Object.keys(schema.properties)).toContain('layers');
  expect(Object.values(schema.properties).every((property) => property.description)).toBe(true);
});
