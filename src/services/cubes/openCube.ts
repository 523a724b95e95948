/** A cube at work: its definition with what its columns are, and a session with the engine that holds it. */
import type { RelationSource } from '../../core/action.ts';
import { AppError } from '../../core/appError.ts';
import { assemblePivot, type PivotTable } from '../../core/cube/assemblePivot.ts';
import { requireLevel } from '../../core/cube/boundPivot.ts';
import type { Cube } from '../../core/cube/cube.ts';
import { type DeclaredCube, resolveCube } from '../../core/cube/declaredCube.ts';
import { drillSql, membersSql } from '../../core/cube/drillSql.ts';
import { PivotCells } from '../../core/cube/pivotCells.ts';
import type { Member, MemberPath, PivotRequest } from '../../core/cube/pivotRequest.ts';
import { pivotStatement } from '../../core/cube/pivotSql.ts';
import { relationSql } from '../../core/cube/relationSql.ts';
import { t } from '../../core/l10n.ts';
import type { SqlDialect } from '../../core/sqlDialect.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { fileSql } from '../../platform/results/fileSql.ts';
import type { SqlSession, SqlSource } from '../../platform/sqlSource.ts';
import { placeOfCube } from './declaredCubes.ts';
import type { Peers } from './peers.ts';

/** Cells that one statement may answer; a pivot with more is one to slice. */
export const mostCells = 100_000;
/** Fact rows that a drill-through reads. */
const drillRows = 10_000;

/** Cells of a pivot, and what is shown of them. */
export interface PivotAnswer {
  readonly request: PivotRequest;
  readonly cells: PivotCells;
  readonly table: PivotTable;
  /** The statement that was run last. */
  readonly sql: string;
  /** There are more cells than were read. */
  readonly more: boolean;
  /** Milliseconds that the engine took, the way there and back included. */
  readonly milliseconds: number;
}

/** A member of a level with how many rows it has. */
export interface CubeMember {
  readonly member: Member;
  readonly count: number;
}

export class OpenCube implements AsyncDisposable {
  readonly cube: Cube;
  readonly declared: DeclaredCube;
  readonly dialect: SqlDialect;
  readonly #session: SqlSession;

  constructor(cube: Cube, declared: DeclaredCube, dialect: SqlDialect, session: SqlSession) {
    this.cube = cube;
    this.declared = declared;
    this.dialect = dialect;
    this.#session = session;
  }

  /** @throws AppError `invalid-input` for what the cube does not have, or what the engine answers */
  async pivot(request: PivotRequest, signal: AbortSignal): Promise<PivotAnswer> {
    const statement = pivotStatement(this.cube, this.dialect, request);
    const cells = new PivotCells(statement.measures.map(({ measure }) => measure.name));
    return await this.#answer(request, statement, cells, false, signal);
  }

  /**
   * The same pivot with one member more expanded: only its children are asked for.
   * @param request what is shown from now on
   */
  async expand(
    before: PivotAnswer,
    request: PivotRequest,
    at: { readonly axis: 'rows' | 'columns'; readonly path: MemberPath },
    signal: AbortSignal,
  ): Promise<PivotAnswer> {
    const statement = pivotStatement(this.cube, this.dialect, request, at);
    return await this.#answer(request, statement, before.cells, before.more, signal);
  }

  /** The same cells in another order, or fewer of them: nothing is asked of the engine. */
  arrange(before: PivotAnswer, request: PivotRequest): PivotAnswer {
    return { ...before, request, table: assemblePivot(this.cube, request, before.cells) };
  }

  async #answer(
    request: PivotRequest,
    statement: ReturnType<typeof pivotStatement>,
    cells: PivotCells,
    more: boolean,
    signal: AbortSignal,
  ): Promise<PivotAnswer> {
    const { sql } = statement;
    const started = performance.now();
    const answer = await this.#session.query(sql, mostCells, signal);
    const milliseconds = performance.now() - started;
    cells.add(statement, answer.rows);
    const table = assemblePivot(this.cube, request, cells);
    return { request, cells, table, sql, more: more || answer.more, milliseconds };
  }

  /** Members of a level that contain a text, most frequent first, or newest first where they are periods. */
  async members(level: string, search: string, limit: number, signal: AbortSignal): Promise<readonly CubeMember[]> {
    const sql = membersSql(this.cube, this.dialect, requireLevel(this.cube, level), search, limit);
    const { rows } = await this.#session.query(sql, limit, signal);
    return rows.map(([member = null, count]) => ({ member, count: Number(count ?? 0) }));
  }

  /** The rows behind a cell, for the results panel. */
  async drill(
    request: PivotRequest,
    cell: { readonly row: MemberPath; readonly column: MemberPath },
    signal: AbortSignal,
  ): Promise<RelationSource> {
    const sql = drillSql(this.cube, this.dialect, request, cell, drillRows);
    const members = [...cell.row, ...cell.column].map((member) => member ?? 'NULL');
    const title = [this.cube.title, ...members].join(' · ');
    return await this.#session.start(sql, title, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session[Symbol.asyncDispose]();
  }
}

/** @throws AppError `unsupported` for an engine that runs no SQL for others */
export function sqlSourceOf(peers: Peers, declared: DeclaredCube): Required<SqlSource> {
  const { dialect, open } = (declared.engine === 'files' ? fileSql : peers(declared.engine)?.sql) ?? {};
  if (dialect && open) return { dialect, open };
  throw new AppError('unsupported', t('Cubes of {0} cannot be opened here.', declared.engine));
}

/**
 * Opens a session with the engine and looks at the cube's columns.
 * @throws AppError `not-found` when its relation is not there, `invalid-input` when it lacks a column
 */
export async function openCube(ctx: Ctx, peers: Peers, declared: DeclaredCube, signal: AbortSignal): Promise<OpenCube> {
  const source = sqlSourceOf(peers, declared);
  const place = await placeOfCube(ctx, declared, signal);
  const session = await source.open(ctx, place, signal);
  try {
    const { columns } = await session.query(`SELECT * FROM ${relationSql(declared.relation)} AS t LIMIT 0`, 1, signal);
    return new OpenCube(resolveCube(declared, columns), declared, source.dialect, session);
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
}
