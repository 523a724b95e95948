import { t } from '../../src/core/l10n.ts';
import { Icon } from '../kit/icon.tsx';

/** Opens and closes a member. On rows the keys belong to the grid, so that it is no stop of Tab there. */
export function Twisty(props: {
  readonly open: boolean;
  readonly label: string;
  readonly stop: boolean;
  readonly onToggle: () => void;
}) {
  return (
    <button
      type="button"
      class="twisty"
      tabIndex={props.stop ? 0 : -1}
      aria-label={props.open ? t('Collapse {0}', props.label) : t('Expand {0}', props.label)}
      onClick={props.onToggle}
    >
      <Icon name={props.open ? 'chevron-down' : 'chevron-right'} />
    </button>
  );
}
