import { useEffect, useState } from 'preact/hooks';
import { type AppError, isCancellation, toAppError } from '../../src/core/appError.ts';
import type { CubeLevel, CubeMeasure } from '../../src/core/cube/cube.ts';
import type { Tile } from '../../src/core/dashboard/dashboard.ts';
import { type TileQuestion, tileQuestion } from '../../src/core/dashboard/tileRequest.ts';
import { t } from '../../src/core/l10n.ts';
import type { ShownDashboard, TileAnswer } from '../../src/protocol/dashboardProtocol.ts';
import { levelTitle } from '../cube/memberText.ts';
import { shownTitle } from '../cube/showWords.ts';
import { Icon } from '../kit/icon.tsx';
import { PaneState } from '../kit/states.tsx';
import { ChartTile } from './chartTile.tsx';
import type { DashboardState } from './dashboardState.ts';
import { KpiTile } from './kpiTile.tsx';
import { TableTile } from './tableTile.tsx';

export interface TileProps {
  readonly state: DashboardState;
  readonly question: TileQuestion;
  readonly answer: TileAnswer;
  readonly levels: ReadonlyMap<string, CubeLevel>;
  readonly measures: ReadonlyMap<string, CubeMeasure>;
  readonly label: string;
}

interface PaneProps {
  readonly state: DashboardState;
  readonly shown: ShownDashboard;
  readonly tile: Tile;
  readonly levels: ReadonlyMap<string, CubeLevel>;
  readonly measures: ReadonlyMap<string, CubeMeasure>;
}

/** One tile: it asks for itself, and keeps what it shows, dimmed, until the next answer is there. */
export function TilePane({ state, shown, tile, levels, measures }: PaneProps) {
  const [found, setFound] = useState<{ readonly question: TileQuestion; readonly answer: TileAnswer } | undefined>();
  const [failure, setFailure] = useState<AppError | undefined>();
  const [busy, setBusy] = useState(true);
  const filters = state.filters.value;
  const round = state.round.value;
  useEffect(() => {
    const abort = new AbortController();
    const fail = (error: unknown) => {
      if (isCancellation(error)) return;
      setBusy(false);
      setFailure(toAppError(error));
    };
    try {
      setBusy(true);
      const question = tileQuestion(shown.cube, shown.views, tile, filters);
      state.host.call('tile', { request: question.request }, abort.signal).then((answer) => {
        setBusy(false);
        setFailure(undefined);
        setFound({ question, answer });
      }, fail);
    } catch (error) {
      fail(error);
    }
    return () => abort.abort();
  }, [filters, round]);

  const label = tile.title ?? tile.view ?? titleOf(found?.question, levels, measures);
  const props = found && { ...found, state, levels, measures, label };
  return (
    <>
      <h2>
        <span class="cell-text">{label}</span>
        {found?.answer.more ? <span class="quiet"> · {t('only the first members')}</span> : null}
        {busy && found ? <Icon name="loading" spin /> : null}
      </h2>
      <div class={`tile-body ${busy ? 'busy' : ''}`}>
        {failure ? (
          <PaneState icon="error" tone="error" text={failure.message} detail={failure.hint ?? null} />
        ) : !props ? (
          <PaneState icon="loading" tone="busy" text={t('Asking…')} />
        ) : tile.kind === 'kpi' ? (
          <KpiTile {...props} />
        ) : tile.kind === 'chart' ? (
          <ChartTile {...props} />
        ) : (
          <TableTile {...props} />
        )}
      </div>
    </>
  );
}

/** What it shows, in words: `Sales (S/) · Region`. */
function titleOf(
  question: TileQuestion | undefined,
  levels: ReadonlyMap<string, CubeLevel>,
  measures: ReadonlyMap<string, CubeMeasure>,
): string {
  if (!question) return '';
  const { request } = question;
  const what = request.measures.map((each) => shownTitle(measures.get(each.measure), each));
  const by = [...request.rows.levels, ...request.columns.levels].map((name) => {
    const level = levels.get(name);
    return level ? levelTitle(level) : name;
  });
  return [what.join(', '), by.join(', ')].filter(Boolean).join(' · ');
}
