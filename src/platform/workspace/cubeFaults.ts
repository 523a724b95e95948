/** What is wrong with a cube of strata.yaml though each of its values may stand by itself; told at its place. */
import { timeParts } from '../../core/cube/timeParts.ts';
import { t } from '../../core/l10n.ts';
import type { CubeYaml } from './cubeShape.ts';

export interface CubeFault {
  /** In the cube: keys and indexes. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** The faults of one cube. */
export function cubeFaults(cube: CubeYaml): readonly CubeFault[] {
  return [...placeFaults(cube), ...dimensionFaults(cube), ...hierarchyFaults(cube), ...measureFaults(cube)];
}

/** Where things of a list are called as one before them; they could not be told apart. */
export function sameNames(things: readonly { readonly name: string }[], path: readonly string[]): readonly CubeFault[] {
  return things.flatMap(({ name }, i) =>
    things.findIndex((each) => each.name === name) < i
      ? [{ path: [...path, i, 'name'], message: t('the name {0} is there twice', name) }]
      : [],
  );
}

function placeFaults({ relation, files, engine, refresh }: CubeYaml): readonly CubeFault[] {
  if ((relation === undefined) === (files === undefined)) {
    return [{ path: [], message: t('needs either a relation or files') }];
  }
  if (engine !== undefined && (engine === 'files') !== (files !== undefined)) {
    const message =
      files === undefined ? t('needs files instead of a relation') : t('files are read by no engine but files');
    return [{ path: ['engine'], message }];
  }
  return files !== undefined && refresh === 'materialized-view'
    ? [{ path: ['refresh'], message: t('files are no materialized view') }]
    : [];
}

function dimensionFaults({ dimensions = [] }: CubeYaml): readonly CubeFault[] {
  return [
    ...sameNames(dimensions, ['dimensions']),
    ...bothFaults(dimensions, 'dimensions'),
    ...dimensions.flatMap(({ type, periods }, i) => {
      if (periods === undefined || type === undefined || type === 'date' || type === 'timestamp') return [];
      if (type === 'integer' && periods.length === 1 && periods[0] === 'year') return [];
      return [
        { path: ['dimensions', i, 'periods'], message: t('only dates have periods, and a whole number may be a year') },
      ];
    }),
  ];
}

/** Levels can be checked where the dimensions are written down; those that are detected come from the columns. */
function hierarchyFaults({ dimensions, hierarchies = [] }: CubeYaml): readonly CubeFault[] {
  const same = sameNames(hierarchies, ['hierarchies']);
  if (!dimensions) return same;
  const known = dimensions.flatMap(({ name, type, periods, sql }) => {
    if (type === 'integer') return [name];
    const dated = (periods ?? timeParts).map((part) => `${name}.${part}`);
    if (type === 'date' || type === 'timestamp' || (periods && sql !== undefined)) return dated;
    return type === undefined ? [name, ...dated] : [name];
  });
  const unknown = hierarchies.flatMap(({ levels }, i) =>
    levels.flatMap((level, k) =>
      known.includes(level)
        ? []
        : [{ path: ['hierarchies', i, 'levels', k], message: t('{0} is no dimension, nor a period of one', level) }],
    ),
  );
  return [...same, ...unknown];
}

function measureFaults({ measures = [], facts }: CubeYaml): readonly CubeFault[] {
  return [
    ...sameNames(measures, ['measures']),
    ...bothFaults(measures, 'measures'),
    ...measures.flatMap(({ from }, i) =>
      from === 'facts' && facts === undefined
        ? [{ path: ['measures', i, 'from'], message: t('the cube names no facts') }]
        : [],
    ),
  ];
}

function bothFaults(
  things: readonly { readonly column?: string | undefined; readonly sql?: string | undefined }[],
  list: string,
): readonly CubeFault[] {
  return things.flatMap(({ column, sql }, i) =>
    column !== undefined && sql !== undefined
      ? [{ path: [list, i, 'sql'], message: t('either a column or SQL, not both') }]
      : [],
  );
}
