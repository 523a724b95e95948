import type { CubeMeasure } from '../../src/core/cube/cube.ts';
import { aggregatesOf, nameByAggregate, readAggregate } from '../../src/core/cube/otherAggregate.ts';
import { measureShows, type PivotRequest, type ShownMeasure } from '../../src/core/cube/pivotRequest.ts';
import { t } from '../../src/core/l10n.ts';
import { removeMeasure, withMeasure } from './requestChanges.ts';
import { aggregateWords, showWords } from './showWords.ts';
import { Remove, Zone, type ZoneProps } from './zone.tsx';

export interface MeasureZoneProps extends Pick<ZoneProps, 'onAdd'> {
  readonly request: PivotRequest;
  readonly measures: ReadonlyMap<string, CubeMeasure>;
  readonly onChange: (request: PivotRequest) => void;
}

/** The measures that are shown, each by which aggregate and how. */
export function MeasureZone(props: MeasureZoneProps) {
  const { request, measures, onChange, onAdd } = props;
  return (
    <Zone title={t('Measures')} name="measures" onAdd={onAdd}>
      {request.measures.map((shown, i) => (
        <MeasureChip
          key={`${shown.measure} ${shown.show} ${i}`}
          shown={shown}
          measures={measures}
          onChange={(changed) => onChange(withMeasure(request, i, changed))}
          onRemove={() => onChange(removeMeasure(request, i))}
        />
      ))}
    </Zone>
  );
}

function MeasureChip(props: {
  readonly shown: ShownMeasure;
  readonly measures: ReadonlyMap<string, CubeMeasure>;
  readonly onChange: (shown: ShownMeasure) => void;
  readonly onRemove: () => void;
}) {
  const { shown, measures, onChange } = props;
  const base = readAggregate([...measures.values()], shown.measure)?.measure ?? measures.get(shown.measure);
  const title = base?.title ?? shown.measure;
  const aggregates = base ? aggregatesOf(base) : [];
  return (
    <span class="chip">
      <span class="chip-text">{title === 'rows' ? t('Rows') : title}</span>
      {base && aggregates.length > 1 ? (
        <select
          aria-label={t('Aggregate of {0}', title)}
          value={measures.get(shown.measure)?.aggregate}
          onChange={({ currentTarget }) => {
            const aggregate = aggregates.find((each) => each === currentTarget.value);
            if (aggregate) onChange({ ...shown, measure: nameByAggregate(base, aggregate) });
          }}
        >
          {aggregates.map((aggregate) => (
            <option key={aggregate} value={aggregate}>
              {aggregateWords[aggregate]()}
            </option>
          ))}
        </select>
      ) : null}
      <select
        aria-label={t('How {0} is shown', title)}
        value={shown.show}
        onChange={({ currentTarget }) => {
          const show = measureShows.find((each) => each === currentTarget.value) ?? 'value';
          onChange({ ...shown, show });
        }}
      >
        {measureShows.map((show) => (
          <option key={show} value={show}>
            {showWords[show]()}
          </option>
        ))}
      </select>
      <Remove title={title} onClick={props.onRemove} />
    </span>
  );
}
