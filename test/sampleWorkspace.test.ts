import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import aslValidator from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { expectedCube, soles } from './pipelines/expectedCube.ts';
import { expectedSales, pesos } from './pipelines/expectedSales.ts';

interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, string>;
}

interface Sample {
  readonly folder: string;
  readonly read: (...parts: string[]) => string;
  readonly resources: Readonly<Record<string, Resource>>;
}

function sampleOf(name: string): Sample {
  const folder = path.resolve(import.meta.dirname, '../sample-workspace', name);
  const read = (...parts: string[]) => readFileSync(path.join(folder, ...parts), 'utf8');
  const template = parse(read('template.yaml'), { logLevel: 'silent' }) as { Resources: Record<string, Resource> };
  return { folder, read, resources: template.Resources };
}

/** The machine of a template and its definition: valid ASL, and the substitutions that it needs are those it is given. */
function checkMachine({ read, resources }: Sample): void {
  const machine = Object.values(resources).find((each) => each.Type === 'AWS::StepFunctions::StateMachine')!;
  const definition = read(machine.Properties.DefinitionS3Location!);
  const given = Object.keys(machine.Properties.DefinitionSubstitutions!);
  const needed = new Set([...definition.matchAll(/\$\{(\w+)\}/g)].map((match) => match[1]));
  expect([...needed].sort()).toEqual(given.sort());
  // ARNs are whole only once the substitutions are made.
  const { errors } = aslValidator(JSON.parse(definition), { checkPaths: true, checkArn: false });
  expect(errors).toEqual([]);
}

describe('the batch data lake', () => {
  const sample = sampleOf('batch-datalake');
  const { folder, read, resources } = sample;

  it('has the same queries in its template as in sql/', () => {
    const named = Object.values(resources).filter((resource) => resource.Type === 'AWS::Athena::NamedQuery');
    const inTemplate = named.map(({ Properties }) => [`${Properties.Name}.sql`, Properties.QueryString]);
    const inFolder = readdirSync(path.join(folder, 'sql')).map((name) => [name, read('sql', name)]);
    expect(inTemplate.sort()).toEqual(inFolder.sort());
  });

  it('has a definition that is valid ASL, with every substitution it needs', () => {
    checkMachine(sample);
  });

  it('has raw data whose figures are known', () => {
    const expected = expectedSales(path.join(folder, 'raw/ventas'));
    expect(expected).toMatchObject({ read: 1200, clean: 1079, duplicates: 34, rejected: 87 });
    expect(pesos(expected.total.cents)).toBe('1105412909.46');
  });
});

describe('the sample from OLTP to OLAP', () => {
  const sample = sampleOf('oltp-to-olap');
  const { folder, read, resources } = sample;
  const regions = read('dbt_redshift/seeds/regions.csv')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',')[0]!);

  it('has a definition that is valid ASL, with every substitution it needs', () => {
    checkMachine(sample);
  });

  it('hands each job the modules that it imports', () => {
    const modules = new Set(['lake', ...['raw_to_silver', 'gold_to_redshift'].flatMap((job) => siblings(job))]);
    for (const { Properties } of Object.values(resources).filter((each) => each.Type === 'AWS::Glue::Job')) {
      const given = (Properties.DefaultArguments as unknown as Record<string, string>)['--extra-py-files']!;
      const files = given.split(',').map((each) => each.replace('s3://${LakeBucket}/code/', 'glue_jobs/'));
      const { ScriptLocation } = Properties.Command as unknown as { ScriptLocation: string };
      const sources = [ScriptLocation, ...files].map((file) => read(file));
      const imported = sources.flatMap((text) => [...text.matchAll(/^from (\w+) import/gm)].map(([, name]) => name!));
      const own = imported.filter((name) => modules.has(name));
      expect(files.map((file) => path.basename(file, '.py')).sort()).toEqual([...new Set(own)].sort());
    }
  });

  it('knows the same regions in its jobs as in its warehouse', () => {
    const [, list] = /^REGIONS = \[(.*?)\]/ms.exec(read('glue_jobs/raw_to_silver/tidying.py'))!;
    expect([...list!.matchAll(/"(.+?)"/g)].map(([, name]) => name)).toEqual(regions);
  });

  it('has raw data whose figures are known', async () => {
    const expected = await expectedCube(path.join(folder, 'raw'), regions);
    expect(expected.orders).toEqual({ read: 1109, rejected: 12, kept: 969 });
    expect(soles(expected.total.cents)).toBe('418829.92');
  });

  function siblings(job: string): string[] {
    const names = readdirSync(path.join(folder, 'glue_jobs', job)).filter((name) => name.endsWith('.py'));
    return names.map((name) => path.basename(name, '.py')).filter((name) => name !== 'job');
  }
});
