import { useState } from 'preact/hooks';
import type { CubeLevel } from '../../src/core/cube/cube.ts';
import { t } from '../../src/core/l10n.ts';
import type { ShownCube } from '../../src/protocol/cubeProtocol.ts';
import { Icon } from '../kit/icon.tsx';
import { itemFor } from '../kit/rovingFocus.ts';
import { type Dragged, startDrag } from './dragged.ts';
import { levelTitle } from './memberText.ts';

export interface FieldListProps {
  readonly cube: ShownCube['cube'];
  readonly onAdd: (dragged: Dragged, to: 'rows' | 'columns' | 'slices' | 'measures') => void;
}

interface Field {
  readonly key: string;
  readonly title: string;
  readonly icon: string;
  readonly indent: boolean;
  readonly dragged: Dragged;
}

/** Everything that can be put on a pivot: hierarchies with their levels, other dimensions, measures. */
function fieldsOf({ levels, hierarchies, measures }: ShownCube['cube']): readonly Field[] {
  const field = (level: CubeLevel, indent: boolean): Field => ({
    key: `level ${level.name}`,
    title: levelTitle(level),
    icon: level.part ? 'calendar' : 'symbol-field',
    indent,
    dragged: { kind: 'levels', names: [level.name] },
  });
  const nested = new Set(hierarchies.flatMap((each) => each.levels));
  return [
    ...hierarchies.flatMap((hierarchy): Field[] => [
      {
        key: `hierarchy ${hierarchy.name}`,
        title: hierarchy.title,
        icon: 'list-tree',
        indent: false,
        dragged: { kind: 'levels', names: hierarchy.levels },
      },
      ...levels.filter((level) => hierarchy.levels.includes(level.name)).map((level) => field(level, true)),
    ]),
    ...levels.filter((level) => !nested.has(level.name)).map((level) => field(level, false)),
    ...measures.map(
      (measure): Field => ({
        key: `measure ${measure.name}`,
        title: measure.title === 'rows' ? t('Rows') : measure.title,
        icon: 'symbol-numeric',
        indent: false,
        dragged: { kind: 'measure', names: [measure.name] },
      }),
    ),
  ];
}

/**
 * The fields, to be dragged; by the keyboard they are walked through with the arrows, and put on rows with Enter or R, on
 * columns with C, among the slices with S.
 */
export function FieldList({ cube, onAdd }: FieldListProps) {
  const [search, setSearch] = useState('');
  const [focused, setFocused] = useState(0);
  const wanted = search.trim().toLowerCase();
  const fields = fieldsOf(cube).filter(({ title }) => title.toLowerCase().includes(wanted));
  const add = (field: Field, to: 'rows' | 'columns' | 'slices') =>
    onAdd(field.dragged, field.dragged.kind === 'measure' ? 'measures' : to);
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLElement }, field: Field, i: number) => {
    const zone = ({ Enter: 'rows', r: 'rows', c: 'columns', s: 'slices' } as const)[event.key];
    const to = itemFor(event.key, i, fields.length);
    if (zone) add(field, zone);
    else if (to !== undefined) {
      setFocused(to);
      event.currentTarget.parentElement?.querySelectorAll<HTMLElement>('.field')[to]?.focus();
    } else return;
    event.preventDefault();
  };
  return (
    <nav class="fields" aria-label={t('Fields')}>
      <input
        type="search"
        placeholder={t('Search fields')}
        aria-label={t('Search fields')}
        value={search}
        onInput={(event) => setSearch(event.currentTarget.value)}
      />
      <div class="field-list" role="listbox" aria-label={t('Fields')}>
        {fields.map((field, i) => (
          <div
            key={field.key}
            class={`field ${field.indent ? 'indent' : ''}`}
            role="option"
            aria-selected={false}
            aria-keyshortcuts={field.dragged.kind === 'measure' ? 'Enter' : 'R C S'}
            tabIndex={i === Math.min(focused, fields.length - 1) ? 0 : -1}
            draggable
            onDragStart={(event) => startDrag(event, field.dragged)}
            onKeyDown={(event) => onKeyDown(event, field, i)}
            onFocus={() => setFocused(i)}
            onDblClick={() => add(field, 'rows')}
          >
            <Icon name={field.icon} />
            <span class="cell-text" title={field.title}>
              {field.title}
            </span>
            {field.dragged.kind === 'measure' ? (
              <Add icon="add" title={t('Show {0}', field.title)} onClick={() => add(field, 'rows')} />
            ) : (
              <>
                <Add icon="list-flat" title={t('{0} on rows (R)', field.title)} onClick={() => add(field, 'rows')} />
                <Add
                  icon="split-horizontal"
                  title={t('{0} on columns (C)', field.title)}
                  onClick={() => add(field, 'columns')}
                />
                <Add icon="filter" title={t('Slice by {0} (S)', field.title)} onClick={() => add(field, 'slices')} />
              </>
            )}
          </div>
        ))}
      </div>
    </nav>
  );
}

function Add(props: { readonly icon: string; readonly title: string; readonly onClick: () => void }) {
  return (
    <button
      type="button"
      class="add"
      tabIndex={-1}
      title={props.title}
      aria-label={props.title}
      onClick={props.onClick}
    >
      <Icon name={props.icon} />
    </button>
  );
}
