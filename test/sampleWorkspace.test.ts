import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import aslValidator from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { expectedSales, pesos } from './pipelines/expectedSales.ts';

const sample = path.resolve(import.meta.dirname, '../sample-workspace/batch-datalake');
const read = (...parts: string[]) => readFileSync(path.join(sample, ...parts), 'utf8');

interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, string>;
}
const { Resources } = parse(read('template.yaml'), { logLevel: 'silent' }) as { Resources: Record<string, Resource> };

describe('the batch data lake', () => {
  it('has the same queries in its template as in sql/', () => {
    const named = Object.values(Resources).filter((resource) => resource.Type === 'AWS::Athena::NamedQuery');
    const inTemplate = named.map(({ Properties }) => [`${Properties.Name}.sql`, Properties.QueryString]);
    const inFolder = readdirSync(path.join(sample, 'sql')).map((name) => [name, read('sql', name)]);
    expect(inTemplate.sort()).toEqual(inFolder.sort());
  });

  it('has a definition that is valid ASL, with every substitution it needs', () => {
    const definition = read('orchestration', 'ventas_diarias.asl.json');
    const machine = Object.values(Resources).find((each) => each.Type === 'AWS::StepFunctions::StateMachine')!;
    const given = Object.keys(machine.Properties.DefinitionSubstitutions!);
    const needed = new Set([...definition.matchAll(/\$\{(\w+)\}/g)].map((match) => match[1]));
    expect([...needed].sort()).toEqual(given.sort());
    // ARNs are whole only once the substitutions are made.
    const { errors } = aslValidator(JSON.parse(definition), { checkPaths: true, checkArn: false });
    expect(errors).toEqual([]);
  });

  it('has raw data whose figures are known', () => {
    const expected = expectedSales(path.join(sample, 'raw/ventas'));
    expect(expected).toMatchObject({ read: 1200, clean: 1079, duplicates: 34, rejected: 87 });
    expect(pesos(expected.total.cents)).toBe('1105412909.46');
  });
});
