/** A cube of strata.yaml, value by value; what they must be together is in cubeFaults.ts. */
import { z } from 'zod';
import { aggregates } from '../../core/cube/cube.ts';
import { timeParts } from '../../core/cube/timeParts.ts';
import { t } from '../../core/l10n.ts';

const name = z
  .string()
  .regex(/^[\p{L}_][\p{L}\p{N}_-]*$/u, { error: () => t('must be letters, digits, - and _, a letter first') });

const type = z
  .enum(['text', 'integer', 'decimal', 'float', 'boolean', 'date', 'timestamp'])
  .describe('What it holds; found out from the column where absent.');

const dimension = z.strictObject({
  name: name.describe('What the dimension is called in views and commands.'),
  title: z.string().min(1).optional().describe('What people read; the name where absent.'),
  column: z.string().min(1).optional().describe('The column; the name where absent.'),
  sql: z.string().min(1).optional().describe('SQL of the engine that gives the member, instead of a column.'),
  type: type.optional(),
  periods: z.array(z.enum(timeParts)).min(1).optional().describe('Of a date: which of its periods are levels.'),
  facts: z.string().min(1).optional().describe('The same thing in the fact table: a column or SQL.'),
});

const hierarchy = z.strictObject({
  name: name.describe('What the hierarchy is called.'),
  title: z.string().min(1).optional().describe('What people read; the name where absent.'),
  levels: z.array(z.string()).min(2).describe('Names of dimensions from coarse to fine; a period is DATE.month.'),
});

const measure = z.strictObject({
  name: name.describe('What the measure is called in views and commands.'),
  title: z.string().min(1).optional().describe('What people read; the name where absent.'),
  column: z.string().min(1).optional().describe('The column that is aggregated; the name where absent.'),
  aggregate: z.enum(aggregates).optional().describe('How it is aggregated; sum where absent.'),
  sql: z
    .string()
    .min(1)
    .optional()
    .describe('SQL of the engine: what is aggregated, or, without aggregate, SQL that aggregates by itself.'),
  type: type.optional(),
  digits: z.int().min(0).max(18).optional().describe('Digits behind the point that are shown.'),
  from: z
    .literal('facts')
    .optional()
    .describe('Computed from the fact table, for what the cube’s own rows cannot be added up to.'),
});

const refresh = z.union([
  z.enum(['none', 'materialized-view']),
  z.strictObject({ dbt: z.string().min(1).describe('The dbt model that builds it.') }),
]);

export const cubeShape = z.strictObject({
  name: name.describe('What the cube is called in commands: strata cube NAME.'),
  title: z.string().min(1).optional().describe('What the tree shows; the name where absent.'),
  engine: z.enum(['athena', 'redshift', 'files']).optional().describe('What holds it; athena where absent.'),
  relation: z.string().min(1).optional().describe('A table or view: TABLE, SCHEMA.TABLE or DATABASE.SCHEMA.TABLE.'),
  files: z
    .string()
    .regex(/\.(parquet|csv|json|ndjson)(\.gz)?$/i, { error: () => t('must be Parquet, CSV or JSON files') })
    .optional()
    .describe('Files relative to this folder instead of a table, with * and ** for many: data/sales/*.parquet'),
  database: z.string().min(1).optional().describe('The database; of Athena that of athena.database where absent.'),
  schema: z.string().min(1).optional().describe('Redshift’s schema for names without one.'),
  workgroup: z.string().min(1).optional().describe('Athena’s workgroup; Redshift’s cluster or serverless workgroup.'),
  facts: z.string().min(1).optional().describe('The fact table (or files) behind it, for the rows of a cell.'),
  refresh: refresh.optional().describe('How it is brought up to date.'),
  dimensions: z.array(dimension).optional().describe('What is grouped by; detected from the columns where absent.'),
  hierarchies: z.array(hierarchy).optional().describe('Dimensions inside one another, for expanding.'),
  measures: z.array(measure).optional().describe('What is measured; detected from the columns where absent.'),
});

export type CubeYaml = z.infer<typeof cubeShape>;
