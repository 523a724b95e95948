/** `cubes:` of strata.yaml. */
import { z } from 'zod';
import { aggregates, type CubeRelation } from '../../core/cube/cube.ts';
import type { DeclaredCube } from '../../core/cube/declaredCube.ts';
import { timeParts } from '../../core/cube/timeParts.ts';
import { t } from '../../core/l10n.ts';
import { cubeFaults, sameNames } from './cubeFaults.ts';

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

const cubeSchema = z
  .strictObject({
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
  })
  .superRefine((cube, { addIssue }) => {
    for (const { path, message } of cubeFaults(cube)) addIssue({ code: 'custom', path: [...path], message });
  });

export const cubesSchema = z.array(cubeSchema).superRefine((cubes, { addIssue }) => {
  for (const { path, message } of sameNames(cubes, [])) addIssue({ code: 'custom', path: [...path], message });
});

export type CubeYaml = z.infer<typeof cubeSchema>;

/** A path of names with a dot between, each in double quotes where it has to be. */
function nameParts(text: string): string[] {
  return [...text.matchAll(/"((?:[^"]|"")*)"|[^."]+/g)].map(
    ([whole, quoted]) => quoted?.replaceAll('""', '"') ?? whole.trim(),
  );
}

/** @param folder what the names of files begin at; absent for a table, which may be called `sales.json` */
function relationOf(text: string, folder?: string): CubeRelation {
  const format = /\.(parquet|csv|json|ndjson)(\.gz)?$/i.exec(text)?.[1]?.toLowerCase();
  if (folder === undefined || !format) return { kind: 'table', path: nameParts(text) };
  const absolute = /^([/\\]|[a-zA-Z]:|[a-z0-9]+:\/\/)/.test(text);
  const pattern = absolute ? text : `${folder.replaceAll('\\', '/').replace(/\/$/, '')}/${text}`;
  return { kind: 'files', format: format === 'ndjson' ? 'json' : (format as 'parquet' | 'csv' | 'json'), pattern };
}

/** What strata.yaml says of the engines, beside its cubes. */
export interface PlacesAround {
  readonly athena?: { readonly database?: string | undefined; readonly workgroup?: string | undefined } | undefined;
  readonly redshift?:
    | {
        readonly workgroup?: string | undefined;
        readonly cluster?: string | undefined;
        readonly database?: string | undefined;
        readonly schema?: string | undefined;
      }
    | undefined;
}

/** A property only where it has a value. */
function some<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };
}

/**
 * What a cube of strata.yaml means.
 * @param folder of strata.yaml, absolute
 * @param around where the queries of the folder run, for a cube that does not say
 */
export function declaredCube(yaml: CubeYaml, folder: string, file: string, around: PlacesAround = {}): DeclaredCube {
  const engine = yaml.files === undefined ? (yaml.engine ?? 'athena') : 'files';
  const { refresh: how } = yaml;
  const { athena, redshift } = around;
  const files = engine === 'files' ? folder : undefined;
  const near =
    engine === 'athena' ? athena : engine === 'redshift' ? { workgroup: redshift?.cluster, ...redshift } : undefined;
  return {
    name: yaml.name,
    title: yaml.title ?? yaml.name,
    engine,
    place: {
      ...some('database', yaml.database ?? near?.database),
      ...some('schema', yaml.schema ?? (engine === 'redshift' ? redshift?.schema : undefined)),
      ...some('workgroup', yaml.workgroup ?? near?.workgroup),
      folder,
    },
    relation: relationOf(yaml.files ?? yaml.relation ?? '', files),
    ...some('facts', yaml.facts === undefined ? undefined : relationOf(yaml.facts, files)),
    refresh: typeof how === 'object' ? { kind: 'dbt', model: how.dbt } : { kind: how ?? 'none' },
    ...some('dimensions', yaml.dimensions as DeclaredCube['dimensions']),
    ...some('hierarchies', yaml.hierarchies as DeclaredCube['hierarchies']),
    ...some('measures', yaml.measures as DeclaredCube['measures']),
    source: { kind: 'strata.yaml', file },
  };
}
