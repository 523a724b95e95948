/** `cubes:` of strata.yaml. */
import { z } from 'zod';
import type { CubeRelation } from '../../core/cube/cube.ts';
import type { DeclaredCube } from '../../core/cube/declaredCube.ts';
import { cubeFaults, sameNames } from './cubeFaults.ts';
import { type CubeYaml, cubeShape } from './cubeShape.ts';

const cubeSchema = cubeShape.superRefine((cube, { addIssue }) => {
  for (const { path, message } of cubeFaults(cube)) addIssue({ code: 'custom', path: [...path], message });
});

export const cubesSchema = z.array(cubeSchema).superRefine((cubes, { addIssue }) => {
  for (const { path, message } of sameNames(cubes, [])) addIssue({ code: 'custom', path: [...path], message });
});

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
