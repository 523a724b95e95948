import { useState } from 'preact/hooks';
import type { CubeLevel } from '../../src/core/cube/cube.ts';
import type { Slice } from '../../src/core/cube/pivotRequest.ts';
import { t } from '../../src/core/l10n.ts';
import type { ShownDashboard } from '../../src/protocol/dashboardProtocol.ts';
import { MemberPicker } from '../cube/memberPicker.tsx';
import { levelTitle, memberText } from '../cube/memberText.ts';
import { Icon } from '../kit/icon.tsx';
import type { DashboardState } from './dashboardState.ts';

/** So many members are named before they are counted. */
const named = 2;

/** What is filtered by, and to what; what was chosen in a tile stands here too. */
export function FilterBar(props: {
  readonly state: DashboardState;
  readonly shown: ShownDashboard;
  readonly levels: ReadonlyMap<string, CubeLevel>;
}) {
  const { state, shown, levels } = props;
  const [picking, setPicking] = useState<string | undefined>();
  const filters = state.filters.value;
  const offered = [...new Set([...shown.filters, ...filters.map(({ level }) => level)])];
  const picked = picking === undefined ? undefined : levels.get(picking);
  const without = (level: string) => filters.filter((each) => each.level !== level);
  if (offered.length === 0) return null;
  return (
    <section class="bar filters" aria-label={t('Filters')}>
      <Icon name="filter" />
      {offered.map((name) => {
        const level = levels.get(name);
        const slice = filters.find((each) => each.level === name);
        const title = level ? levelTitle(level) : name;
        return (
          <span key={name} class={`filter ${slice ? 'set' : ''}`}>
            <button type="button" aria-label={t('Filter by {0}', title)} onClick={() => setPicking(name)}>
              <span class="quiet">{title}</span> <span class="cell-text">{chosenText(level, slice)}</span>
              <Icon name="chevron-down" />
            </button>
            {slice ? (
              <button
                type="button"
                class="remove"
                aria-label={t('No filter by {0}', title)}
                onClick={() => state.filter(without(name))}
              >
                <Icon name="close" />
              </button>
            ) : null}
          </span>
        );
      })}
      <span class="spring" />
      {filters.length > 0 ? (
        <button type="button" onClick={() => state.filter([])}>
          <Icon name="clear-all" />
          {t('Clear filters')}
        </button>
      ) : null}
      {picked ? (
        <MemberPicker
          key={picked.name}
          host={state.host}
          level={picked}
          slice={filters.find(({ level }) => level === picked.name)}
          onApply={(slice) => state.filter([...without(slice.level), slice])}
          onClose={() => setPicking(undefined)}
        />
      ) : null}
    </section>
  );
}

function chosenText(level: CubeLevel | undefined, slice: Slice | undefined): string {
  if (!slice) return t('All');
  const texts = slice.members.slice(0, named).map((member) => memberText(level, member));
  const more = slice.members.length - texts.length;
  const all = more > 0 ? t('{0} and {1} more', texts.join(', '), more) : texts.join(', ');
  return slice.exclude ? t('without {0}', all) : all;
}
