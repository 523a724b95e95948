import { AppError } from '../appError.ts';
import { t } from '../l10n.ts';
import type { ColumnKind } from '../relation.ts';
import { quoteName } from '../sqlQuoting.ts';
import type { Aggregate, Cube, CubeHierarchy, CubeLevel, CubeMeasure } from './cube.ts';
import { type DetectedColumn, dateLevels, detectCube } from './detectCube.ts';
import { kindOfSqlType } from './sqlKinds.ts';
import { type TimePart, timeParts } from './timeParts.ts';

/** A dimension as it is written down; `column` is what is grouped by where there is no `sql`, its name by default. */
export interface DeclaredDimension {
  readonly name: string;
  readonly title?: string;
  readonly column?: string;
  readonly sql?: string;
  readonly type?: ColumnKind;
  /** Of a date: the periods that are its levels. */
  readonly periods?: readonly TimePart[];
  /** The same thing in the fact table: SQL. */
  readonly facts?: string;
}

/** A measure as it is written down: an aggregate of a column or of SQL, or SQL that aggregates by itself. */
export interface DeclaredMeasure {
  readonly name: string;
  readonly title?: string;
  readonly column?: string;
  readonly aggregate?: Aggregate;
  readonly sql?: string;
  readonly type?: ColumnKind;
  readonly digits?: number;
  /** Computed from the fact rows, as what cannot be added up from the cube's own. */
  readonly from?: 'facts';
}

/** A cube as strata.yaml or a dbt project says; dimensions and measures that are not said are detected. */
export interface DeclaredCube
  extends Pick<Cube, 'name' | 'title' | 'engine' | 'place' | 'relation' | 'facts' | 'refresh'> {
  readonly dimensions?: readonly DeclaredDimension[];
  readonly hierarchies?: readonly {
    readonly name: string;
    readonly title?: string;
    readonly levels: readonly string[];
  }[];
  readonly measures?: readonly DeclaredMeasure[];
  /** Where it was read, for links and edits. */
  readonly source: {
    readonly kind: 'strata.yaml' | 'dbt' | 'relation';
    readonly file?: string /** Whose outputs stand for `${Name}` in `place`. */;
    readonly stack?: string;
  };
}

/**
 * The cube that a declaration means, given the columns that its relation has.
 * @throws AppError `invalid-input` naming a column or level that is not there
 */
export function resolveCube(declared: DeclaredCube, columns: readonly DetectedColumn[]): Cube {
  const detected = detectCube(columns);
  const own = declared.dimensions?.map((dimension) => resolveDimension(declared, dimension, columns));
  const levels = own ? own.flatMap((each) => each.levels) : detected.levels;
  const dated = own ? own.flatMap((each) => each.hierarchies) : detected.hierarchies;
  const said = (declared.hierarchies ?? []).map((hierarchy): CubeHierarchy => {
    const missing = hierarchy.levels.find((name) => !levels.some((level) => level.name === name));
    if (missing === undefined) return { ...hierarchy, title: hierarchy.title ?? hierarchy.name };
    throw new AppError(
      'invalid-input',
      t('The hierarchy {0} names {1}, which is no dimension.', hierarchy.name, missing),
      {
        hint: t('There are: {0}', levels.map(({ name }) => name).join(', ')),
      },
    );
  });
  const { source: _, dimensions, hierarchies, measures, ...rest } = declared;
  return {
    ...rest,
    levels,
    hierarchies: [...dated.filter((each) => !said.some(({ name }) => name === each.name)), ...said],
    measures: measures ? measures.map((measure) => resolveMeasure(declared, measure, columns)) : detected.measures,
  };
}

function resolveDimension(cube: DeclaredCube, declared: DeclaredDimension, columns: readonly DetectedColumn[]) {
  const column =
    declared.sql === undefined ? requireColumn(cube, declared.column ?? declared.name, columns) : undefined;
  const sql = declared.sql ?? quoteName(column?.name ?? declared.name);
  const kind = declared.type ?? (column ? kindOfSqlType(column.type) : declared.periods ? 'date' : 'text');
  const title = declared.title ?? declared.name;
  const facts = declared.facts === undefined ? {} : { factSql: declared.facts };
  if (kind === 'date' || kind === 'timestamp') {
    const parts = declared.periods ?? (['year', 'quarter', 'month', 'day'] as const);
    const dated = dateLevels(declared.name, title, sql, kind, parts);
    return { ...dated, levels: dated.levels.map((level) => ({ ...level, ...facts })) };
  }
  const isYear = kind === 'integer' && declared.periods?.[0] === 'year';
  if (declared.periods && !isYear) {
    throw new AppError('invalid-input', t('{0} is no date, and has no periods.', declared.name), {
      hint: t('SQL makes one of it: sql: CAST({0} AS date), type: date', sql),
    });
  }
  const part = isYear ? { part: 'year' as const } : {};
  const level: CubeLevel = { name: declared.name, title, sql, kind, ...part, ...facts };
  return { levels: [level], hierarchies: [] };
}

function resolveMeasure(
  cube: DeclaredCube,
  declared: DeclaredMeasure,
  columns: readonly DetectedColumn[],
): CubeMeasure {
  const { name } = declared;
  const shared = {
    name,
    title: declared.title ?? name,
    ...(declared.digits === undefined ? {} : { digits: declared.digits }),
    ...(declared.from === undefined ? {} : { from: declared.from }),
  };
  const counted = declared.aggregate === 'count' || declared.aggregate === 'count-distinct';
  if (declared.sql !== undefined) {
    const aggregate = declared.aggregate ?? 'sql';
    return { ...shared, kind: declared.type ?? (counted ? 'integer' : 'decimal'), aggregate, of: declared.sql };
  }
  if (declared.aggregate === 'count' && declared.column === undefined) {
    return { ...shared, kind: 'integer', aggregate: 'count', of: '*' };
  }
  const named = declared.column ?? name;
  const column = declared.from === 'facts' ? { name: named, type: '' } : requireColumn(cube, named, columns);
  const kind =
    declared.type ?? (counted ? 'integer' : declared.from === 'facts' ? 'decimal' : kindOfSqlType(column.type));
  return { ...shared, kind, aggregate: declared.aggregate ?? 'sum', of: quoteName(column.name) };
}

function requireColumn(cube: DeclaredCube, name: string, columns: readonly DetectedColumn[]): DetectedColumn {
  const column =
    columns.find((each) => each.name === name) ??
    columns.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (column) return column;
  throw new AppError(
    'invalid-input',
    t('The cube {0} names the column {1}, which its relation does not have.', cube.name, name),
    {
      hint: t('There are: {0}', columns.map((each) => each.name).join(', ')),
    },
  );
}

/**
 * The levels that a name means: a level, the period of the one date that has it, or a hierarchy with all its levels.
 * @throws AppError `invalid-input` naming what there is
 */
export function levelsNamed(cube: Cube, name: string): readonly string[] {
  if (cube.levels.some((level) => level.name === name)) return [name];
  const periods = (timeParts as readonly string[]).includes(name)
    ? cube.levels.filter((level) => level.name.endsWith(`.${name}`))
    : [];
  const own = periods.find((level) => level.name === `${name}.${name}`);
  if (own) return [own.name];
  const hierarchy = cube.hierarchies.find((each) => each.name === name);
  if (hierarchy) return hierarchy.levels;
  if (periods.length === 1) return [periods[0]!.name];
  const message =
    periods.length > 1
      ? t('{0} is of several dates: {1}.', name, periods.map((level) => level.name).join(', '))
      : t('The cube {0} has no dimension {1}.', cube.name, name);
  const known = [...cube.levels, ...cube.hierarchies].map((each) => each.name);
  throw new AppError('invalid-input', message, { hint: t('There are: {0}', [...new Set(known)].join(', ')) });
}
