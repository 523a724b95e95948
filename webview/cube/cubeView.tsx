import { useMemo, useRef, useState } from 'preact/hooks';
import type { CubeMeasure } from '../../src/core/cube/cube.ts';
import { aggregatesOf, byAggregate } from '../../src/core/cube/otherAggregate.ts';
import type { MemberPath, PivotRequest } from '../../src/core/cube/pivotRequest.ts';
import { t } from '../../src/core/l10n.ts';
import { Icon } from '../kit/icon.tsx';
import { PaneState } from '../kit/states.tsx';
import { ChangesPane } from './changesPane.tsx';
import { ChartPane } from './chartPane.tsx';
import { pictureOf } from './chartPicture.ts';
import type { CubeState } from './cubeState.ts';
import type { Dragged } from './dragged.ts';
import { FieldList } from './fieldList.tsx';
import { MemberPicker } from './memberPicker.tsx';
import { PivotGrid } from './pivotGrid.tsx';
import { nextSort, placeLevels, withSlice } from './requestChanges.ts';
import { Toolbar } from './toolbar.tsx';
import { Zones } from './zones.tsx';

/** The page of a cube: its bar, its fields, what stands where, the table and the chart. */
export function CubeView({ state }: { readonly state: CubeState }) {
  const cube = state.cube.value;
  const away = state.away.value;
  const [picking, setPicking] = useState<string | undefined>();
  const drawn = useRef<HTMLDivElement>(null);
  const levels = useMemo(() => new Map(cube?.cube.levels.map((level) => [level.name, level])), [cube]);
  const measures = useMemo(() => measuresByName(cube?.cube.measures ?? []), [cube]);
  const request = state.request.value;
  const change = (next: PivotRequest) => state.change(next);
  const picked = picking === undefined ? undefined : levels.get(picking);

  const add = (field: Dragged, to: 'rows' | 'columns' | 'slices' | 'measures') => {
    if (field.kind === 'measure') {
      change({ ...request, measures: [...request.measures, { measure: field.names[0] ?? '', show: 'value' }] });
    } else if (to === 'slices') setPicking(field.names.at(-1));
    else change(placeLevels(request, to === 'columns' ? 'columns' : 'rows', field.names));
  };

  const saveChart = async () => {
    const svg = drawn.current?.querySelector('svg');
    if (svg) await state.host.call('exportImage', { png: await pictureOf(svg) });
  };

  return (
    <main class="page cube">
      <Toolbar state={state} measures={measures} onSaveChart={() => void saveChart()} />
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
      {cube ? (
        <div class="cube-body">
          <FieldList cube={cube.cube} onAdd={add} />
          <div class="cube-main">
            <Zones
              request={request}
              levels={levels}
              measures={measures}
              onChange={change}
              onAdd={add}
              onPick={setPicking}
            />
            <Answer state={state} levels={levels} measures={measures} drawn={drawn} />
          </div>
        </div>
      ) : (
        <Opening state={state} />
      )}
      {picked ? (
        <MemberPicker
          key={picked.name}
          host={state.host}
          level={picked}
          slice={request.slices.find((slice) => slice.level === picked.name)}
          onApply={(slice) => change(withSlice(request, slice))}
          onClose={() => setPicking(undefined)}
        />
      ) : null}
    </main>
  );
}

/** Also by each aggregate that is not their own. */
function measuresByName(measures: readonly CubeMeasure[]): ReadonlyMap<string, CubeMeasure> {
  const others = measures.flatMap((own) => aggregatesOf(own).map((aggregate) => byAggregate(own, aggregate)));
  return new Map([...others, ...measures].map((each) => [each.name, each]));
}

function Opening({ state }: { readonly state: CubeState }) {
  const failure = state.failure.value;
  if (failure) return <Failure state={state} />;
  if (state.loading.value === null) {
    return (
      <PaneState icon="circle-slash" text={t('Opening the cube was cancelled.')}>
        <button type="button" class="primary" onClick={() => state.reload()}>
          {t('Try again')}
        </button>
      </PaneState>
    );
  }
  return <PaneState icon="loading" tone="busy" text={t('Opening the cube…')} />;
}

function Failure({ state }: { readonly state: CubeState }) {
  const failure = state.failure.value;
  return (
    <PaneState icon="error" tone="error" text={failure?.message ?? ''} detail={failure?.hint ?? null}>
      <button type="button" class="primary" onClick={() => state.reload()}>
        {t('Try again')}
      </button>
      {state.back.value.length > 0 ? (
        <button type="button" onClick={() => state.step('back')}>
          {t('Back')}
        </button>
      ) : null}
    </PaneState>
  );
}

type AnswerProps = Pick<Parameters<typeof ChartPane>[0], 'state' | 'levels' | 'measures' | 'drawn'>;

/** The table with its chart, what differs, or why there is none. */
function Answer({ state, levels, measures, drawn }: AnswerProps) {
  const answered = state.answered.value;
  if (state.failure.value) return <Failure state={state} />;
  if (state.request.value.measures.length === 0) {
    return <PaneState icon="symbol-numeric" text={t('Choose a measure to begin with.')} />;
  }
  if (!answered) {
    return state.loading.value === null ? (
      <PaneState icon="circle-slash" text={t('The query was cancelled.')}>
        <button type="button" class="primary" onClick={() => state.reload()}>
          {t('Try again')}
        </button>
      </PaneState>
    ) : (
      <PaneState icon="loading" tone="busy" text={t('The engine computes the pivot…')} />
    );
  }
  const { pivot, request } = answered;
  const changes = state.changes.value;
  const sort = (index: number, at: MemberPath) =>
    state.change({ ...request, sort: { ...request.sort, rows: nextSort(request.sort.rows, { index, at }) } });
  const sortLabels = () => {
    const descending = request.sort.rows?.by === 'label' && !request.sort.rows.descending;
    state.change({ ...request, sort: { ...request.sort, rows: { by: 'label', descending } } });
  };
  return (
    <div class={`answer ${state.loading.value ? 'busy' : ''}`} aria-busy={state.loading.value !== null}>
      {pivot.more ? (
        <div class="bar quiet" role="note">
          <Icon name="info" />
          {t('There are more cells than are read. Slices or the first members make it whole.')}
        </div>
      ) : null}
      {state.comparing.value ? (
        <ChangesPane changes={changes} levels={levels} measures={measures} request={request} />
      ) : null}
      <div class={`split ${state.chart.value === 'none' ? '' : 'with-chart'}`}>
        {pivot.table.rows.every(({ path }) => path.length === 0) && request.rows.levels.length > 0 ? (
          <PaneState icon="inbox" text={emptyText(request)} />
        ) : (
          <PivotGrid
            state={state}
            pivot={pivot}
            request={request}
            levels={levels}
            measures={measures}
            changes={(state.comparing.value && changes?.cells) || null}
            onToggle={(axis, path, open) => state.toggle(axis, path, open)}
            onSort={sort}
            onSortLabels={sortLabels}
            onDrill={(row, column) => void state.host.call('drill', { row, column })}
            onCopy={(text) => void state.host.call('copy', { text })}
          />
        )}
        {state.chart.value === 'none' ? null : (
          <ChartPane
            key={state.chart.value}
            state={state}
            request={request}
            pivot={pivot}
            levels={levels}
            measures={measures}
            drawn={drawn}
          />
        )}
      </div>
    </div>
  );
}

function emptyText({ slices }: PivotRequest): string {
  return slices.length > 0 ? t('No row of the cube passes the slices.') : t('The cube has no rows yet.');
}
