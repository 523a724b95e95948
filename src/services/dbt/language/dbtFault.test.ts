import { describe, expect, it } from 'vitest';
import { dbtFault, lineOfFault, withoutHeading } from './dbtFault.ts';

const model = "with paid as (\n    select * from {{ ref('paid_orders') }}\n)\nselect amunt\nfrom paid\n";
const compiled = 'with paid as (\n    select * from "shop"."paid_orders"\n)\nselect amunt\nfrom paid\n';

describe('an error of dbt', () => {
  it('of a database leads to the line of the model', () => {
    const fault = dbtFault(
      'Runtime Error in model fct_sales (models/marts/fct_sales.sql)\n  Binder Error: Referenced column "amunt" not found\n  \n  LINE 14: select amunt\n                ^\n\n  compiled code at target/run/shop/models/marts/fct_sales.sql',
    );
    expect(fault).toMatchObject({ file: 'models/marts/fct_sales.sql', sent: { line: 14, text: 'select amunt' } });
    expect(fault?.message).not.toContain('compiled code');
    expect(fault && lineOfFault(fault, model, compiled)).toBe(3);
  });

  it('of a database in a rendered line leads to its template', () => {
    const fault = dbtFault(
      'Database Error in model x (models/x.sql)\n  no such table\n  LINE 3: ...ct * from "shop"."paid_orders"\n  ^',
    );
    expect(fault && lineOfFault(fault, model, compiled)).toBe(1);
  });

  it('of Jinja names its own line', () => {
    const fault = dbtFault(
      "Compilation Error in model x (models/x.sql)\n  unexpected '}'\n    line 2\n      select {{ }",
    );
    expect(fault && lineOfFault(fault, model, undefined)).toBe(1);
  });

  it('of a missing node leads to where it is named', () => {
    const fault = dbtFault(
      "Compilation Error\n  Model 'model.shop.x' (models/x.sql) depends on a node named 'paid_orders' which was not found",
    );
    expect(fault && lineOfFault(fault, model, undefined)).toBe(1);
  });

  it('that names no file is none of an editor', () => {
    expect(dbtFault('Could not connect to the server')).toBeUndefined();
    expect(dbtFault('Got 1 result', 'models/schema.yml')?.file).toBe('models/schema.yml');
  });

  it('is told without the line that only says its kind', () => {
    expect(withoutHeading('Compilation Error\n  dbt found 1 package(s)\n  Run "dbt deps"')).toBe(
      'dbt found 1 package(s)\nRun "dbt deps"',
    );
    expect(withoutHeading('Runtime Error in model x (models/x.sql)\n  no')).toBe(
      'Runtime Error in model x (models/x.sql)\nno',
    );
  });
});
