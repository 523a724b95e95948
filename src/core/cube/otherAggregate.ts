/** A measure by another aggregate than its own: what a person asks for in passing needs no definition. */
import { type Aggregate, aggregates, type Cube, type CubeMeasure } from './cube.ts';

/** The aggregates that a measure can be asked by, its own among them; none for SQL that aggregates by itself. */
export function aggregatesOf(measure: CubeMeasure): readonly Aggregate[] {
  if (measure.aggregate === 'sql') return [];
  if (measure.of === '*') return ['count'];
  // What is counted need not be a number.
  if (measure.aggregate === 'count' || measure.aggregate === 'count-distinct') return ['count', 'count-distinct'];
  return ['date', 'timestamp', 'text'].includes(measure.kind) ? ['count', 'count-distinct', 'min', 'max'] : aggregates;
}

/** The name of a measure by another aggregate: `amount:avg`; its own name by its own. */
export function nameByAggregate(measure: CubeMeasure, aggregate: Aggregate): string {
  return aggregate === measure.aggregate ? measure.name : `${measure.name}:${aggregate}`;
}

/** The measure and the aggregate that such a name means; undefined for any other. */
export function readAggregate(
  measures: readonly CubeMeasure[],
  name: string,
): { readonly measure: CubeMeasure; readonly aggregate: Aggregate } | undefined {
  const at = name.lastIndexOf(':');
  const aggregate = aggregates.find((each) => each === name.slice(at + 1));
  const measure = at < 0 ? undefined : measures.find((each) => each.name === name.slice(0, at));
  return aggregate && measure && aggregatesOf(measure).includes(aggregate) ? { measure, aggregate } : undefined;
}

/** The measure by that aggregate. */
export function byAggregate(measure: CubeMeasure, aggregate: Aggregate): CubeMeasure {
  if (aggregate === measure.aggregate) return measure;
  const { digits, ...rest } = measure;
  const counted = aggregate === 'count' || aggregate === 'count-distinct';
  return {
    ...rest,
    name: nameByAggregate(measure, aggregate),
    title: `${measure.title} (${aggregate})`,
    aggregate,
    ...(counted ? { kind: 'integer' as const } : digits === undefined ? {} : { digits }),
  };
}

/** A measure by its name, or by its name and another aggregate: `amount`, `amount:avg`. */
export function measureNamed({ measures }: Pick<Cube, 'measures'>, name: string): CubeMeasure | undefined {
  const own = measures.find((measure) => measure.name === name);
  const other = own ? undefined : readAggregate(measures, name);
  return own ?? (other && byAggregate(other.measure, other.aggregate));
}
