import type { ComponentChildren } from 'preact';
import { t } from '../../src/core/l10n.ts';
import { Icon } from '../kit/icon.tsx';
import { allowDrop, type Dragged, dropped } from './dragged.ts';

export type ZoneName = 'rows' | 'columns' | 'slices' | 'measures';

export interface ZoneProps {
  readonly title: string;
  readonly name: ZoneName;
  readonly onAdd: (dragged: Dragged, to: ZoneName) => void;
  readonly children: ComponentChildren;
}

/** A place that fields are dropped on. */
export function Zone(props: ZoneProps) {
  return (
    <section
      class="zone"
      data-zone={props.name}
      aria-label={props.title}
      onDragOver={allowDrop}
      onDrop={(event) => {
        const field = dropped(event);
        if (field) props.onAdd(field, props.name);
      }}
    >
      <span class="zone-title">{props.title}</span>
      {props.children}
    </section>
  );
}

/** Takes what stands in a zone away. */
export function Remove({ title, onClick }: { readonly title: string; readonly onClick: () => void }) {
  return (
    <button
      type="button"
      class="remove"
      aria-label={t('Remove {0}', title)}
      title={t('Remove {0}', title)}
      onClick={onClick}
    >
      <Icon name="close" />
    </button>
  );
}
