import { useState } from 'preact/hooks';
import { type Tile, type TileKind, tileKinds } from '../../src/core/dashboard/dashboard.ts';
import { t } from '../../src/core/l10n.ts';
import type { ShownDashboard } from '../../src/protocol/dashboardProtocol.ts';
import { levelTitle } from '../cube/memberText.ts';
import { shownTitle } from '../cube/showWords.ts';
import { Icon } from '../kit/icon.tsx';
import type { DashboardState } from './dashboardState.ts';

const kindWords: Readonly<Record<TileKind, () => string>> = {
  kpi: () => t('Number'),
  chart: () => t('Chart'),
  table: () => t('Table'),
};
const own = '';

/** Adds a tile: a saved view of the cube, or a measure by a dimension. */
export function NewTile({ state, shown }: { readonly state: DashboardState; readonly shown: ShownDashboard }) {
  const { cube, views } = shown;
  const [kind, setKind] = useState<TileKind>('chart');
  const [view, setView] = useState(own);
  const [measure, setMeasure] = useState(cube.measures[0]?.name ?? '');
  const [by, setBy] = useState(cube.levels[0]?.name ?? '');
  const add = () => {
    const asked = view === own ? { measures: [measure], ...(kind === 'kpi' ? {} : { rows: [by] }) } : { view };
    const tile: Tile = { kind, ...asked, ...(kind === 'kpi' ? {} : { width: 2 }) };
    state.changeTiles((tiles) => [...tiles, tile]);
  };
  const choice = (
    label: string,
    value: string,
    set: (value: string) => void,
    options: readonly (readonly [string, string])[],
  ) => (
    <label>
      {label}
      <select aria-label={label} value={value} onChange={(event) => set(event.currentTarget.value)}>
        {options.map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <section class="tile new-tile wide-4" aria-label={t('New tile')}>
      {choice(
        t('Shown as'),
        kind,
        (value) => setKind(value as TileKind),
        tileKinds.map((each) => [each, kindWords[each]()]),
      )}
      {views.length > 0
        ? choice(t('View'), view, setView, [[own, t('(none)')], ...views.map(({ name }) => [name, name] as const)])
        : null}
      {view === own
        ? choice(
            t('Measure'),
            measure,
            setMeasure,
            cube.measures.map((each) => [each.name, shownTitle(each, { measure: each.name, show: 'value' })]),
          )
        : null}
      {view === own && kind !== 'kpi'
        ? choice(
            t('By'),
            by,
            setBy,
            cube.levels.map((each) => [each.name, levelTitle(each)]),
          )
        : null}
      <button type="button" class="primary" onClick={add}>
        <Icon name="add" />
        {t('Add tile')}
      </button>
    </section>
  );
}
