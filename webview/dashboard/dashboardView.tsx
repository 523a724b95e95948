import { useMemo } from 'preact/hooks';
import type { CubeLevel, CubeMeasure } from '../../src/core/cube/cube.ts';
import { boardColumns } from '../../src/core/dashboard/dashboard.ts';
import { formatAge } from '../../src/core/format.ts';
import { t } from '../../src/core/l10n.ts';
import type { ShownDashboard } from '../../src/protocol/dashboardProtocol.ts';
import { now } from '../kit/clock.ts';
import { Icon } from '../kit/icon.tsx';
import { PaneState } from '../kit/states.tsx';
import type { DashboardState } from './dashboardState.ts';
import { FilterBar } from './filterBar.tsx';
import { NewTile } from './newTile.tsx';
import { TilePane } from './tilePane.tsx';
import { TileTools } from './tileTools.tsx';

/** The page of a board: its bar, its filters, its tiles. */
export function DashboardView({ state }: { readonly state: DashboardState }) {
  const shown = state.shown.value;
  const failure = state.failure.value;
  const away = state.away.value;
  return (
    <main class="page dashboard">
      {shown ? <Bar state={state} shown={shown} /> : null}
      {away === null ? null : (
        <div class="bar notice" role="alert">
          <Icon name="warning" />
          {away}
          <span class="spring" />
          <button type="button" class="primary" onClick={() => void state.host.call('switchHome', null)}>
            <Icon name="plug" />
            {t('Switch to it')}
          </button>
        </div>
      )}
      {failure ? (
        <PaneState icon="error" tone="error" text={failure.message} detail={failure.hint ?? null}>
          <button type="button" class="primary" onClick={() => void state.open()}>
            {t('Try again')}
          </button>
          <button type="button" onClick={() => void state.host.call('openFile', null)}>
            {t('Open definition')}
          </button>
        </PaneState>
      ) : shown ? (
        <Board state={state} shown={shown} />
      ) : (
        <PaneState icon="loading" tone="busy" text={t('Opening the dashboard…')} />
      )}
    </main>
  );
}

function Bar({ state, shown }: { readonly state: DashboardState; readonly shown: ShownDashboard }) {
  const age = state.age.value;
  const at = age && age.at !== null ? t('as of {0}', formatAge(age.at, now.value)) : '';
  const facts = [shown.engine, at, age?.stale ? t('stale') : ''].filter(Boolean);
  const busy = state.refreshing.value;
  return (
    <header class="bar">
      <h1>{shown.dashboard.title}</h1>
      <div class="facts">{facts.join(' · ')}</div>
      <span class="spring" />
      <button type="button" disabled={busy} onClick={() => void (shown.refreshable ? state.refresh() : state.open())}>
        <Icon name="refresh" spin={busy} />
        {t('Refresh')}
      </button>
      <button type="button" onClick={() => void state.host.call('openCube', null)}>
        <Icon name="graph" />
        {t('Open cube')}
      </button>
      <button
        type="button"
        aria-pressed={state.editing.value}
        onClick={() => {
          state.editing.value = !state.editing.value;
        }}
      >
        <Icon name="edit" />
        {t('Edit')}
      </button>
      <button type="button" onClick={() => void state.host.call('openFile', null)}>
        <Icon name="go-to-file" />
        {t('Open definition')}
      </button>
    </header>
  );
}

function Board({ state, shown }: { readonly state: DashboardState; readonly shown: ShownDashboard }) {
  const { dashboard, cube } = shown;
  const levels: ReadonlyMap<string, CubeLevel> = useMemo(
    () => new Map(cube.levels.map((each) => [each.name, each])),
    [cube],
  );
  const measures: ReadonlyMap<string, CubeMeasure> = useMemo(
    () => new Map(cube.measures.map((each) => [each.name, each])),
    [cube],
  );
  const editing = state.editing.value;
  return (
    <>
      <FilterBar state={state} shown={shown} levels={levels} />
      <div class="board">
        {dashboard.tiles.map((tile, index) => (
          <section
            key={`${index} ${JSON.stringify(tile)}`}
            class={`tile of-${tile.kind} wide-${Math.min(tile.width ?? 1, boardColumns)}`}
          >
            {editing ? <TileTools state={state} tile={tile} index={index} count={dashboard.tiles.length} /> : null}
            <TilePane state={state} shown={shown} tile={tile} levels={levels} measures={measures} />
          </section>
        ))}
        {dashboard.tiles.length === 0 && !editing ? (
          <PaneState icon="dashboard" text={t('There is nothing on this dashboard yet.')} />
        ) : null}
        {editing ? <NewTile state={state} shown={shown} /> : null}
      </div>
    </>
  );
}
