import { type Command, InvalidArgumentError } from 'commander';
import type { DeclaredCube } from '../../../core/cube/declaredCube.ts';
import { pivotStatement } from '../../../core/cube/pivotSql.ts';
import { cubesOfWorkspace, declaredCubeNamed } from '../../../services/cubes/declaredCubes.ts';
import { mostCells, openCube } from '../../../services/cubes/openCube.ts';
import { pivotOf } from '../../../services/cubes/pivotInput.ts';
import { exactWriting, pivotRows, readableWriting } from '../../../services/cubes/pivotRows.ts';
import { serviceNamed } from '../../../services/index.ts';
import { globalOptions, interruptSignal, openCtx } from '../cliContext.ts';
import { count } from '../options.ts';
import { printCsv, printJson, printTable, type TableFormat } from '../output.ts';

const formats: readonly TableFormat[] = ['table', 'csv', 'json'];

interface CubeOptions {
  readonly rows?: readonly string[];
  readonly columns?: readonly string[];
  readonly measure?: readonly string[];
  readonly slice?: readonly string[];
  readonly top?: number;
  readonly format: TableFormat;
  readonly sql?: boolean;
}

/** `cube`: the same pivots as the cube panel, by the same SQL. */
export function registerCube(program: Command): void {
  program
    .command('cube')
    .description('list the cubes of this folder, or show one as a pivot')
    .argument('[name]', 'a cube of strata.yaml or of a dbt project, or a table: athena:DATABASE.TABLE')
    .option('--rows <names>', 'dimensions or hierarchies on rows, with commas between', several)
    .option('--columns <names>', 'dimensions or hierarchies on columns', several)
    .option(
      '--measure <names>',
      'measures; sales:avg by another aggregate, sales:share-of-total says how one is shown',
      several,
    )
    .option('--slice <slice>', 'only these members: region=Lima, month=2024-03|2024-04, region!=Cusco', each)
    .option('--top <n>', 'only so many members of each row level, by the first measure', count)
    .option('--format <format>', formats.join(', '), formatOf, 'table')
    .option('--sql', 'print the SQL instead of running it')
    .action(async (name: string | undefined, own: CubeOptions, command: Command) => {
      const options = globalOptions(command);
      const signal = interruptSignal();
      const ctx = await openCtx(options, signal);
      const format = options.json ? 'json' : own.format;
      if (name === undefined) return printCubes(await cubesOfWorkspace(ctx), format);
      await using cube = await openCube(ctx, serviceNamed, await declaredCubeNamed(ctx, name), signal);
      const { rows, columns, measure: measures, slice: slices, top } = own;
      const request = pivotOf(cube.cube, { rows, columns, measures, slices, top } as Parameters<typeof pivotOf>[1]);
      if (own.sql) {
        const { sql } = pivotStatement(cube.cube, cube.dialect, request);
        return void process.stdout.write(`${sql}\n`);
      }
      const answer = await cube.pivot(request, signal);
      const shown = pivotRows(cube.cube, answer, format === 'table' ? readableWriting : exactWriting);
      if (format === 'table') printTable(shown.headers, shown.rows);
      else if (format === 'csv') printCsv(shown.headers, shown.rows);
      else printJson({ ...shown, more: answer.more });
      if (answer.more) process.stderr.write(`Only the first ${mostCells} cells were read; slice the cube for all.\n`);
    });
}

function printCubes(cubes: readonly DeclaredCube[], format: TableFormat): void {
  const listed = cubes.map(({ name, title, engine, relation, source }) => ({
    name,
    title,
    engine,
    relation: relation.kind === 'table' ? relation.path.join('.') : relation.pattern,
    file: source.file,
  }));
  if (format === 'json') {
    printJson(listed);
    return;
  }
  const print = format === 'csv' ? printCsv : printTable;
  print(
    ['NAME', 'ENGINE', 'RELATION'],
    listed.map((cube) => [cube.name, cube.engine, cube.relation]),
  );
}

/** Names with commas between; given several times they add up. */
function several(text: string, before: readonly string[] = []): string[] {
  return [
    ...before,
    ...text
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  ];
}

function each(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

function formatOf(text: string): TableFormat {
  const format = formats.find((known) => known === text);
  if (format) return format;
  throw new InvalidArgumentError(`There are: ${formats.join(', ')}`);
}
