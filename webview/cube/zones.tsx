import type { CubeLevel, CubeMeasure } from '../../src/core/cube/cube.ts';
import type { PivotRequest, Slice } from '../../src/core/cube/pivotRequest.ts';
import { t } from '../../src/core/l10n.ts';
import { allowDrop, type Dragged, dropped, startDrag } from './dragged.ts';
import { MeasureZone } from './measureZone.tsx';
import { levelTitle, memberText } from './memberText.ts';
import { type AxisName, placeLevels, removeLevel, withSlice } from './requestChanges.ts';
import { Remove, Zone } from './zone.tsx';

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
