import { boardColumns, type Tile } from '../../src/core/dashboard/dashboard.ts';
import { t } from '../../src/core/l10n.ts';
import { Icon } from '../kit/icon.tsx';
import type { DashboardState } from './dashboardState.ts';

/** What can be done with a tile while the board is edited; each change is in its file at once. */
export function TileTools(props: {
  readonly state: DashboardState;
  readonly tile: Tile;
  readonly index: number;
  readonly count: number;
}) {
  const { state, tile, index, count } = props;
  const width = tile.width ?? 1;
  const replace = (next: Tile) => state.changeTiles((tiles) => tiles.map((each, i) => (i === index ? next : each)));
  const move = (by: number) =>
    state.changeTiles((tiles) => {
      const others = tiles.filter((_, i) => i !== index);
      return [...others.slice(0, index + by), tile, ...others.slice(index + by)];
    });
  const tool = (icon: string, label: string, disabled: boolean, onClick: () => void) => (
    <button type="button" aria-label={label} title={label} disabled={disabled} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
  return (
    <div class="tile-tools">
      {tool('arrow-left', t('Move back'), index === 0, () => move(-1))}
      {tool('arrow-right', t('Move on'), index === count - 1, () => move(1))}
      {tool('remove', t('Narrower'), width <= 1, () => replace({ ...tile, width: width - 1 }))}
      {tool('add', t('Wider'), width >= boardColumns, () => replace({ ...tile, width: width + 1 }))}
      <input
        aria-label={t('Title')}
        placeholder={t('Title')}
        value={tile.title ?? ''}
        onChange={(event) => replace({ ...tile, title: event.currentTarget.value.trim() || undefined })}
      />
      {tool('trash', t('Remove'), false, () => state.changeTiles((tiles) => tiles.filter((_, i) => i !== index)))}
    </div>
  );
}
