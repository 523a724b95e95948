/** Writes a detected definition into strata.yaml, for its user to go on editing; all that is there stays as it is. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isMap, isSeq, parseDocument, stringify } from 'yaml';
import { AppError } from '../../core/appError.ts';
import type { Cube } from '../../core/cube/cube.ts';
import { t } from '../../core/l10n.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { pipelineFolders } from '../../platform/workspace/pipelineFolders.ts';
import { parseStrataYaml } from '../../platform/workspace/strataYaml.ts';

/** A cube as strata.yaml says it. */
export function cubeDefinition(cube: Cube, name: string): object {
  const dated = cube.hierarchies.filter(({ levels }) => levels.some((level) => level.includes('.')));
  const dateNames = new Set(dated.map((each) => each.name));
  const { relation, place, engine } = cube;
  return {
    name,
    ...(engine === 'athena' || engine === 'files' ? {} : { engine }),
    ...(engine === 'redshift' && place.database !== undefined ? { database: place.database } : {}),
    ...(engine === 'redshift' && place.workgroup !== undefined ? { workgroup: place.workgroup } : {}),
    ...(relation.kind === 'table'
      ? { relation: relation.path.join('.') }
      : { files: path.relative(place.folder ?? '', relation.pattern) }),
    ...(cube.facts?.kind === 'table' ? { facts: cube.facts.path.join('.') } : {}),
    ...(cube.refresh.kind === 'dbt' ? { refresh: { dbt: cube.refresh.model } } : {}),
    ...(cube.refresh.kind === 'materialized-view' ? { refresh: cube.refresh.kind } : {}),
    dimensions: cube.levels.flatMap((level) => {
      const [own = '', part] = level.name.split('.');
      const facts = level.factSql === undefined ? {} : { facts: level.factSql };
      if (part === undefined || !dateNames.has(own)) return [{ name: level.name, ...facts }];
      const periods = cube.levels.filter((each) => each.name.startsWith(`${own}.`)).map((each) => each.part);
      return level.part === periods[0] ? [{ name: own, type: level.kind, periods, ...facts }] : [];
    }),
    ...(cube.hierarchies.length > dated.length
      ? {
          hierarchies: cube.hierarchies
            .filter((each) => !dateNames.has(each.name))
            .map(({ name: own, levels }) => ({ name: own, levels })),
        }
      : {}),
    measures: cube.measures.map((measure) => {
      const column = /^"((?:[^"]|"")*)"$/.exec(measure.of)?.[1]?.replaceAll('""', '"');
      return {
        name: measure.name,
        ...(column === undefined ? sqlOf(measure) : column === measure.name ? {} : { column }),
        ...(measure.aggregate === 'sql' ? {} : { aggregate: measure.aggregate }),
        ...(measure.from ? { from: measure.from } : {}),
      };
    }),
  };
}

/** What is aggregated, where it is no column; all rows are counted without a word. */
function sqlOf({ of }: Cube['measures'][number]): { sql?: string } {
  return of === '*' ? {} : { sql: of };
}

/**
 * The text of a strata.yaml with one cube more. It is put into the text rather than the text written anew, so that
 * comments and layout stay.
 * @throws AppError `already-exists` when there is a cube of this name, `invalid-input` when the text is no strata.yaml
 */
export function withCube(text: string, definition: { readonly name: string } & object): string {
  const declared = parseStrataYaml(text);
  if (declared.cubes?.some(({ name }) => name === definition.name)) {
    throw new AppError('already-exists', t('strata.yaml has a cube {0} already.', definition.name));
  }
  const document = parseDocument(text);
  const cubes = document.get('cubes', true);
  if (!cubes) {
    const before = text === '' || text.endsWith('\n') ? text : `${text}\n`;
    return `${before}\ncubes:\n${indented(definition, '  ')}`;
  }
  const [start = 0, end = text.length] = (isSeq(cubes) && !cubes.flow && cubes.range) || [];
  if (!isSeq(cubes) || cubes.flow || !isMap(document.contents)) {
    document.addIn(['cubes'], definition);
    return document.toString();
  }
  const indent = ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1));
  const before = text.slice(0, end).replace(/\s*$/, '\n');
  return `${before}${indented(definition, indent)}${text.slice(end).replace(/^\n/, '')}`;
}

function indented(definition: object, indent: string): string {
  const lines = stringify([definition], { lineWidth: 110, flowCollectionPadding: false, collectionStyle: 'any' });
  return lines.replace(/^(?=.)/gm, indent);
}

/**
 * Adds a cube to the strata.yaml of the workspace: the first that has cubes, else the first, else a new one.
 * @returns the file
 */
export async function defineCube(ctx: Ctx, cube: Cube, name: string): Promise<string> {
  const { root, trusted } = ctx.workspace;
  if (!root) throw new AppError('invalid-input', t('There is no folder open that could keep the definition.'));
  if (!trusted)
    throw new AppError('untrusted-workspace', t('This workspace is not trusted, so nothing is started or changed.'));
  const pipelines = await pipelineFolders(root);
  const chosen = pipelines.find(({ declared }) => declared.cubes) ?? pipelines[0];
  const file = chosen?.file ?? path.join(root, 'strata.yaml');
  const text = chosen ? await readFile(file, 'utf8') : 'version: 1\n';
  const beside = `${file}.${process.pid}.part`;
  try {
    await writeFile(beside, withCube(text, { ...cubeDefinition(cube, name), name }));
    await rename(beside, file);
  } finally {
    await rm(beside, { force: true });
  }
  return file;
}
