import type { ComponentChildren } from 'preact';
import type { CubeLevel, CubeMeasure } from '../../src/core/cube/cube.ts';
import { measureShows, type PivotRequest, type Slice } from '../../src/core/cube/pivotRequest.ts';
import { t } from '../../src/core/l10n.ts';
import { Icon } from '../kit/icon.tsx';
import { allowDrop, type Dragged, dropped, startDrag } from './dragged.ts';
import { levelTitle, memberText } from './memberText.ts';
import { type AxisName, placeLevels, removeLevel, removeMeasure, withSlice } from './requestChanges.ts';
import { showWords } from './showWords.ts';

export interface ZonesProps {
  readonly request: PivotRequest;
  readonly levels: ReadonlyMap<string, CubeLevel>;
  readonly measures: ReadonlyMap<string, CubeMeasure>;
  readonly onChange: (request: PivotRequest) => void;
  readonly onAdd: (dragged: Dragged, to: 'rows' | 'columns' | 'slices' | 'measures') => void;
  readonly onPick: (level: string) => void;
}

/** Where fields are dropped: rows, columns, measures and slices, each with what stands there. */
export function Zones(props: ZonesProps) {
  return (
    <div class="zones">
      <AxisZone {...props} axis="rows" />
      <AxisZone {...props} axis="columns" />
      <MeasureZone {...props} />
      <SliceZone {...props} />
    </div>
  );
}

function Zone(props: {
  readonly title: string;
  readonly name: 'rows' | 'columns' | 'slices' | 'measures';
  readonly onAdd: ZonesProps['onAdd'];
  readonly children: ComponentChildren;
}) {
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

function AxisZone({ axis, ...props }: ZonesProps & { readonly axis: AxisName }) {
  const { request, onChange } = props;
  const names = request[axis].levels;
  const move = (name: string, by: number) => {
    const to = names.indexOf(name) + by;
    if (to >= 0 && to < names.length) {
      onChange(placeLevels(request, axis, [name], by > 0 ? to + 1 : to));
    }
  };
  return (
    <Zone title={axis === 'rows' ? t('Rows') : t('Columns')} name={axis} onAdd={props.onAdd}>
      {names.map((name, i) => {
        const level = props.levels.get(name);
        const title = level ? levelTitle(level) : name;
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: dragging has its keys on the button inside
          <span
            key={name}
            class="chip"
            draggable
            onDragStart={(event) => startDrag(event, { kind: 'levels', names: [name] })}
            onDragOver={allowDrop}
            onDrop={(event) => {
              const field = dropped(event);
              event.stopPropagation();
              if (field?.kind === 'levels') onChange(placeLevels(request, axis, field.names, i));
            }}
          >
            <button
              type="button"
              title={t('Alt and the arrows move it, Delete takes it away')}
              onKeyDown={(event) => {
                if (event.altKey && event.key === 'ArrowLeft') move(name, -1);
                else if (event.altKey && event.key === 'ArrowRight') move(name, 1);
                else if (event.key === 'Delete' || event.key === 'Backspace')
                  onChange(removeLevel(request, axis, name));
                else return;
                event.preventDefault();
              }}
              onClick={() => props.onPick(name)}
            >
              {title}
            </button>
            <Remove title={title} onClick={() => onChange(removeLevel(request, axis, name))} />
          </span>
        );
      })}
    </Zone>
  );
}

function MeasureZone({ request, measures, onChange, onAdd }: ZonesProps) {
  return (
    <Zone title={t('Measures')} name="measures" onAdd={onAdd}>
      {request.measures.map((shown, i) => {
        const title = measures.get(shown.measure)?.title ?? shown.measure;
        return (
          <span key={`${shown.measure} ${shown.show} ${i}`} class="chip">
            <span class="chip-text">{title === 'rows' ? t('Rows') : title}</span>
            <select
              aria-label={t('How {0} is shown', title)}
              value={shown.show}
              onChange={(event) => {
                const show = measureShows.find((each) => each === event.currentTarget.value) ?? 'value';
                onChange({
                  ...request,
                  measures: request.measures.map((each, k) => (k === i ? { ...each, show } : each)),
                });
              }}
            >
              {measureShows.map((show) => (
                <option key={show} value={show}>
                  {showWords[show]()}
                </option>
              ))}
            </select>
            <Remove title={title} onClick={() => onChange(removeMeasure(request, i))} />
          </span>
        );
      })}
    </Zone>
  );
}

function SliceZone({ request, levels, onChange, onAdd, onPick }: ZonesProps) {
  return (
    <Zone title={t('Slices')} name="slices" onAdd={onAdd}>
      {request.slices.map((slice) => {
        const level = levels.get(slice.level);
        const title = level ? levelTitle(level) : slice.level;
        return (
          <span key={slice.level} class="chip slice">
            <button type="button" onClick={() => onPick(slice.level)}>
              {title}: {sliceText(level, slice)}
            </button>
            <Remove title={title} onClick={() => onChange(withSlice(request, { ...slice, members: [] }))} />
          </span>
        );
      })}
    </Zone>
  );
}

/** The members of a slice, the first few by name. */
function sliceText(level: CubeLevel | undefined, { members, exclude }: Slice): string {
  const named = members.slice(0, 3).map((member) => memberText(level, member));
  const more = members.length > 3 ? ` +${members.length - 3}` : '';
  return `${exclude ? `${t('not')} ` : ''}${named.join(', ')}${more}`;
}

function Remove({ title, onClick }: { readonly title: string; readonly onClick: () => void }) {
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
