import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestEngine } from './testEngine.ts';

describe('parameters', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await TestEngine.start();
    const columns = ['id int', 'region varchar(20)', 'qty smallint', 'sold timestamp'];
    await engine.table('sales', columns, "(1, 'North', 2, '2024-01-05')", "(2, 'South', 3, '2024-01-06')");
  });
  afterAll(() => engine[Symbol.dispose]());

  it('leaves places for parameters that have no value yet', () => {
    const { parameters, sql } = engine.translate(
      'SELECT id FROM sales WHERE region = $2 AND qty > $1 AND sold > $2::date',
    );
    expect(parameters.map(({ name, type }) => [name, type.name])).toEqual([
      ['2', 'character varying'],
      ['1', 'smallint'],
    ]);
    expect(sql[0]).toContain('CAST($1 AS VARCHAR)');
  });

  it('writes values of named parameters as literals', async () => {
    engine.parameters = new Map([
      ['region', { value: "No'rth" }],
      ['qty', { value: '2' }],
    ]);
    expect(await engine.rows('SELECT id FROM sales WHERE qty = :qty AND region <> :region')).toEqual([[1]]);
    engine.parameters = undefined;
  });
});
