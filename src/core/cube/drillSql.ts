/** The rows behind a cell, and the members of a level. */
import { asText, type SqlDialect, sqlText } from '../sqlDialect.ts';
import { requireLevel } from './boundPivot.ts';
import type { Cube, CubeLevel, CubeRelation } from './cube.ts';
import { levelSql, pathSql, sliceSql } from './levelSql.ts';
import type { MemberPath, PivotRequest } from './pivotRequest.ts';
import { relationSql } from './relationSql.ts';

/** The rows of a cell: of the fact table where the cube names one, else of the cube's own relation. */
export function drillSql(
  cube: Cube,
  dialect: SqlDialect,
  request: PivotRequest,
  cell: { readonly row: MemberPath; readonly column: MemberPath },
  limit: number,
): string {
  const levelOf = (name: string): CubeLevel => {
    const level = requireLevel(cube, name);
    return cube.facts && level.factSql !== undefined ? { ...level, sql: level.factSql } : level;
  };
  const levelsOf = (names: readonly string[]) => names.map(levelOf);
  const where = [
    ...request.slices.map((slice) => sliceSql(dialect, levelOf(slice.level), slice)),
    ...[
      [levelsOf(request.rows.levels), cell.row] as const,
      [levelsOf(request.columns.levels), cell.column] as const,
    ].flatMap(([levels, path]) => (path.length > 0 ? [pathSql(dialect, levels, path)] : [])),
  ];
  return selectRows(cube.facts ?? cube.relation, where, limit);
}

function selectRows(relation: CubeRelation, where: readonly string[], limit: number): string {
  const filter = where.length > 0 ? `\nWHERE ${where.join('\n  AND ')}` : '';
  return `SELECT *\nFROM ${relationSql(relation)} AS t${filter}\nLIMIT ${limit}`;
}

/** Members of a level that contain a text, whatever the case, with how many rows each has; NULL among them. */
export function membersSql(cube: Cube, dialect: SqlDialect, level: CubeLevel, search: string, limit: number): string {
  const member = asText(dialect, levelSql(dialect, level));
  const where =
    search === '' ? '' : `\nWHERE lower(${member}) LIKE ${sqlText(dialect, `%${escaped(search)}%`)} ESCAPE '!'`;
  return `SELECT ${member} AS member, count(*) AS n\nFROM ${relationSql(cube.relation)} AS t${where}\nGROUP BY ${member}\nORDER BY ${
    level.part === undefined ? 'n DESC, member' : 'member DESC'
  }\nLIMIT ${limit}`;
}

function escaped(search: string): string {
  return search.toLowerCase().replace(/[!%_]/g, '!$&');
}
